import QtQuick
import QtQuick.Layouts
import "../theme"

// Help, the same on every screen, drawn without asking anybody.
Rectangle {
    id: help

    signal closed

    color: Theme.canvas

    MouseArea {
        anchors.fill: parent
    }
    ScrollArea {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: bar.top

        PageHead {
            text: qsTr("Help")
            lead: qsTr("You can do everything here in person at the counter too. A card is enough; you need no phone.")
        }
        Card {
            spacing: Theme.mm(3)

            IconText {
                Layout.fillWidth: true
                glyph: "phone"
                text: qsTr("Call 12345, day and night")
                size: Theme.heading
                bold: true
                ink: Theme.brand
            }
            Words {
                Layout.fillWidth: true
                text: qsTr("Tell them the terminal number on the first screen and, if you see one, the fault code.")
            }
        }
        Card {
            Words {
                Layout.fillWidth: true
                text: qsTr("To make it easier")
                font.pixelSize: Theme.heading
                font.bold: true
            }
            IconText {
                Layout.fillWidth: true
                glyph: "text-size"
                text: qsTr("“Large text” at the top makes words and buttons larger.")
            }
            IconText {
                Layout.fillWidth: true
                glyph: "globe"
                text: qsTr("Change the language at the top at any time; what you entered stays.")
            }
            IconText {
                Layout.fillWidth: true
                glyph: "clock"
                text: qsTr("Take your time. Before the visit closes you are asked, and one touch gives you more time.")
            }
            IconText {
                Layout.fillWidth: true
                glyph: "low"
                text: qsTr("If you cannot reach high doors, ask for a low one before the door opens.")
            }
            IconText {
                Layout.fillWidth: true
                glyph: "hand"
                text: qsTr("One finger is enough everywhere. No swiping, no pinching.")
            }
        }
    }
    ActionBar {
        id: bar

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        primary: qsTr("Close help")
        primaryName: "help:close"
        primaryGlyph: "check"
        onStruck: help.closed()
    }
}
