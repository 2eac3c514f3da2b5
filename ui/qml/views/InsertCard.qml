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

    Image {
        Layout.alignment: Qt.AlignHCenter
        Layout.preferredWidth: Theme.mm(150)
        Layout.preferredHeight: Theme.mm(110)
        source: Qt.resolvedUrl("../icons/art/insert-card.svg")
        sourceSize: Qt.size(Theme.mm(150), Theme.mm(110))
        Accessible.ignored: true
    }
    Words {
        Layout.fillWidth: true
        text: qsTr("Please insert your social-security card")
        font.pixelSize: Theme.title
        font.bold: true
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.Heading
    }
    Words {
        Layout.fillWidth: true
        text: qsTr("Chip first, picture side up. Leave it in until you have finished.")
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
