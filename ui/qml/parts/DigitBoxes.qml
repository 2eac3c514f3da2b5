pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// A box for each digit of a code. The boxes share a layout's width: none of theirs makes that of the whole.
RowLayout {
    id: boxes

    property int digits: 8
    property string typed
    property bool bad: false

    Layout.fillWidth: true
    spacing: Theme.mm(2.5)
    Accessible.role: Accessible.EditableText
    Accessible.name: qsTr("%1 of %2 digits entered").arg(typed.length).arg(digits)

    Repeater {
        model: boxes.digits

        Rectangle {
            id: box

            required property int index
            readonly property bool next: index === boxes.typed.length

            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.preferredHeight: Theme.mm(27)
            radius: Theme.radius
            color: Theme.surface
            border.width: next ? Theme.ring : Theme.edge
            border.color: next ? Theme.brand : boxes.bad ? Theme.badEdge : Theme.line

            Words {
                anchors.centerIn: parent
                text: boxes.typed.charAt(box.index)
                font.pixelSize: Math.round(Theme.mm(14))
                font.bold: true
            }
        }
    }
}
