pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Before the door opens: what goes in and into which size of box.
Page {
    id: view

    property string size: values.size // the person's choice; a change of language leaves it
    property bool low: values.low

    Component.onCompleted: {
        view.size = view.values.size;
        view.low = view.values.low;
    }
    heading: qsTr("Hand in the originals")
    lead: qsTr("Put these into the envelope: number %1").arg(values.parcel)
    bar.primary: qsTr("Open a door")
    bar.primaryName: "open"
    bar.primaryGlyph: "door-open"
    bar.primaryEnabled: values.sizes.some(one => one.id === view.size && one.free > 0)
    bar.second: qsTr("Back")
    bar.extras: [
        {
            "name": "later",
            "text": qsTr("Hand them in later"),
            "glyph": "clock"
        }
    ]
    dataFor: name => name === "open" ? ({
                "size": view.size,
                "low": view.low
            }) : ({})

    Card {
        Repeater {
            model: view.values.papers

            IconText {
                required property string modelData

                Layout.fillWidth: true
                glyph: "doc"
                text: modelData
                size: Theme.strong
            }
        }
    }
    Stack {
        spacing: Theme.gap

        SectionTitle {
            text: qsTr("Which size?")
        }
        Repeater {
            model: view.values.sizes

            Tile {
                required property var modelData

                objectName: "choice:size:" + modelData.id
                radio: true
                enabled: modelData.free > 0
                chosen: view.size === modelData.id
                title: modelData.label
                subtitle: modelData.free > 0 ? qsTr("%1 · %2 free").arg(modelData.detail).arg(modelData.free) : qsTr("%1 · none free").arg(modelData.detail)
                onStruck: view.size = modelData.id
            }
        }
    }
    Tile {
        objectName: "choice:low"
        radio: true
        glyph: "low"
        chosen: view.low
        title: qsTr("I would like a low door")
        subtitle: view.low ? qsTr("Yes, easy to reach from a wheelchair") : qsTr("Easy to reach from a wheelchair")
        onStruck: view.low = !view.low
    }
}
