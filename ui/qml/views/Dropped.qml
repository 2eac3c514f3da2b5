import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The originals are in the box and the door was seen shut.
Page {
    id: view

    centred: true
    bar.primary: qsTr("Finish")
    bar.primaryName: "finish"
    bar.primaryGlyph: "check"
    bar.second: qsTr("Print again")
    bar.secondName: "print"
    bar.secondGlyph: "printer"
    bar.extras: values.reopen === "" ? [] : [
        {
            "name": "reopen",
            "text": values.reopen,
            "glyph": "door-open"
        }
    ]

    Hero {
        glyph: "check"
        tone: "good"
        text: view.values.title
    }
    Card {
        Rows {
            model: view.values.lines
        }
        Image {
            Layout.alignment: Qt.AlignHCenter
            Layout.topMargin: Theme.mm(4)
            Layout.preferredWidth: Theme.mm(120)
            Layout.preferredHeight: Theme.mm(30)
            visible: view.values.barcode !== ""
            asynchronous: true
            source: visible ? "image://papers/" + view.values.barcode : ""
            fillMode: Image.PreserveAspectFit
            cache: false
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Barcode of the envelope")
        }
        SlipQr {
            Layout.alignment: Qt.AlignHCenter
            Layout.topMargin: Theme.mm(4)
            image: view.values.qr
        }
    }
    Banner {
        tone: "brand"
        glyph: "printer"
        text: view.values.printing_text
    }
}
