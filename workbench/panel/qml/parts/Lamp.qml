import QtQuick
import "../../../../ui/qml/theme"

// A state in words with a dot whose shape, too, tells good (round) from not (square); `idle` is neither (a ring).
Rectangle {
    id: lamp

    property string text
    property bool good: true
    property bool idle: false

    implicitWidth: Math.ceil(row.implicitWidth) + 20
    implicitHeight: 26
    radius: 13
    color: lamp.idle ? Theme.sunken : lamp.good ? Theme.goodTint : Theme.warnTint

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 7

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: 9
            height: 9
            radius: lamp.good || lamp.idle ? 5 : 1
            color: lamp.idle ? "transparent" : lamp.good ? Theme.goodEdge : Theme.warnEdge
            border.width: lamp.idle ? 2 : 0
            border.color: Theme.line
        }
        Say {
            text: lamp.text
            color: lamp.idle ? Theme.inkSoft : lamp.good ? Theme.good : Theme.warn
        }
    }
}
