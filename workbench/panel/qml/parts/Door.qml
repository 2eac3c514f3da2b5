import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Controls.impl
import "../../../../ui/qml/theme"
import "../look"

// One compartment: shut it is steel with its number, open one sees inside and the leaf stands at the left.
AbstractButton {
    id: door

    required property var state_ // one of bridge.doors
    property bool chosen: false
    readonly property bool open: state_.open
    readonly property int things: state_.things.length

    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: Look.t("柜门 ", "Door ") + state_.number + (open ? Look.t(" 开", " open") : Look.t(" 关", " shut"))

    background: Rectangle {
        radius: 4
        color: door.open ? Look.dark : door.down ? "#CBD5DE" : door.hovered ? "#E8EEF3" : Look.steel
        border.width: door.chosen || door.visualFocus ? 3 : 1
        border.color: door.chosen ? Theme.brand : door.visualFocus ? Theme.focus : Look.steelEdge

        Rectangle { // the leaf, swung out
            visible: door.open
            x: 3
            y: 3
            width: 11
            height: parent.height - 6
            radius: 2
            color: Look.steel
            border.color: Look.steelEdge
        }
        Rectangle { // the handle
            visible: !door.open
            anchors.verticalCenter: parent.verticalCenter
            x: parent.width - 13
            width: 5
            height: Math.min(20, parent.height / 2)
            radius: 2
            color: Look.steelEdge
        }
    }
    contentItem: Item {
        Say {
            id: number

            x: door.open ? 18 : 4
            y: 0
            text: door.state_.number
            font.pixelSize: 18
            font.bold: true
            color: door.open ? "#FFFFFF" : Theme.ink
        }
        Say {
            anchors.left: number.right
            anchors.leftMargin: 5
            anchors.baseline: number.baseline
            text: door.state_.size
            font.pixelSize: 11
            color: door.open ? "#B9C6D2" : Theme.inkSoft
        }
        Row {
            anchors.right: parent.right
            anchors.rightMargin: 2
            y: 4
            spacing: 3

            IconImage {
                visible: door.state_.jammed || door.state_.dead || door.state_.silent
                source: Look.icon(door.state_.jammed ? "lock" : door.state_.dead ? "eye" : "offline")
                sourceSize: Qt.size(15, 15)
                color: door.open ? "#FFC766" : Theme.badEdge
            }
            Say {
                visible: door.state_.pulses > 0
                text: "×" + door.state_.pulses
                font.pixelSize: 11
                color: door.open ? "#B9C6D2" : Theme.inkSoft
            }
        }
        Rectangle { // what lies inside, seen through the wall
            visible: door.things > 0
            anchors.bottom: parent.bottom
            anchors.bottomMargin: 2
            x: door.open ? 18 : 4
            width: parent.width - x - (door.open ? 2 : 14)
            height: 17
            radius: 2
            color: Look.kraft
            opacity: door.open ? 1 : 0.75

            Say {
                anchors.fill: parent
                elide: Text.ElideRight
                horizontalAlignment: Text.AlignHCenter
                text: door.things === 0 ? "" : (door.things > 1 ? door.things + "× " : "") + Look.brief(door.state_.things[door.things - 1])
                font.pixelSize: 11
                color: Look.kraftInk
            }
        }
    }
}
