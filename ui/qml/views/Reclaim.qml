pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Originals are taken back before the courier comes: what that means, before any door opens.
Page {
    id: view

    heading: values.title
    bar.primary: qsTr("Open the door")
    bar.primaryName: "open"
    bar.primaryGlyph: "door-open"
    bar.second: qsTr("Back")

    Banner {
        tone: "warn"
        text: view.values.detail
    }
    Card {
        Rows {
            model: view.values.lines
        }
    }
    Card {
        visible: view.values.papers.length > 0

        SectionTitle {
            text: qsTr("In the envelope")
        }
        Repeater {
            model: view.values.papers

            IconText {
                required property string modelData

                Layout.fillWidth: true
                glyph: "doc"
                text: modelData
                size: Theme.strong
            }
        }
    }
}
