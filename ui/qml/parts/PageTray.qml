pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// The pages of one material: touch one to choose it; move it by arrows or by dragging, turn it, take it again, delete it.
ColumnLayout {
    id: tray

    property var names: []
    property int chosen: -1
    property string title // "page 1 of 2"
    signal act(string name, var data)

    function on(name: string) {
        tray.act(name, {
            "index": tray.chosen
        });
    }
    function moveTo(index: int, to: int) {
        if (to !== index && to >= 0 && to < tray.names.length)
            tray.act("move_page", {
                "index": index,
                "to": to
            });
    }

    Layout.fillWidth: true
    visible: tray.names.length > 0
    spacing: Theme.gap

    Flow {
        id: flow

        Layout.fillWidth: true
        spacing: Theme.gap

        Repeater {
            model: tray.names

            PageThumb {
                required property string modelData
                required property int index

                objectName: "choose_page:" + index
                picture: modelData
                number: index + 1
                among: tray.names.length
                chosen: index === tray.chosen
                onStruck: tray.act("choose_page", {
                    "index": index
                })
                onDropped: (across, down) => {
                    const columns = Math.max(1, Math.floor((flow.width + flow.spacing) / (width + flow.spacing)));
                    tray.moveTo(index, index + Math.round(across / (width + flow.spacing)) + columns * Math.round(down / (height + flow.spacing)));
                }
            }
        }
    }
    Words {
        visible: tray.chosen >= 0
        Layout.fillWidth: true
        text: tray.title
        font.bold: true
    }
    GridLayout {
        visible: tray.chosen >= 0
        Layout.fillWidth: true
        columns: Theme.elder ? 2 : 5
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Repeater {
            model: [
                ["move_page:back", qsTr("Earlier"), "arrow-left", tray.chosen > 0],
                ["move_page:on", qsTr("Later"), "arrow-right", tray.chosen < tray.names.length - 1],
                ["turn_page", qsTr("Turn"), "turn-right", true],
                ["retake_page", qsTr("Again"), "camera", true],
                ["delete_page", qsTr("Delete"), "trash", true]
            ]

            SecondaryButton {
                required property var modelData

                objectName: modelData[0]
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                leftPadding: Theme.mm(2)
                rightPadding: Theme.mm(2)
                text: modelData[1]
                glyph: modelData[2]
                textSize: Theme.caption
                enabled: modelData[3]
                words: modelData[0] === "delete_page" ? Theme.bad : Theme.brand
                Accessible.name: text + ", " + tray.title
                onStruck: {
                    if (modelData[0] === "move_page:back")
                        tray.moveTo(tray.chosen, tray.chosen - 1);
                    else if (modelData[0] === "move_page:on")
                        tray.moveTo(tray.chosen, tray.chosen + 1);
                    else
                        tray.on(modelData[0]);
                }
            }
        }
    }
}
