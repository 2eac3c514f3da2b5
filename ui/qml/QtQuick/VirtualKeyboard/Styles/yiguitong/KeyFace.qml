import QtQuick
import QtQuick.VirtualKeyboard.Styles
import "../../../../theme"
import "../../../../parts"

// One key of the on-screen keyboard: a letter, or a word for what it does.
KeyPanel {
    id: face

    property string words: face.letter
    property bool special: false
    readonly property string letter: control ? (control.uppercased ? control.displayText.toUpperCase() : control.displayText) : ""

    objectName: face.control ? "letter:" + face.control.text : ""

    Rectangle {
        anchors.fill: parent
        anchors.margins: Theme.mm(0.8)
        radius: Theme.mm(2)
        color: face.control && face.control.pressed ? Theme.brandTint : face.special ? Theme.canvas : Theme.surface
        border.width: Theme.hair
        border.color: Theme.line
        opacity: face.control && face.control.enabled ? 1 : 0.45

        Words {
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width - Theme.mm(1))
            text: face.words
            font.pixelSize: face.words.length > 1 ? Math.min(Theme.caption, Theme.mm(8.5)) : Theme.heading
            font.bold: face.special
            horizontalAlignment: Text.AlignHCenter
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.mm(5)
            wrapMode: Text.NoWrap
        }
    }
}
