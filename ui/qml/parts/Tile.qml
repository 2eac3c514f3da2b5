import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import "../theme"

// Something to choose: picture, title, one more line, a short word.
T.Button {
    id: tile

    property string title
    property string subtitle
    property string glyph
    property string badge
    property string badgeTone: "brand"
    property bool chosen: false
    property bool radio: false
    property bool upright: false // picture above the words
    property real lastStrike: 0
    signal struck

    Layout.fillWidth: true
    text: tile.title
    implicitWidth: Theme.mm(60)
    implicitHeight: Math.max(Theme.primary, implicitContentHeight + topPadding + bottomPadding)
    padding: Theme.mm(tile.upright ? 7 : 5)
    focusPolicy: Qt.StrongFocus
    Accessible.role: tile.radio ? Accessible.RadioButton : Accessible.Button
    Accessible.name: tile.title + (tile.subtitle === "" ? "" : ", " + tile.subtitle) + (tile.badge === "" ? "" : ", " + tile.badge)
    Accessible.checked: tile.chosen
    Keys.onReturnPressed: tile.click()
    Keys.onEnterPressed: tile.click()
    onClicked: {
        const now = Date.now();
        if (now - tile.lastStrike < Theme.strikeGuard)
            return;
        tile.lastStrike = now;
        tile.struck();
    }

    background: Rectangle {
        radius: Theme.radiusLarge
        color: !tile.enabled ? Theme.sunken : tile.down || tile.chosen ? Theme.brandTint : Theme.surface
        border.width: tile.chosen ? Theme.mm(0.9) : Theme.edge
        border.color: !tile.enabled ? Theme.hairline : tile.chosen ? Theme.brand : Theme.line

        FocusRing {
            shown: tile.visualFocus
            radius: Theme.radiusLarge + Theme.ring
        }
    }

    Tag {
        visible: !Theme.elder && tile.upright && text !== ""
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.mm(6)
        text: tile.badge
        tone: tile.badgeTone
    }

    contentItem: GridLayout {
        columns: tile.upright ? 1 : 4
        columnSpacing: Theme.mm(4.5)
        rowSpacing: Theme.mm(3)

        Rectangle {
            visible: tile.glyph !== "" || tile.radio
            implicitWidth: Theme.mm(tile.upright ? 25 : tile.radio ? (Theme.elder ? 15 : 11) : Theme.elder ? 19 : 15)
            implicitHeight: implicitWidth
            radius: tile.radio && tile.glyph === "" ? width / 2 : Theme.mm(3.5)
            color: tile.chosen ? Theme.brand : tile.radio && tile.glyph === "" ? Theme.surface : tile.enabled ? Theme.brandTint : Theme.canvas
            border.width: tile.radio && !tile.chosen ? Theme.edge : 0
            border.color: Theme.line

            Icon {
                anchors.centerIn: parent
                glyph: tile.radio && tile.glyph === "" ? (tile.chosen ? "check" : "") : tile.glyph
                size: Theme.mm(tile.upright ? 15 : tile.radio ? (Theme.elder ? 10 : 7) : Theme.elder ? 12 : 9)
                color: tile.chosen ? Theme.brandInk : tile.enabled ? Theme.brand : Theme.inkSoft
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: Theme.mm(1)

            Words {
                Layout.fillWidth: true
                text: tile.title
                font.pixelSize: tile.upright ? Theme.heading : Theme.strong
                font.bold: true
                color: tile.enabled ? Theme.ink : Theme.inkSoft
                Accessible.ignored: true
            }
            Words {
                Layout.fillWidth: true
                visible: text !== ""
                text: tile.subtitle
                font.pixelSize: Theme.caption
                color: Theme.inkSoft
                Accessible.ignored: true
            }
            Tag {
                visible: Theme.elder && text !== ""
                text: tile.badge
                tone: tile.badgeTone
                Layout.topMargin: Theme.mm(1)
            }
        }
        Tag {
            visible: !Theme.elder && !tile.upright && text !== ""
            text: tile.badge
            tone: tile.badgeTone
        }
        Icon {
            visible: !tile.upright && !tile.radio && tile.enabled
            glyph: "chevron-right"
            size: Theme.mm(6)
            color: Theme.inkSoft
        }
    }
}
