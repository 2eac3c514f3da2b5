import QtQuick
import QtQuick.Layouts
import "../theme"

// The foot of every screen: home and the way out, always alive; the network, what waits, the time.
Rectangle {
    id: footer

    property bool exits: true
    property string network
    property int waiting: 0
    property string clock
    signal homeWanted
    signal endWanted

    implicitHeight: Theme.target + 2 * Theme.mm(4) + Theme.mm(4)
    color: Theme.sunken

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.bottomMargin: Theme.mm(4) // nothing to touch nearer than 8 mm to the bezel
        spacing: Theme.gap

        SecondaryButton {
            objectName: "home"
            visible: footer.exits
            text: qsTr("Home")
            glyph: "home"
            textSize: Theme.caption
            leftPadding: Theme.mm(3.5)
            rightPadding: Theme.mm(3.5)
            words: Theme.ink
            onStruck: footer.homeWanted()
        }
        SecondaryButton {
            objectName: "end"
            visible: footer.exits
            text: qsTr("End visit")
            glyph: "exit"
            textSize: Theme.caption
            leftPadding: Theme.mm(3.5)
            rightPadding: Theme.mm(3.5)
            words: Theme.ink
            onStruck: footer.endWanted()
        }
        Item {
            Layout.fillWidth: true
        }
        ColumnLayout {
            spacing: 0

            IconText {
                Layout.alignment: Qt.AlignRight
                glyph: footer.network === "online" ? "online" : "offline"
                text: footer.network === "online" ? qsTr("Online") : qsTr("Offline")
                size: Theme.caption
                ink: footer.network === "online" ? Theme.inkSoft : Theme.warn
            }
            Words {
                Layout.alignment: Qt.AlignRight
                visible: footer.waiting > 0
                text: qsTr("%1 to send").arg(footer.waiting)
                font.pixelSize: Theme.caption
                color: Theme.inkSoft
            }
        }
        Words {
            text: footer.clock
            font.pixelSize: Theme.strong
            font.bold: true
            wrapMode: Text.NoWrap
        }
    }
}
