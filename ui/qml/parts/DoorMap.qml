pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// The bank as it stands in the room: columns of doors from the top, one of them marked.
Rectangle {
    id: map

    property int columns: 0
    property var doors: [] // [{number, column, height, here}]
    readonly property real unit: (height - 2 * pad) / Math.max(1, Math.max(...Array.from({
        "length": map.columns
    }, (_, column) => map.of(column).reduce((sum, door) => sum + door.height, 0))))
    readonly property int pad: Theme.mm(2)

    function of(column: int): var {
        return map.doors.filter(door => door.column === column);
    }

    radius: Theme.mm(2.5)
    color: Theme.line
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("Map of the locker")

    Row {
        anchors.fill: parent
        anchors.margins: map.pad
        spacing: Theme.mm(1)

        Repeater {
            model: map.columns

            Column {
                id: column

                required property int index

                width: (map.width - 2 * map.pad - (map.columns - 1) * Theme.mm(1)) / map.columns

                Repeater {
                    model: map.of(column.index)

                    Item {
                        id: door

                        required property var modelData

                        width: column.width
                        height: map.unit * modelData.height

                        Rectangle {
                            anchors.fill: parent
                            anchors.margins: door.modelData.here ? -Theme.mm(0.8) : Theme.mm(0.5)
                            radius: Theme.mm(1)
                            color: door.modelData.here ? Theme.accent : Theme.surface
                            border.width: door.modelData.here ? Theme.mm(0.8) : 0
                            border.color: Theme.ink

                            Words {
                                anchors.centerIn: parent
                                visible: door.modelData.here
                                text: door.modelData.number
                                font.pixelSize: Math.min(Theme.strong, Math.max(8, door.height * 0.62))
                                font.bold: true
                                color: Theme.ink
                            }
                        }
                    }
                }
            }
        }
    }
}
