import QtQuick
import "../theme"
import "../parts"

// Hold the envelope under the camera; its code is read by itself.
Page {
    id: view

    heading: values.title
    bar.second: qsTr("Back")
    bar.extras: values.can_report ? [
        {
            "name": "absent",
            "text": qsTr("The envelope is not there"),
            "glyph": "cross"
        },
        {
            "name": "damaged",
            "text": qsTr("It is damaged"),
            "glyph": "warn"
        }
    ] : []

    Stack {
        spacing: Theme.gap

        CameraFrame {
            picture: view.values.live
            frame: view.frame
            caption: qsTr("Camera")
        }
        Banner {
            tone: view.values.tone
            glyph: view.values.tone === "plain" ? "barcode" : Theme.toneIcon(view.values.tone)
            text: view.values.message
        }
    }
    Card {
        visible: view.values.expected !== ""

        KeyValue {
            label: qsTr("Expected")
            value: view.values.expected
        }
        KeyValue {
            visible: view.values.compartment > 0
            label: qsTr("Box")
            value: String(view.values.compartment)
        }
    }
}
