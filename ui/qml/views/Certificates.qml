pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../parts"

// The holder's e-certificates. What fits a paper of the open form stands out, and one touch puts it there.
Page {
    id: view

    heading: qsTr("My e-certificates")
    bar.second: qsTr("Back")

    Banner {
        tone: view.values.tone
        text: view.values.message
    }
    Repeater {
        model: view.values.rows

        Tile {
            required property var modelData

            objectName: "use:" + modelData.number
            Layout.fillWidth: true
            title: modelData.title
            subtitle: [modelData.source, modelData.slot === "" ? "" : qsTr("for: %1").arg(modelData.slot)].filter(part => part !== "").join(" · ")
            glyph: "badge"
            badge: modelData.status
            badgeTone: modelData.tone
            chosen: modelData.slot !== ""
            onStruck: view.send("use", {
                "number": modelData.number
            })
        }
    }
}
