pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The signed-in resident's choices and cases.
Page {
    id: view

    heading: qsTr("Hello, %1").arg(values.name)
    lead: qsTr("What would you like to do?")
    bar.second: qsTr("Finish and take my card")
    bar.secondName: "finish"
    bar.secondGlyph: "exit"
    bar.extras: [
        {
            "name": "my_card",
            "text": qsTr("My card and certificates"),
            "glyph": "card"
        }
    ]

    Banner {
        tone: "brand"
        text: view.values.message
    }
    GridLayout {
        Layout.fillWidth: true
        columns: Theme.elder ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Repeater {
            model: view.values.tiles

            Tile {
                required property var modelData

                objectName: "choose:" + modelData.id
                Layout.fillHeight: true
                upright: !Theme.elder
                implicitHeight: Math.max(Theme.mm(upright ? 84 : 36), implicitContentHeight + 2 * padding)
                title: modelData.title
                subtitle: modelData.subtitle
                glyph: modelData.icon
                badge: modelData.badge
                enabled: modelData.enabled
                onStruck: view.send("choose", {
                    "id": modelData.id
                })
            }
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        visible: view.values.reminders.length > 0
        spacing: Theme.gap

        Words {
            Layout.fillWidth: true
            text: qsTr("Reminders for you")
            font.pixelSize: Theme.heading
            font.bold: true
        }
        Repeater {
            model: view.values.reminders

            Reminder {
                required property var modelData

                reminder: modelData
                onBegun: view.send("begin", {
                    "id": modelData.id
                })
                onPutOff: view.send("put_off", {
                    "id": modelData.id
                })
                onUnwanted: why => view.send("unwanted", {
                    "id": modelData.id,
                    "why": why
                })
            }
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        visible: view.values.cases.length > 0
        spacing: Theme.gap

        Words {
            Layout.fillWidth: true
            text: qsTr("Your cases")
            font.pixelSize: Theme.heading
            font.bold: true
        }
        Repeater {
            model: view.values.cases

            Tile {
                required property var modelData

                objectName: "open_case:" + modelData.id
                title: modelData.title
                subtitle: modelData.subtitle
                glyph: modelData.icon === "" ? "doc" : modelData.icon
                badge: modelData.badge
                enabled: modelData.enabled
                onStruck: view.send("open_case", {
                    "id": modelData.id
                })
            }
        }
    }
}
