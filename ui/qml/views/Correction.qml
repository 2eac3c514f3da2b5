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
        visible: view.values.pictures.length > 0 || view.values.pictures_note !== ""

        SectionTitle {
            text: qsTr("What you handed in before")
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: view.values.pictures_note
        }
        Thumbs {
            names: view.values.pictures
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
