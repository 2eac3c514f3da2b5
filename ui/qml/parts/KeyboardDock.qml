import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Settings
import "../theme"

// The on-screen keyboard at the foot of the window, with words to put it away. Its language follows the visit.
Item {
    id: dock

    property string language
    readonly property bool open: panel.active

    height: open ? panel.height + bar.height : 0

    Rectangle {
        id: bar

        width: parent.width
        height: Theme.target + 2 * Theme.mm(2)
        visible: dock.open
        color: Theme.sunken

        CandidateBar {
            id: candidates

            visible: count > 0
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.leftMargin: Theme.margin
            anchors.rightMargin: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
        }
        SecondaryButton {
            objectName: "keyboard:close"
            visible: !candidates.visible
            anchors.right: parent.right
            anchors.rightMargin: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            focusPolicy: Qt.NoFocus
            text: qsTr("Done typing")
            glyph: "keyboard-hide"
            textSize: Theme.caption
            onStruck: InputMethod.hide()
        }
    }
    InputPanel {
        id: panel

        objectName: "keyboard:panel"
        visible: dock.open
        width: parent.width
        anchors.bottom: parent.bottom
    }
    Binding {
        target: VirtualKeyboardSettings
        property: "styleName"
        value: "yiguitong"
    }
    Binding {
        target: VirtualKeyboardSettings
        property: "activeLocales"
        value: ["zh_CN", "en_US"]
    }
    Binding {
        target: VirtualKeyboardSettings
        property: "locale"
        value: dock.language === "en" ? "en_US" : "zh_CN"
    }
}
