import QtQuick
import QtQuick.Layouts
import "../parts"

// The pick-up code on large keys. What has been typed stays until it is sent.
Page {
    id: view

    property string typed
    readonly property bool shut: values.locked !== ""

    function press(key: string) {
        if (key === "back")
            view.typed = view.typed.slice(0, -1);
        else if (view.typed.length < view.values.digits)
            view.typed += key;
    }

    heading: qsTr("Enter your pick-up code")
    lead: qsTr("%1 digits, from the text message.").arg(values.digits)
    bar.primary: qsTr("Open the door")
    bar.primaryName: "code"
    bar.primaryGlyph: "door-open"
    bar.primaryEnabled: typed.length === values.digits && !shut
    bar.second: qsTr("Back")
    bar.secondName: "cancel"
    bar.extras: [
        {
            "name": "qr",
            "text": qsTr("Scan a QR code"),
            "glyph": "qr"
        },
        {
            "name": "card",
            "text": qsTr("Use my card instead"),
            "glyph": "card"
        }
    ]
    dataFor: name => {
        const code = view.typed;
        if (name === "code")
            view.typed = "";
        return name === "code" ? ({
                "code": code
            }) : ({});
    }

    DigitBoxes {
        digits: view.values.digits
        typed: view.typed
        bad: view.values.error !== ""
    }
    Banner {
        tone: "bad"
        text: view.shut ? view.values.locked : view.values.error
    }
    Keypad {
        Layout.fillWidth: true
        locked: view.shut
        onKey: k => view.press(k)
    }
}
