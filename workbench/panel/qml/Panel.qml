import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import "../../../ui/qml/theme"
import "look"
import "parts"

// The workbench: everything around one terminal, at hand. A tool for a desk and a mouse, not the kiosk.
ApplicationWindow {
    id: panel

    required property var bridge
    readonly property var now: bridge.now

    width: 1280
    height: 940
    minimumWidth: 1000
    minimumHeight: 640
    visible: true
    color: Theme.canvas
    title: Look.t("一柜通 · 工作台", "Yiguitong · workbench")
    font.family: Look.family

    TopBar {
        id: bar

        width: parent.width
        bridge: panel.bridge
    }
    Flickable {
        id: page

        anchors.top: bar.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        contentHeight: Math.max(height, columns.implicitHeight + 2 * Look.inset)
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        ScrollBar.vertical: ScrollBar {}

        RowLayout {
            id: columns

            x: Look.inset
            y: Look.inset
            width: page.width - 2 * Look.inset
            height: page.contentHeight - 2 * Look.inset
            spacing: Look.inset

            Bank {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 11
                bridge: panel.bridge
            }
            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 10
                spacing: Look.inset

                CardSlot {
                    Layout.fillWidth: true
                    bridge: panel.bridge
                }
                IdPad {
                    Layout.fillWidth: true
                    visible: panel.bridge.now.idReader
                    bridge: panel.bridge
                }
                Table {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    bridge: panel.bridge
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 10
                spacing: Look.inset

                Power {
                    Layout.fillWidth: true
                    bridge: panel.bridge
                }
                Slips {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    bridge: panel.bridge
                    onLooked: picture => large.source = picture
                }
                City {
                    Layout.fillWidth: true
                    bridge: panel.bridge
                }
            }
        }
    }
    Rectangle { // a slip, large
        anchors.fill: parent
        visible: large.source.toString() !== ""
        color: Theme.scrim

        Image {
            id: large

            anchors.fill: parent
            anchors.margins: 40
            fillMode: Image.PreserveAspectFit
            mipmap: true
        }
        TapHandler {
            onTapped: large.source = ""
        }
        Press {
            objectName: "slip.close"
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: Look.inset
            glyph: "cross"
            text: Look.t("关闭", "Close")
            onClicked: large.source = ""
        }
    }
}
