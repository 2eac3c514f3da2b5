pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// Boxes that need somebody, by number; choosing one marks it on the map.
Stack {
    id: list

    property string title
    property var lines: [] // rows whose label is the number of the box
    signal picked(int number)

    visible: list.lines.length > 0
    spacing: Theme.gap

    SectionTitle {
        text: list.title
    }
    Repeater {
        model: list.lines

        Tile {
            required property var modelData

            objectName: "pick:" + modelData.label
            title: qsTr("Box %1").arg(modelData.label)
            subtitle: modelData.value
            badge: modelData.note
            badgeTone: modelData.tone
            glyph: "locker"
            onStruck: list.picked(Number(modelData.label))
        }
    }
}
