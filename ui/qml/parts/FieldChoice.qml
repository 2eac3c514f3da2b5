pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// One of a few answers, each a large tile.
GridLayout {
    id: choice

    property string field
    property var options: [] // [{value, label}]
    property var value
    property bool locked: false
    readonly property int longest: options.reduce((most, option) => Math.max(most, option.label.length), 0)
    signal edited(var value)

    Layout.fillWidth: true
    columns: Theme.elder || choice.longest > 22 ? 1 : 2
    columnSpacing: Theme.gap
    rowSpacing: Theme.gap
    uniformCellWidths: true

    Repeater {
        model: choice.options

        Tile {
            required property var modelData

            objectName: "choice:" + choice.field + ":" + modelData.value
            radio: true
            padding: Theme.mm(3.5)
            enabled: !choice.locked
            title: modelData.label
            chosen: choice.value === modelData.value
            onStruck: choice.edited(modelData.value)
        }
    }
}
