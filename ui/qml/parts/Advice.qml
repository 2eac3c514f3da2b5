import QtQuick
import QtQuick.Layouts
import "../theme"

// One problem, one picture, one action: said large, and told to a screen reader when it changes.
Rectangle {
    id: advice

    property string text
    property string tone: "plain"
    property string picture
    property string more // a second, quieter sentence

    Layout.fillWidth: true
    visible: advice.text !== ""
    implicitHeight: Math.max(icon.height, words.implicitHeight) + 2 * Theme.mm(3)
    radius: Theme.radius
    color: Theme.toneTint(advice.tone)
    border.width: Theme.edge
    border.color: Theme.toneEdge(advice.tone)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: advice.more === "" ? advice.text : advice.text + " " + advice.more
    onTextChanged: if (advice.text !== "")
        advice.Accessible.announce(advice.text)

    Icon {
        id: icon

        x: Theme.mm(5)
        anchors.verticalCenter: parent.verticalCenter
        glyph: advice.picture === "" ? Theme.toneIcon(advice.tone) : advice.picture
        size: Theme.mm(17)
        color: Theme.tone(advice.tone)
    }
    ColumnLayout {
        id: words

        anchors.left: icon.right
        anchors.right: parent.right
        anchors.leftMargin: Theme.mm(5)
        anchors.rightMargin: Theme.mm(5)
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.mm(1)

        Words {
            Layout.fillWidth: true
            text: advice.text
            color: Theme.tone(advice.tone)
            font.pixelSize: Theme.strong
            font.bold: true
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: advice.more
        }
    }
}
