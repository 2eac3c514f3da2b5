pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Nobody here: what the terminal is for, whether it works, one way to start.
Page {
    id: view

    readonly property bool open: values.closed === ""
    readonly property var staff: ({
            "name": "staff",
            "text": qsTr("Staff and couriers"),
            "glyph": "badge"
        })

    sides: 0
    bar.primary: open ? qsTr("Touch to start") : ""
    bar.primaryName: "start"
    bar.extras: open ? [
        {
            "name": "pickup",
            "text": qsTr("Collect with a code"),
            "glyph": "key"
        },
        staff
    ] : [staff]

    Rectangle {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.block
        implicitHeight: Math.max(poster.implicitHeight + Theme.mm(70), view.area.height - below.implicitHeight - 2 * Theme.block)
        color: Theme.brand

        Image {
            id: art

            anchors.right: parent.right
            anchors.bottom: parent.bottom
            width: parent.width
            height: Math.min(Math.round(width * 0.5), parent.height - poster.implicitHeight - Theme.mm(26))
            fillMode: Image.PreserveAspectCrop
            verticalAlignment: Image.AlignBottom
            source: Qt.resolvedUrl("../icons/art/skyline.svg")
            sourceSize: Qt.size(width, Math.round(width * 0.5))
            Accessible.ignored: true
        }
        ColumnLayout {
            id: poster

            x: Theme.mm(16)
            y: Math.max(Theme.mm(13), (parent.height - art.height - implicitHeight) * 0.5)
            width: parent.width - 2 * x
            spacing: Theme.mm(6)

            IconText {
                Layout.fillWidth: true
                visible: view.open
                glyph: "clock"
                text: qsTr("Open 24 hours")
                size: Theme.strong
                ink: Theme.brandInkSoft
            }
            Words {
                Layout.fillWidth: true
                text: !view.open ? qsTr("Out of service") : view.values.cards === "social" ? qsTr("Insert your card. The rest is easy.") : qsTr("Show your card. The rest is easy.")
                font.pixelSize: Theme.poster
                font.bold: true
                color: Theme.brandInk
                Accessible.role: Accessible.Heading
            }
            Words {
                Layout.fillWidth: true
                text: view.open ? qsTr("Apply, hand in papers, collect results. Without queueing, day and night.") : view.values.closed
                font.pixelSize: Theme.heading
                color: Theme.brandInkSoft
            }
        }
    }
    ColumnLayout {
        id: below

        Layout.leftMargin: Theme.margin
        Layout.rightMargin: Theme.margin
        spacing: Theme.gap

        Repeater {
            model: view.values.notices

            Banner {
                required property string modelData

                text: modelData
            }
        }
        GridLayout {
            Layout.fillWidth: true
            visible: view.open && !Theme.elder
            columns: 3
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true

            Repeater {
                model: [
                    {
                        "glyph": "card-insert",
                        "text": view.values.cards === "both" ? qsTr("Insert your social-security card or lay down your identity card") : view.values.cards === "id" ? qsTr("Lay down your identity card") : qsTr("Insert your social-security card")
                    },
                    {
                        "glyph": "camera",
                        "text": qsTr("Photograph your papers here")
                    },
                    {
                        "glyph": "locker",
                        "text": qsTr("Hand in and collect at the locker")
                    }
                ]

                Card {
                    id: promise

                    required property var modelData

                    Layout.fillHeight: true

                    Icon {
                        glyph: promise.modelData.glyph
                        size: Theme.mm(14)
                        color: Theme.brand
                    }
                    Words {
                        Layout.fillWidth: true
                        text: promise.modelData.text
                        font.bold: true
                    }
                }
            }
        }
        Words {
            Layout.fillWidth: true
            Layout.topMargin: Theme.tight
            text: qsTr("%1 · Terminal %2").arg(view.values.site).arg(view.values.terminal)
            font.pixelSize: Theme.caption
            color: Theme.inkSoft
        }
    }
}
