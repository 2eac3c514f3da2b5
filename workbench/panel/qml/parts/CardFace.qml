import QtQuick
import QtQuick.Controls.Basic
import "../../../../ui/qml/theme"
import "../look"

// A card on the desk: a name, what is special about it; filled when it is in the slot.
AbstractButton {
    id: face

    property string title
    property string note
    property bool inside: false

    implicitHeight: 42
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: face.title

    background: Rectangle {
        radius: 6
        color: face.inside ? Theme.brandTint : face.hovered ? "#F3F8FD" : Theme.surface
        border.width: face.inside || face.visualFocus ? 2 : 1
        border.color: face.visualFocus ? Theme.focus : face.inside ? Theme.brand : face.hovered ? Theme.brandEdge : Look.steelEdge

        Rectangle { // the chip
            x: 10
            anchors.verticalCenter: parent.verticalCenter
            width: 18
            height: 14
            radius: 3
            color: "#E3C678"
            border.color: "#B8964A"
        }
    }
    contentItem: Item {
        Column {
            x: 34
            width: parent.width - x
            anchors.verticalCenter: parent.verticalCenter

            Say {
                width: parent.width
                elide: Text.ElideRight
                text: face.title
                font.bold: face.inside
                color: face.enabled ? Theme.ink : Theme.inkSoft
            }
            Say {
                width: parent.width
                elide: Text.ElideRight
                text: face.note
                font.pixelSize: 11
                color: Theme.inkSoft
            }
        }
    }
}
