import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The statement and the place to sign it.
Page {
    id: view

    heading: qsTr("Please sign")
    lead: values.purpose
    bar.primary: qsTr("Sign and hand in")
    bar.primaryName: "sign"
    bar.primaryGlyph: "sign"
    bar.primaryEnabled: pad.signed
    bar.second: qsTr("Back")
    dataFor: name => name === "sign" ? ({
                "strokes": pad.strokes
            }) : ({})

    Card {
        Words {
            Layout.fillWidth: true
            text: view.values.statement
            font.pixelSize: Theme.strong
        }
        KeyValue {
            label: qsTr("Signed by")
            value: view.values.name
        }
    }
    SignaturePad {
        id: pad
    }
    SecondaryButton {
        objectName: "sign:clear"
        Layout.alignment: Qt.AlignRight
        text: qsTr("Clear and sign again")
        glyph: "retake"
        enabled: pad.signed
        onStruck: pad.clear()
    }
}
