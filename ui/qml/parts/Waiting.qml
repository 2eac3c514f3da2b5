pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// Three calm dots, and what is being waited for. Nothing flashes faster than once in 1.2 s.
ColumnLayout {
    id: waiting

    property string text
    property string detail
    property int beat: 0

    Layout.fillWidth: true
    spacing: Theme.block

    Timer {
        interval: 400
        running: waiting.visible && !Theme.reduced
        repeat: true
        onTriggered: waiting.beat = (waiting.beat + 1) % 3
    }
    Row {
        Layout.alignment: Qt.AlignHCenter
        Layout.bottomMargin: Theme.mm(8)
        spacing: Theme.mm(7)

        Repeater {
            model: 3

            Rectangle {
                required property int index

                width: Theme.mm(14)
                height: width
                radius: width / 2
                color: index === waiting.beat ? Theme.brand : Theme.brandTint

                Behavior on color {
                    ColorAnimation {
                        duration: Theme.calm
                    }
                }
            }
        }
    }
    Words {
        Layout.fillWidth: true
        text: waiting.text
        font.pixelSize: Theme.title
        font.bold: true
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.Heading
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: waiting.detail
        font.pixelSize: Theme.strong
        color: Theme.inkSoft
        horizontalAlignment: Text.AlignHCenter
    }
}
