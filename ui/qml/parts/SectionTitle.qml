import QtQuick
import QtQuick.Layouts
import "../theme"

// The heading of a card.
Words {
    Layout.fillWidth: true
    visible: text !== ""
    font.pixelSize: Theme.heading
    font.bold: true
    Accessible.role: Accessible.Heading
}
