import QtQuick
import "../theme"

// The mark of keyboard focus: at least 0.8 mm wide and clear of what it surrounds (kiosk requirements C-04).
Rectangle {
    property bool shown: false

    anchors.fill: parent
    anchors.margins: -Theme.ring - Theme.hair
    visible: shown
    color: "transparent"
    radius: Theme.radius + Theme.ring
    border.width: Theme.ring
    border.color: Theme.focus
}
