import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Receipt of materials. It says in so many words that it is not an acceptance.
Page {
    id: view

    heading: values.title
    bar.primary: values.has_originals ? qsTr("Hand in the originals") : qsTr("Finish")
    bar.primaryName: values.has_originals ? "deposit" : "finish"
    bar.primaryGlyph: values.has_originals ? "locker" : "check"
    bar.second: values.has_originals ? qsTr("Finish") : ""
    bar.secondName: "finish"
    bar.secondGlyph: "exit"
    bar.extras: values.printing === "printing" ? [] : [
        {
            "name": "print",
            "text": values.printing === "failed" ? qsTr("Try to print again") : qsTr("Print once more"),
            "glyph": "printer"
        }
    ]

    Card {
        spacing: Theme.mm(6)

        GridLayout {
            Layout.fillWidth: true
            columns: Theme.elder ? 1 : 2
            columnSpacing: Theme.mm(8)
            rowSpacing: Theme.mm(6)

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.mm(2)

                IconText {
                    Layout.fillWidth: true
                    glyph: "check-circle"
                    text: qsTr("We have received your papers")
                    ink: Theme.good
                    bold: true
                    size: Theme.strong
                }
                Words {
                    Layout.fillWidth: true
                    Layout.topMargin: Theme.mm(4)
                    text: view.values.number_label
                    color: Theme.inkSoft
                }
                Words {
                    Layout.fillWidth: true
                    text: view.values.number
                    font.pixelSize: Theme.title
                    font.bold: true
                    color: Theme.brand
                }
                Tag {
                    text: view.values.provisional ? qsTr("Provisional number") : ""
                    tone: "warn"
                    glyph: "clock"
                }
            }
            SlipQr {
                Layout.alignment: Qt.AlignHCenter
                image: view.values.qr
            }
        }
    }
    Banner {
        tone: "warn"
        glyph: "info"
        text: view.values.not_acceptance
    }
    Card {
        Rows {
            model: view.values.lines
        }
    }
    Banner {
        tone: view.values.printing === "failed" ? "bad" : view.values.printing === "printed" ? "good" : "brand"
        glyph: "printer"
        text: view.values.printing_text
    }
    Banner {
        tone: "brand"
        glyph: "locker"
        text: view.values.originals_text
    }
}
