pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../parts"

// What an office found missing, and until when: exactly this is handed in again.
Page {
    id: view

    heading: values.title
    lead: values.number
    bar.second: qsTr("Back")
    bar.primary: qsTr("Hand it in now")
    bar.primaryName: "start"
    bar.primaryEnabled: values.can_start

    Banner {
        tone: "warn"
        text: view.values.until
    }
    Banner {
        tone: "bad"
        text: view.values.blocked
    }
    Repeater {
        model: view.values.sections

        SectionCard {
            required property var modelData

            section: modelData
        }
    }
    Card {
        SectionTitle {
            text: qsTr("What you do here now")
        }
        Repeater {
            model: view.values.todo

            IconText {
                required property var modelData

                Layout.fillWidth: true
                glyph: modelData.icon
                text: modelData.title
            }
        }
    }
}
