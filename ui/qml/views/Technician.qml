pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Every device with its result and live values.
Page {
    id: view

    heading: qsTr("Devices")
    lead: qsTr("Technician %1 · checked %2").arg(values.number).arg(values.checked_at)
    bar.primary: qsTr("Check all again")
    bar.primaryName: "refresh"
    bar.primaryGlyph: "refresh"
    bar.second: qsTr("Sign out")
    bar.secondName: "finish"
    bar.secondGlyph: "exit"

    Banner {
        tone: view.values.tone
        text: view.values.summary
    }
    Repeater {
        model: view.values.devices

        Card {
            id: device

            required property var modelData

            spacing: Theme.mm(3)

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.gap

                SectionTitle {
                    text: device.modelData.title
                }
                Tag {
                    text: device.modelData.result
                    tone: device.modelData.tone
                    glyph: Theme.toneIcon(device.modelData.tone)
                }
            }
            Rows {
                model: device.modelData.values
            }
            Words {
                Layout.fillWidth: true
                visible: text !== ""
                text: device.modelData.advice
                color: Theme.tone(device.modelData.tone)
                font.bold: true
            }
            SecondaryButton {
                objectName: "test:" + device.modelData.id
                visible: device.modelData.test !== ""
                text: device.modelData.test
                glyph: "play"
                textSize: Theme.caption
                onStruck: view.send("test", {
                    "id": device.modelData.id
                })
            }
        }
    }
}
