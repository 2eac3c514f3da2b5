import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The list of the round, to be signed by the courier.
Page {
    id: view

    heading: values.title
    lead: values.counted
    bar.primary: qsTr("Sign the manifest")
    bar.primaryName: "sign"
    bar.primaryGlyph: "sign"
    bar.primaryEnabled: pad.signed
    bar.second: qsTr("Back")
    dataFor: name => name === "sign" ? ({
                "strokes": pad.strokes
            }) : ({})

    Card {
        Rows {
            model: view.values.lines
        }
    }
    Stack {
        spacing: Theme.gap

        SectionTitle {
            text: qsTr("Courier %1 signs here").arg(view.values.courier)
        }
        SignaturePad {
            id: pad

            implicitHeight: Theme.mm(75)
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
}
