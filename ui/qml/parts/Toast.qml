import QtQuick
import "../theme"

// A short message over the page for some seconds.
Rectangle {
    id: toast

    property string text

    visible: opacity > 0
    opacity: toast.text === "" ? 0 : 1
    width: Math.min(parent.width - 2 * Theme.margin, words.implicitWidth + 2 * Theme.mm(8))
    height: words.height + 2 * Theme.mm(5)
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

        anchors.centerIn: parent
        width: Math.min(implicitWidth, toast.width - 2 * Theme.mm(8))
        glyph: "info"
        text: toast.text === "" ? last : toast.text
        ink: Theme.brandInk
        onTextChanged: last = text
    }
}
