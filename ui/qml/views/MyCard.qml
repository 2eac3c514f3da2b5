pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../parts"

// What one card stands for: what works, with the holder's state, and what is planned, folded.
Page {
    id: view

    component Application: Tile {
        required property var modelData

        objectName: "open:" + modelData.id
        title: modelData.title
        subtitle: modelData.subtitle
        glyph: modelData.icon
        badge: modelData.state
        badgeTone: modelData.tone
        onStruck: view.send("open", {
            "id": modelData.id
        })
    }

    heading: qsTr("My card")
    lead: values.count
    bar.second: qsTr("Back")
    bar.extras: [
        {
            "name": "certificates",
            "text": qsTr("My e-certificates"),
            "glyph": "badge"
        }
    ]

    Banner {
        tone: view.values.tone
        text: view.values.message
    }
    Card {
        Rows {
            model: view.values.card
        }
    }
    Repeater {
        model: view.values.usable

        Application {}
    }
    SecondaryButton {
        objectName: "unfold"
        Layout.fillWidth: true
        text: view.values.planned_title
        glyph: view.values.unfolded ? "chevron-up" : "chevron-down"
        Accessible.name: view.values.planned_title + ", " + (view.values.unfolded ? qsTr("shown") : qsTr("folded"))
        onStruck: view.send("unfold", {})
    }
    Repeater {
        model: view.values.planned

        Application {}
    }
}
