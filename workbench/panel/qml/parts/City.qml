pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// The city's side: the hall's console with this run's passwords, staff PINs, and messages on residents' phones.
Box {
    id: city

    required property var bridge
    readonly property var officers: bridge.secrets.officers
    readonly property var staff: bridge.secrets.staff
    readonly property var roles: ({
            "acceptor": ["受理", "accepts"],
            "approver": ["审批", "decides"],
            "issuer": ["出件", "issues"],
            "supervisor": ["督办", "supervises"],
            "technician": ["技术员", "technician"],
            "auditor": ["审计", "audits"],
            "agent": ["代办", "helps"],
            "2001": ["邮递员", "courier"],
            "3001": ["站务员", "station"],
            "4001": ["技术员", "technician"]
        })

    glyph: "building"
    title: Look.t("办事大厅", "The hall")
    state_: bridge.now.hall ? Look.t("在运行", "running") : Look.t("不应答", "does not answer")
    good: bridge.now.hall

    RowLayout {
        Layout.fillWidth: true
        spacing: Look.gap

        Press {
            objectName: "hall.open"
            Layout.fillWidth: true
            glyph: "globe"
            text: Look.t("打开控制台", "Open the console")
            onClicked: {
                if (!Qt.openUrlExternally(city.bridge.hallUrl))
                    city.bridge.copy(city.bridge.hallUrl);
            }
        }
        Press {
            objectName: "hall.copy"
            text: Look.t("复制网址", "Copy address")
            onClicked: city.bridge.copy(city.bridge.hallUrl)
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: 0

        Repeater {
            model: [...Object.keys(city.officers), ...Object.keys(city.staff)]

            Secret {
                id: one

                required property string modelData

                Layout.fillWidth: true
                objectName: "secret:" + one.modelData
                login: one.modelData
                role: city.roles[one.modelData] ? Look.t(...city.roles[one.modelData]) : "" // someone added since
                secret: city.officers[one.modelData] ?? city.staff[one.modelData]
                onClicked: city.bridge.copy(one.secret)
            }
        }
    }
    Say {
        Layout.fillWidth: true
        color: Theme.inkSoft
        font.pixelSize: Look.small
        text: Look.t("点一行复制密码。", "A click on a line copies the password.")
    }
    Repeater {
        model: city.bridge.now.messages

        Rectangle {
            id: phone

            required property var modelData

            Layout.fillWidth: true
            implicitHeight: message.implicitHeight + 12
            radius: 6
            color: Theme.brandTint

            Say {
                id: message

                x: 8
                y: 6
                width: parent.width - 16
                wrapMode: Text.Wrap
                font.pixelSize: Look.small
                text: Look.t("短信 ", "Message to ") + phone.modelData.mobile_masked + Look.t("：", ": ") + phone.modelData.text
            }
        }
    }
}
