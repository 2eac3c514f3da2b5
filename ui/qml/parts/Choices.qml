pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// A few short choices in a row that wraps; one of them is chosen.
Flow {
    id: row

    required property string named
    required property var choices
    required property string chosen

    signal struck(string value)

    Layout.fillWidth: true
    visible: choices.length > 0
    spacing: Theme.gap

    Repeater {
        model: row.choices

        SecondaryButton {
            required property var modelData
            readonly property bool isChosen: modelData.value === row.chosen

            objectName: row.named + ":" + modelData.value
            text: modelData.label
            glyph: isChosen && row.choices.length > 1 ? "check" : ""
            face: isChosen ? Theme.brandTint : Theme.surface
            rim: isChosen ? Theme.brand : Theme.line
            Accessible.role: Accessible.RadioButton
            Accessible.checkable: true
            Accessible.checked: isChosen
            onStruck: row.struck(modelData.value)
        }
    }
}
