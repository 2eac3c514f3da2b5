import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// One sign-in name with this run's password; a click copies it.
AbstractButton {
    id: line

    property string login
    property string role
    property string secret

    implicitHeight: 24
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: line.login

    background: Rectangle {
        radius: 4
        color: line.hovered ? Theme.brandTint : "transparent"
        border.width: line.visualFocus ? 2 : 0
        border.color: Theme.focus
    }
    contentItem: RowLayout {
        spacing: 6

        Say {
            text: line.login
            font.bold: true
        }
        Say {
            text: line.role
            color: Theme.inkSoft
            font.pixelSize: Look.small
        }
        Say {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignRight
            elide: Text.ElideRight
            text: line.secret
            font.family: "Noto Sans Mono CJK SC"
            font.pixelSize: Look.small
        }
    }
}
