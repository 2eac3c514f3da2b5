import QtQuick
import QtQuick.Layouts
import "../theme"

// Nobody has touched the screen for a while: one question, one big answer (kiosk requirements C-05).
Rectangle {
    id: warning

    property int left_s: -1
    signal stay

    color: Theme.brandDeep
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title.text

    MouseArea {
        anchors.fill: parent
    }
    ColumnLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Theme.margin * 1.5
        y: warning.height * 0.22
        spacing: Theme.block

        Words {
            id: title

            Layout.fillWidth: true
            text: qsTr("Are you still there?")
            font.pixelSize: Theme.display
            font.bold: true
            color: Theme.brandInk
            horizontalAlignment: Text.AlignHCenter
        }
        Words {
            Layout.fillWidth: true
            text: String(Math.max(0, warning.left_s))
            font.pixelSize: Theme.figure
            font.bold: true
            color: Theme.brandInk
            horizontalAlignment: Text.AlignHCenter
        }
        Words {
            Layout.fillWidth: true
            text: qsTr("seconds, then this visit is closed so that nobody else sees your data.")
            font.pixelSize: Theme.strong
            color: Theme.brandInkSoft
            horizontalAlignment: Text.AlignHCenter
        }
    }
    PushButton {
        objectName: "still_here"
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.margin
        anchors.bottomMargin: Theme.margin * 2
        height: Theme.mm(40)
        text: qsTr("I am still here")
        glyph: "hand"
        textSize: Theme.title
        onStruck: warning.stay()
    }
}
