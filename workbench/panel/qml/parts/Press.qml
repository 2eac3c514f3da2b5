import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Controls.impl
import "../../../../ui/qml/theme"
import "../look"

// A button; `on` makes it a pressed-in switch, `tone` "bad" a dangerous one, "main" the one to go for.
AbstractButton {
    id: press

    property string glyph
    property bool on: false
    property string tone
    readonly property bool main: tone === "main"
    readonly property color words: !enabled ? Theme.line : main ? Theme.brandInk : tone === "bad" ? Theme.bad : on ? Theme.warn : Theme.brand

    implicitHeight: Look.control
    implicitWidth: Math.ceil(row.implicitWidth) + 2 * padding
    padding: 10
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: press.text

    background: Rectangle {
        radius: 6
        color: !press.enabled ? Theme.sunken : press.main ? (press.down ? Theme.brandDeep : Theme.brand) : press.on ? Theme.warnTint : press.down ? Theme.brandTint : press.hovered ? "#F3F8FD" : Theme.surface
        border.width: press.visualFocus ? 2 : 1
        border.color: press.visualFocus ? Theme.focus : !press.enabled ? Theme.hairline : press.main ? Theme.brandDeep : press.on ? Theme.warnEdge : press.tone === "bad" ? Theme.badEdge : press.hovered ? Theme.brandEdge : Look.steelEdge
    }
    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: 6

            IconImage {
                anchors.verticalCenter: parent.verticalCenter
                visible: press.glyph !== ""
                source: press.glyph === "" ? "" : Look.icon(press.glyph)
                sourceSize: Qt.size(16, 16)
                color: press.words
            }
            Say {
                anchors.verticalCenter: parent.verticalCenter
                visible: text !== ""
                text: press.text
                color: press.words
            }
        }
    }
}
