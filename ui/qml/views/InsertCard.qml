pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Asks for the card, and says what was wrong with the last try.
Page {
    id: view

    centred: true
    bar.second: qsTr("Back")
    bar.secondName: "cancel"
    bar.extras: [
        {
            "name": "pickup",
            "text": qsTr("No card: use a pick-up code"),
            "glyph": "key"
        }
    ]

    readonly property bool slot: values.cards !== "id"
    readonly property bool pad: values.cards !== "social"

    RowLayout {
        Layout.alignment: Qt.AlignHCenter
        spacing: Theme.block

        Repeater {
            model: view.values.cards === "both" ? ["insert-card", "lay-card"] : [view.slot ? "insert-card" : "lay-card"]

            Image {
                required property string modelData
                readonly property real span: view.slot && view.pad ? Theme.mm(105) : Theme.mm(150)

                Layout.preferredWidth: span
                Layout.preferredHeight: span * 110 / 150
                source: Qt.resolvedUrl("../icons/art/" + modelData + ".svg")
                sourceSize: Qt.size(span, span * 110 / 150)
                Accessible.ignored: true
            }
        }
    }
    Words {
        Layout.fillWidth: true
        text: !view.pad ? qsTr("Please insert your social-security card") : !view.slot ? qsTr("Please lay your identity card on the reader") : qsTr("Insert your social-security card or lay down your identity card")
        font.pixelSize: Theme.title
        font.bold: true
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.Heading
    }
    Words {
        Layout.fillWidth: true
        visible: view.slot && (!view.pad || view.values.problem === "")
        text: view.pad ? qsTr("Social-security card: chip first, picture side up. Leave it in until you have finished.") : qsTr("Chip first, picture side up. Leave it in until you have finished.")
        font.pixelSize: Theme.strong
        color: Theme.inkSoft
        horizontalAlignment: Text.AlignHCenter
    }
    Words {
        Layout.fillWidth: true
        visible: view.pad && view.values.problem === ""
        text: qsTr("Identity card: lay it flat; take it back when it has been read. One that lies there already must be lifted first.")
        font.pixelSize: Theme.strong
        color: Theme.inkSoft
        horizontalAlignment: Text.AlignHCenter
    }
    Banner {
        tone: "bad"
        text: view.values.problem
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: view.values.advice
        horizontalAlignment: Text.AlignHCenter
    }
}
