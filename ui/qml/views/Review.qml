pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Everything once more before signing.
Page {
    id: view

    heading: values.title
    bar.primary: qsTr("All correct, sign")
    bar.primaryName: "next"
    bar.second: qsTr("Back")

    Repeater {
        model: view.values.sections

        SectionCard {
            required property var modelData

            section: modelData
            onEdit: target => view.send("edit", {
                "target": target
            })
        }
    }
    Card {
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap

            SectionTitle {
                text: qsTr("Papers")
            }
            SecondaryButton {
                objectName: "edit:" + view.values.edit_papers
                visible: view.values.edit_papers !== ""
                text: qsTr("Change")
                glyph: "edit"
                textSize: Theme.caption
                onStruck: view.send("edit", {
                    "target": view.values.edit_papers
                })
            }
        }
        Rows {
            model: view.values.materials
        }
        Thumbs {
            names: view.values.thumbs
        }
    }
}
