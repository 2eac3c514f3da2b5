import QtQuick
import QtQuick.Layouts
import "../theme"

// A page with one message: a large picture, a sentence, a second sentence.
ColumnLayout {
    id: hero

    property string glyph
    property string tone: "brand"
    property string text
    property string detail
    property bool busy: false

    Layout.fillWidth: true
    spacing: Theme.block

    Rectangle {
        Layout.alignment: Qt.AlignHCenter
        implicitWidth: Theme.mm(58)
        implicitHeight: implicitWidth
        radius: width / 2
        color: Theme.toneTint(hero.tone)

        Icon {
            anchors.centerIn: parent
            glyph: hero.glyph
            size: Theme.mm(31)
            color: Theme.tone(hero.tone)
        }
    }
    Words {
        Layout.fillWidth: true
        text: hero.text
        font.pixelSize: Theme.title
        font.bold: true
        horizontalAlignment: Text.AlignHCenter
        Accessible.role: Accessible.Heading
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: hero.detail
        font.pixelSize: Theme.strong
        color: Theme.inkSoft
        horizontalAlignment: Text.AlignHCenter
    }
}
