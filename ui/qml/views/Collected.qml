pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The box is empty and shut: rate the service, or do not.
Page {
    id: view

    heading: values.title
    bar.second: qsTr("Finish without rating")
    bar.secondName: "skip"
    bar.secondGlyph: "exit"
    bar.extras: [
        {
            "name": "reopen",
            "text": values.reopen,
            "glyph": "door-open"
        },
        {
            "name": "dispute",
            "text": qsTr("Something is wrong with it"),
            "glyph": "flag"
        }
    ].filter(one => one.text !== "")

    Card {
        Rows {
            model: view.values.lines
        }
    }
    Stack {
        spacing: Theme.gap

        SectionTitle {
            text: qsTr("How was it?")
        }
        Repeater {
            model: view.values.levels

            Tile {
                id: rate

                required property var modelData

                objectName: "rate:" + modelData.value
                title: modelData.label
                padding: Theme.mm(6)
                onStruck: view.send("rate", {
                    "level": Number(modelData.value)
                })

                contentItem: RowLayout {
                    spacing: Theme.mm(6)

                    Levels {
                        level: Number(rate.modelData.value)
                    }
                    Words {
                        Layout.fillWidth: true
                        text: rate.modelData.label
                        font.pixelSize: Theme.strong
                        font.bold: true
                    }
                }
            }
        }
    }
}
