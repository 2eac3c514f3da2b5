pragma ComponentBehavior: Bound

import QtQuick
import "../parts"

// Where the person's cases stand.
Page {
    id: view

    heading: values.heading !== "" ? values.heading : qsTr("My cases")
    bar.second: qsTr("Back")
    bar.extras: values.can_look_up ? [
        {
            "name": "look_ups",
            "text": qsTr("Who looked me up"),
            "glyph": "eye"
        }
    ] : []

    Banner {
        tone: "plain"
        text: view.values.message || (view.values.sections.length === 0 ? qsTr("There is no case at this terminal yet.") : "")
    }
    Repeater {
        model: view.values.sections

        SectionCard {
            required property var modelData

            section: modelData
        }
    }
    Repeater {
        model: view.values.reclaim

        Tile {
            required property var modelData

            objectName: "reclaim:" + modelData.id
            title: modelData.title
            subtitle: modelData.subtitle
            glyph: "undo"
            onStruck: view.send("reclaim", {
                "parcel": modelData.id
            })
        }
    }
}
