import QtQuick
import QtQuick.Layouts
import "../theme"

// A sentence that must be seen: picture, colour and words say the same.
Rectangle {
    id: banner

    property string text
    property string tone: "warn"
    property string glyph: Theme.toneIcon(tone)

    Layout.fillWidth: true
    visible: banner.text !== ""
    implicitHeight: line.implicitHeight + 2 * Theme.mm(4)
    radius: Theme.radius
    color: Theme.toneTint(banner.tone)
    border.width: Theme.edge
    border.color: Theme.toneEdge(banner.tone)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: banner.text

    IconText {
        id: line

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.mm(4.5)
        anchors.rightMargin: Theme.mm(4.5)
        glyph: banner.glyph
        text: banner.text
        ink: Theme.tone(banner.tone)
    }
}
