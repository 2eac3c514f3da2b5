import QtQuick
import QtQuick.Layouts
import "../look"

// The terminal itself: its power and its network cable.
Box {
    id: power

    required property var bridge
    readonly property var now: bridge.now

    glyph: "power"
    title: Look.t("终端", "Terminal")
    state_: !now.kiosk ? Look.t("断电", "no power") : now.view === "" ? Look.t("启动中", "starting") : Look.t("屏幕：", "screen: ") + now.view
    good: now.kiosk && now.view !== ""
    busy: bridge.busy.includes("kiosk")

    RowLayout {
        Layout.fillWidth: true
        spacing: Look.gap

        Press {
            objectName: "kiosk.kill"
            visible: power.now.kiosk
            enabled: !power.bridge.busy.includes("kiosk")
            Layout.fillWidth: true
            glyph: "power"
            tone: "bad"
            text: Look.t("断电（kill -9）", "Cut the power (kill -9)")
            onClicked: power.bridge.act("kiosk.kill", {})
        }
        Press {
            objectName: "kiosk.start"
            visible: !power.now.kiosk
            enabled: !power.bridge.busy.includes("kiosk")
            Layout.fillWidth: true
            glyph: "play"
            tone: enabled ? "main" : ""
            text: Look.t("通电启动", "Power on")
            onClicked: power.bridge.act("kiosk.start", {})
        }
        Press {
            objectName: power.now.network ? "cable.cut" : "cable.mend"
            Layout.fillWidth: true
            glyph: power.now.network ? "offline" : "online"
            on: !power.now.network
            text: power.now.network ? Look.t("剪断网线", "Cut the network") : Look.t("接回网线", "Mend the network")
            onClicked: power.bridge.act(objectName, {})
        }
    }
}
