import QtQuick
import "../theme"

// A short message over the page for some seconds; what it tells may be undone while it stands.
Rectangle {
    id: toast

    property string text
    property bool undo: false
    signal undone

    visible: opacity > 0
    opacity: toast.text === "" ? 0 : 1
    width: Math.min(parent.width - 2 * Theme.margin, words.implicitWidth + 2 * Theme.mm(8) + (back.visible ? back.width + Theme.gap : 0))
    height: Math.max(words.height, back.visible ? back.height : 0) + 2 * Theme.mm(back.visible ? 3 : 5)
    radius: Theme.radius
    color: Theme.ink
    Accessible.role: Accessible.AlertMessage
    Accessible.name: toast.text

    Behavior on opacity {
        NumberAnimation {
            duration: Theme.calm
        }
    }

    IconText {
        id: words

        property string last

        x: Theme.mm(8)
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, toast.width - 2 * Theme.mm(8) - (back.visible ? back.width + Theme.gap : 0))
        glyph: "info"
        text: toast.text === "" ? last : toast.text
        ink: Theme.brandInk
        onTextChanged: last = text
    }
    SecondaryButton {
        id: back

        objectName: "undo"
        visible: toast.undo
        anchors.right: parent.right
        anchors.rightMargin: Theme.mm(4)
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Undo")
        glyph: "undo"
        onStruck: toast.undone()
    }
}
