import QtQuick
import "../theme"
import "../parts"

// The notice's QR code under the camera. A hand scanner types the same text and ends with Return.
Page {
    id: view

    property string typed // by a hand scanner, not shown

    heading: qsTr("Show your QR code")
    bar.second: qsTr("Back")
    bar.secondName: "cancel"
    bar.extras: [
        {
            "name": "code",
            "text": qsTr("Type the code instead"),
            "glyph": "grid"
        },
        {
            "name": "card",
            "text": qsTr("Use my card instead"),
            "glyph": "card"
        }
    ]
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) {
            view.send("qr", {
                "token": view.typed
            });
            view.typed = "";
        } else if (event.text !== "" && view.typed.length < 1024) {
            view.typed += event.text;
        }
        event.accepted = event.text !== "" && event.key !== Qt.Key_Tab;
    }

    Stack {
        spacing: Theme.gap

        CameraFrame {
            picture: view.values.live
            frame: view.frame
            caption: qsTr("Camera")
        }
        Banner {
            tone: view.values.tone
            glyph: view.values.tone === "plain" ? "qr" : Theme.toneIcon(view.values.tone)
            text: view.values.message
        }
    }
}
