import QtQuick
import "../theme"

// The one thing to do next. Always at the bottom right of a page, one a page.
PushButton {
    implicitHeight: Math.max(Theme.primary, implicitContentHeight + topPadding + bottomPadding)
    textSize: Theme.heading
    face: Theme.brand
    facePressed: Theme.brandDeep
    rim: enabled ? Theme.brand : Theme.hairline
    words: Theme.brandInk
}
