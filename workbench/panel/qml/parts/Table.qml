pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// The table under the document camera: what lies there, the papers at hand, what may be wrong with the picture.
Box {
    id: table

    required property var bridge
    readonly property var now: bridge.now
    readonly property var sheets: [
        {"key": "id", "zh": "身份证正面", "en": "ID front"},
        {"key": "idback", "zh": "身份证反面", "en": "ID back"},
        {"key": "register", "zh": "户口簿", "en": "Household register"},
        {"key": "permit", "zh": "居住证", "en": "Residence permit"},
        {"key": "photo", "zh": "照片", "en": "Photo"},
        {"key": "form", "zh": "申请书", "en": "Application"},
        {"key": "blank", "zh": "白纸", "en": "Blank sheet"}
    ]
    readonly property var faults: [
        {"key": "blur", "zh": "模糊", "en": "Blur"},
        {"key": "glare", "zh": "反光", "en": "Glare"},
        {"key": "cut_off", "zh": "没拍全", "en": "Cut off"},
        {"key": "far", "zh": "太远", "en": "Too far"},
        {"key": "freeze", "zh": "卡住", "en": "Freeze"},
        {"key": "garbage", "zh": "乱码", "en": "Garbage"},
        {"key": "empty", "zh": "空帧", "en": "Empty"},
        {"key": "giant", "zh": "巨幅帧", "en": "Giant"}
    ]

    glyph: "camera"
    title: Look.t("高拍仪", "Camera")
    state_: !now.cameraPlugged ? Look.t("已拔", "unplugged") : now.viewers > 0 ? Look.t("终端在看", "the terminal looks") : Look.t("没人在看", "nobody looks")
    good: now.cameraPlugged
    idle: now.cameraPlugged && now.viewers === 0
    busy: bridge.busy.includes("camera")

    Rectangle {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.minimumHeight: 130
        radius: 6
        color: Look.dark

        Image {
            anchors.fill: parent
            anchors.margins: 12
            visible: table.now.paper !== ""
            cache: false
            fillMode: Image.PreserveAspectFit
            source: table.now.paper === "" ? "" : "image://bench/" + encodeURIComponent(table.now.paper) + "/" + table.now.person
        }
        Say {
            anchors.centerIn: parent
            visible: table.now.paper === ""
            text: Look.t("镜头下什么也没有", "nothing under the camera")
            color: "#B9C6D2"
        }
        Press {
            objectName: "camera.clear"
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: 8
            visible: table.now.paper !== ""
            glyph: "take-out"
            text: Look.t("拿走", "Take away")
            onClicked: table.bridge.act("camera.clear", {})
        }
    }
    Say {
        Layout.fillWidth: true
        elide: Text.ElideRight
        color: Theme.inkSoft
        font.pixelSize: Look.small
        text: Look.t(table.now.personName + "的证件（随最后插的卡换人）：", "Papers of " + table.now.personName + ", whose card was in last:")
    }
    Flow {
        Layout.fillWidth: true
        spacing: 6

        Repeater {
            model: table.sheets

            Press {
                id: sheet

                required property var modelData

                objectName: "camera.lay:" + sheet.modelData.key
                text: Look.t(sheet.modelData.zh, sheet.modelData.en)
                tone: table.now.paper === sheet.modelData.key ? "main" : ""
                onClicked: table.bridge.act("camera.lay", {
                    "sheet": sheet.modelData.key
                })
            }
        }
        Repeater {
            model: table.now.desk.slice(0, 3)

            Press {
                id: envelope

                required property string modelData

                objectName: "camera.envelope:" + envelope.modelData
                glyph: "envelope"
                text: envelope.modelData
                tone: table.now.paper === envelope.modelData ? "main" : ""
                onClicked: table.bridge.act("camera.envelope", {
                    "barcode": envelope.modelData
                })
            }
        }
    }
    Faults {
        Layout.fillWidth: true
        bridge: table.bridge
        place: "camera"
        faults: table.faults
        inForce: table.now.cameraFaults
        plugged: table.now.cameraPlugged
    }
}
