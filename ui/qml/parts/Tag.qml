import QtQuick
import "../theme"

// A short word with a coloured ground.
Rectangle {
    id: tag

    property string text
    property string tone: "brand"
    property string glyph

    visible: tag.text !== ""
    implicitWidth: pair.implicitWidth + 2 * Theme.mm(2.5)
    implicitHeight: pair.implicitHeight + 2 * Theme.mm(0.8)
    radius: Theme.mm(1.8)
    color: Theme.toneTint(tag.tone)

    Row {
        id: pair

        anchors.centerIn: parent
        spacing: Theme.mm(1.5)

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            glyph: tag.glyph
            size: Math.round(Theme.caption * 1.1)
            color: Theme.tone(tag.tone)
        }
        Words {
            text: tag.text
            font.pixelSize: Theme.caption
            font.bold: true
            color: Theme.tone(tag.tone)
            wrapMode: Text.NoWrap
        }
    }
}
