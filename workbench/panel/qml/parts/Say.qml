import QtQuick
import "../../../../ui/qml/theme"
import "../look"

// Text of the panel.
Text {
    color: Theme.ink
    font.family: Look.family
    font.pixelSize: Look.text
    textFormat: Text.PlainText
    verticalAlignment: Text.AlignVCenter
}
