import QtQuick
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// Name, the last thing worth telling, the states one always wants to see, and the language.
Rectangle {
    id: bar

    required property var bridge
    readonly property var now: bridge.now

    implicitHeight: 52
    color: Theme.brandDeep

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Look.inset
        anchors.rightMargin: Look.inset
        spacing: Look.gap

        Say {
            text: Look.t("工作台", "Workbench")
            color: Theme.brandInk
            font.pixelSize: Look.title
            font.bold: true
        }
        Say {
            Layout.fillWidth: true
            Layout.leftMargin: Look.inset
            objectName: "note"
            elide: Text.ElideRight
            color: "#FFE0A3"
            text: Look.t(bar.bridge.note.zh ?? "", bar.bridge.note.en ?? "")
        }
        Lamp {
            good: bar.now.kiosk
            text: bar.now.kiosk ? Look.t("终端通电", "terminal on") : Look.t("终端断电", "terminal off")
        }
        Lamp {
            good: bar.now.network
            text: bar.now.network ? Look.t("网络通", "network up") : Look.t("网络断", "network cut")
        }
        Lamp {
            good: bar.bridge.doors.every(one => !one.open)
            text: {
                const open = bar.bridge.doors.filter(one => one.open).length;
                return open === 0 ? Look.t("门都关着", "all doors shut") : Look.t(open + " 扇门开着", open + " open");
            }
        }
        Press {
            objectName: "language"
            text: Look.t("English", "中文")
            onClicked: Look.english = !Look.english
        }
    }
}
