import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Staff number and PIN on large keys.
Page {
    id: view

    property string number
    property string pin
    property bool atPin: false
    readonly property bool shut: values.locked !== ""

    function press(key: string) {
        const now = view.atPin ? view.pin : view.number;
        const next = key === "back" ? now.slice(0, -1) : (now + key).slice(0, 12);
        if (view.atPin)
            view.pin = next;
        else
            view.number = next;
    }

    heading: qsTr("Staff sign-in")
    bar.primary: qsTr("Sign in")
    bar.primaryName: "sign_in"
    bar.primaryEnabled: number !== "" && pin !== "" && !shut
    bar.second: qsTr("Back")
    bar.secondName: "cancel"
    dataFor: name => {
        const pin = view.pin;
        if (name === "sign_in")
            view.pin = "";
        return name === "sign_in" ? ({
                "number": view.number,
                "pin": pin
            }) : ({});
    }

    Banner {
        tone: "bad"
        text: view.shut ? view.values.locked : view.values.error
    }
    GridLayout {
        Layout.fillWidth: true
        columns: 2
        columnSpacing: Theme.gap
        uniformCellWidths: true

        FieldColumn {
            label: qsTr("Staff number")
            name: "field:number"
            shown: view.number
            active: !view.atPin
            onWanted: view.atPin = false
        }
        FieldColumn {
            label: qsTr("PIN")
            name: "field:pin"
            shown: "●".repeat(view.pin.length)
            active: view.atPin
            onWanted: view.atPin = true
        }
    }
    Keypad {
        Layout.fillWidth: true
        locked: view.shut
        onKey: k => view.press(k)
    }
}
