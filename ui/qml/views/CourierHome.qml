pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The courier's round at this bank.
Page {
    id: view

    heading: qsTr("Courier %1").arg(values.number)
    bar.second: qsTr("Sign out")
    bar.secondName: "finish"
    bar.secondGlyph: "exit"

    Banner {
        tone: "brand"
        text: view.values.message
    }
    GridLayout {
        Layout.fillWidth: true
        columns: Theme.elder ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Tile {
            objectName: "collect"
            Layout.fillHeight: true
            implicitHeight: Math.max(Theme.mm(80), implicitContentHeight + 2 * padding)
            upright: true
            title: qsTr("Collect")
            subtitle: qsTr("Take envelopes out of the boxes")
            glyph: "take-out"
            badge: qsTr("%1 to collect").arg(view.values.to_collect)
            enabled: view.values.to_collect > 0
            onStruck: view.send("collect", {})
        }
        Tile {
            objectName: "load"
            Layout.fillHeight: true
            implicitHeight: Math.max(Theme.mm(80), implicitContentHeight + 2 * padding)
            upright: true
            title: qsTr("Load")
            subtitle: qsTr("Put results into the boxes")
            glyph: "put-in"
            enabled: view.values.free.some(size => size.free > 0)
            onStruck: view.send("load", {})
        }
    }
    Card {
        SectionTitle {
            text: qsTr("Free boxes")
        }
        Repeater {
            model: view.values.free

            KeyValue {
                required property var modelData

                label: modelData.label
                value: qsTr("%1 free").arg(modelData.free)
                note: modelData.detail
                tone: modelData.free > 0 ? "good" : "warn"
            }
        }
    }
}
