pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// The receipt printer: what came out of it last, and what may be wrong with it.
Box {
    id: slips

    required property var bridge
    readonly property var now: bridge.now
    signal looked(url picture)

    glyph: "printer"
    title: Look.t("凭条打印机", "Slip printer")
    state_: !now.printerPlugged ? Look.t("已拔", "unplugged") : now.printerFaults.length ? Look.t("有故障", "in trouble") : Look.t("共 " + now.slipCount + " 张", now.slipCount + " printed")
    good: now.printerPlugged && now.printerFaults.length === 0
    idle: good && now.slipCount === 0
    busy: bridge.busy.includes("printer")

    Rectangle {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.minimumHeight: 120
        radius: 6
        color: Theme.sunken
        clip: true

        Say {
            anchors.centerIn: parent
            visible: slips.now.slips.length === 0
            text: Look.t("还没有凭条", "No slip yet")
            color: Theme.inkSoft
        }
        Row {
            id: row

            anchors.fill: parent
            anchors.margins: 8
            spacing: 8

            Repeater {
                model: slips.now.slips

                AbstractButton {
                    id: slip

                    required property url modelData
                    required property int index

                    objectName: "slip:" + slip.index
                    width: (row.width - 2 * row.spacing) / 3
                    height: row.height
                    Accessible.name: Look.t("看大图", "Enlarge")
                    onClicked: slips.looked(slip.modelData)

                    contentItem: Item {
                        clip: true

                        Image {
                            width: parent.width
                            source: slip.modelData
                            sourceSize.width: Math.max(1, Math.round(parent.width)) // scaled as it is read: sharper
                            fillMode: Image.PreserveAspectFit
                        }
                    }
                }
            }
        }
    }
    Faults {
        Layout.fillWidth: true
        bridge: slips.bridge
        place: "printer"
        inForce: slips.now.printerFaults
        plugged: slips.now.printerPlugged
        faults: [
            {"key": "paper_low", "zh": "纸将尽", "en": "Paper low"},
            {"key": "paper_out", "zh": "缺纸", "en": "Paper out"},
            {"key": "cover_open", "zh": "盖未合", "en": "Cover open"},
            {"key": "silent", "zh": "不应答", "en": "Silent"}
        ]
    }
}
