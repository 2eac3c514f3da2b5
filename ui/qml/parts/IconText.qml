import QtQuick
import "../theme"

// A picture with its words, on one line or wrapped beside the picture.
Item {
    id: pair

    property string glyph
    property string text
    property color ink: Theme.ink
    property int size: Theme.body
    property bool bold: false

    implicitWidth: icon.width + Theme.mm(2.5) + label.implicitWidth
    implicitHeight: Math.max(icon.height, label.height)

    Icon {
        id: icon

        y: Math.round((Math.min(label.height, label.font.pixelSize * 1.45) - height) / 2)
        glyph: pair.glyph
        size: Math.round(pair.size * 1.15)
        color: pair.ink
    }
    Words {
        id: label

        anchors.left: icon.right
        anchors.leftMargin: Theme.mm(2.5)
        width: Math.max(Theme.mm(10), Math.min(Math.ceil(implicitWidth), pair.width - x))
        text: pair.text
        color: pair.ink
        font.pixelSize: pair.size
        font.bold: pair.bold
    }
}
