pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// The lock bank: its doors as they stand, the actions of the chosen door, faults of the boards.
Box {
    id: bank

    required property var bridge
    property int chosen: 1
    readonly property var door: bridge.doors[chosen - 1]

    glyph: "locker"
    title: Look.t("柜体", "Lockers")
    state_: bridge.now.busPlugged ? Look.t("串口已接", "line plugged in") : Look.t("串口已拔", "line unplugged")
    good: bridge.now.busPlugged
    busy: bridge.busy.includes("bank")

    Rectangle {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.minimumHeight: 420
        radius: 6
        color: Look.steelEdge

        Item {
            id: map

            readonly property int gap: 5
            readonly property int columns: 1 + Math.max(...bank.bridge.doors.map(one => one.column))
            readonly property real tall: Math.max(...bank.bridge.doors.map(one => one.top + one.height))
            readonly property int rows: 1 + Math.max(...bank.bridge.doors.map(one => one.row))
            readonly property real unit: (height - (rows - 1) * gap) / tall

            anchors.fill: parent
            anchors.margins: 8

            Repeater {
                model: bank.bridge.doors.length

                Door {
                    id: one

                    required property int index

                    objectName: "door:" + one.state_.number
                    state_: bank.bridge.doors[one.index]
                    chosen: bank.chosen === one.state_.number
                    x: one.state_.column * (one.width + map.gap)
                    y: one.state_.top * map.unit + map.gap * one.state_.row
                    width: (map.width - (map.columns - 1) * map.gap) / map.columns
                    height: one.state_.height * map.unit
                    onClicked: bank.chosen = one.state_.number
                }
            }
        }
    }
    DoorActions {
        Layout.fillWidth: true
        bridge: bank.bridge
        door: bank.door
    }
    Rectangle {
        Layout.fillWidth: true
        implicitHeight: 1
        color: Theme.hairline
    }
    Flow {
        Layout.fillWidth: true
        spacing: Look.gap

        Repeater {
            model: bank.bridge.now.boards

            Press {
                id: board

                required property var modelData
                readonly property int address: modelData.address

                objectName: "bank.silence:" + board.address
                glyph: "offline"
                on: board.modelData.silent
                text: board.on ? Look.t("锁板 " + board.address + " 已哑", "Board " + board.address + " silent") : Look.t("让锁板 " + board.address + " 不应答", "Silence board " + board.address)
                onClicked: bank.bridge.act("bank.silence", {
                    "board": board.address
                })
            }
        }
        Press {
            objectName: "bank.plug"
            glyph: "power"
            on: !bank.bridge.now.busPlugged
            text: bank.bridge.now.busPlugged ? Look.t("拔掉串口", "Unplug the line") : Look.t("插回串口", "Plug it back")
            onClicked: bank.bridge.act("bank.plug", {})
        }
    }
}
