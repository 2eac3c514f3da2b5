import QtQuick
import QtQuick.Templates as T
import "../theme"

// The base of all buttons: acts on release inside, ignores a second strike, shows focus, has a name.
T.Button {
    id: button

    property string glyph
    property bool glyphLast: false
    property bool leftward: false // words at the left, as in a field
    property int textSize: Theme.strong
    property int guard: Theme.strikeGuard
    property color face: Theme.surface
    property color facePressed: Theme.brandTint
    property color rim: Theme.line
    property color words: Theme.brand
    property bool bold: true
    property real lastStrike: 0
    signal struck

    implicitWidth: Math.max(Theme.target, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: Math.max(Theme.target, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.mm(5)
    rightPadding: Theme.mm(5)
    topPadding: Theme.tight
    bottomPadding: Theme.tight
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: button.text
    Keys.onReturnPressed: button.click()
    Keys.onEnterPressed: button.click()

    onClicked: {
        const now = Date.now();
        if (now - button.lastStrike < button.guard)
            return;
        button.lastStrike = now;
        button.struck();
    }

    background: Rectangle {
        radius: Theme.radius
        color: !button.enabled ? Theme.sunken : button.down ? button.facePressed : button.face
        border.width: Theme.edge
        border.color: button.enabled ? button.rim : Theme.hairline

        FocusRing {
            shown: button.visualFocus
        }
    }

    contentItem: Item {
        implicitWidth: Math.ceil(label.implicitWidth) + (icon.visible && label.visible ? row.spacing : 0) + (icon.visible ? icon.width : 0)
        implicitHeight: Math.max(label.implicitHeight, icon.visible ? icon.height : 0)

        Row {
            id: row

            x: button.leftward ? 0 : Math.round((parent.width - width) / 2)
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.mm(2.5)
            layoutDirection: button.glyphLast ? Qt.RightToLeft : Qt.LeftToRight

            Icon {
                id: icon

                anchors.verticalCenter: parent.verticalCenter
                glyph: button.glyph
                size: Math.round(button.textSize * 1.2)
                color: label.color
            }
            Words {
                id: label

                anchors.verticalCenter: parent.verticalCenter
                visible: text !== ""
                width: Math.min(Math.ceil(implicitWidth), button.availableWidth - (icon.visible ? icon.width + row.spacing : 0))
                text: button.text
                color: button.enabled ? button.words : Theme.inkSoft
                font.pixelSize: button.textSize
                font.bold: button.bold
                horizontalAlignment: icon.visible ? Text.AlignLeft : Text.AlignHCenter
                Accessible.ignored: true
            }
        }
    }
}
