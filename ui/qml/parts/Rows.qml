pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// Label and value rows under each other, with a fine line between.
ColumnLayout {
    id: rows

    property var model: [] // [{label, value, note, tone}]

    Layout.fillWidth: true
    spacing: Theme.mm(3)

    Repeater {
        model: rows.model

        ColumnLayout {
            id: entry

            required property var modelData
            required property int index

            Layout.fillWidth: true
            spacing: Theme.mm(3)

            Rectangle {
                Layout.fillWidth: true
                implicitHeight: Theme.hair
                visible: entry.index > 0
                color: Theme.hairline
            }
            KeyValue {
                label: entry.modelData.label
                value: entry.modelData.value
                note: entry.modelData.note
                tone: entry.modelData.tone
            }
        }
    }
}
