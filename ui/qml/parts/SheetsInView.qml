pragma ComponentBehavior: Bound

import QtQuick

// The sheets the camera sees, each outlined over its picture; of several the one that is touched is meant.
Item {
    id: sheets

    property var outlines: [] // of each x, y of four corners as shares of width and height
    property int meant: -1 // index of the one that is followed
    property real hold: 0 // 0 to 1, of that one
    property bool ringed: false
    readonly property int count: sheets.outlines ? sheets.outlines.length : 0
    signal chosen(int index)

    Repeater {
        model: sheets.count // a number: what a finger rests on stays when the next frame comes

        PageOutline {
            id: one

            required property int index

            anchors.fill: parent
            corners: sheets.outlines[one.index] ?? []
            hold: one.index === sheets.meant ? sheets.hold : 0
            ringed: sheets.ringed

            SheetButton {
                visible: sheets.count > 1 && one.found && one.index !== sheets.meant
                objectName: "sheet:" + one.index
                text: qsTr("This one")
                Accessible.name: qsTr("Paper %1 of %2: this one").arg(one.index + 1).arg(sheets.count)
                spots: [one.spot(0), one.spot(1), one.spot(2), one.spot(3)]
                onStruck: sheets.chosen(one.index)
            }
        }
    }
}
