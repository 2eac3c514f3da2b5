import QtQuick
import QtQuick.Controls.impl
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// One device: a headed card with its state at the right of the heading.
Rectangle {
    id: box

    property string glyph
    property string title
    property string state_
    property bool good: true
    property bool idle: false // neither good nor bad
    property bool busy: false
    default property alias content: column.data

    implicitHeight: column.implicitHeight + head.height + 2 * Look.inset + Look.gap
    radius: Look.radius
    color: Theme.surface
    border.width: 1
    border.color: Theme.hairline

    RowLayout {
        id: head

        x: Look.inset
        y: Look.inset - 2
        width: parent.width - 2 * Look.inset
        height: 26
        spacing: 8

        IconImage {
            source: Look.icon(box.glyph)
            sourceSize: Qt.size(20, 20)
            color: Theme.brand
        }
        Say {
            text: box.title
            font.pixelSize: Look.strong
            font.bold: true
        }
        Say {
            visible: box.busy
            text: "…"
            font.pixelSize: Look.strong
            font.bold: true
            color: Theme.brand
        }
        Item {
            Layout.fillWidth: true
        }
        Lamp {
            visible: box.state_ !== ""
            text: box.state_
            good: box.good
            idle: box.idle
        }
    }
    ColumnLayout {
        id: column

        x: Look.inset
        y: head.y + head.height + Look.gap
        width: parent.width - 2 * Look.inset
        height: parent.height - y - Look.inset
        spacing: Look.gap
    }
}
