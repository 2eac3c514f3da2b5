import QtQuick
import "../theme"

// What may be done instead.
PushButton {
    property bool tall: false

    implicitHeight: Math.max(tall ? Theme.primary : Theme.target, implicitContentHeight + topPadding + bottomPadding)
}
