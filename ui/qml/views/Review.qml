pragma ComponentBehavior: Bound

import QtQuick
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
        SectionTitle {
            text: qsTr("Papers")
        }
        Rows {
            model: view.values.materials
        }
        Thumbs {
            names: view.values.thumbs
        }
    }
}
