import QtQuick
import "../theme"

// Over the camera's picture when nobody has touched for a while: one touch shows it again.
PushButton {
    id: hidden

    objectName: "show"
    text: qsTr("Hidden so that nobody reads along. Touch to show it")
    glyph: "eye-off"
    face: Theme.ink
    facePressed: Theme.brandDeep
    rim: Theme.ink
    words: Theme.brandInk
}
