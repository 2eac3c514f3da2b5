pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The visit is over; what not to leave behind.
Page {
    id: view

    centred: true
    bar.primary: qsTr("Finish")
    bar.primaryName: "finish"
    bar.primaryGlyph: "check"

    Hero {
        glyph: "check"
        tone: "good"
        text: view.values.title
        detail: view.values.detail
    }
    Card {
        visible: view.values.take.length > 0

        SectionTitle {
            text: qsTr("Please take with you")
        }
        Repeater {
            model: view.values.take

            IconText {
                required property string modelData

                Layout.fillWidth: true
                glyph: "take-out"
                text: modelData
                size: Theme.strong
            }
        }
    }
}
