pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../../../../ui/qml/theme"
import "../look"

// What a hand can do at the chosen door.
ColumnLayout {
    id: actions

    required property var bridge
    required property var door

    function act(name, values) {
        actions.bridge.act(name, Object.assign({
            "door": actions.door.number
        }, values));
    }

    spacing: Look.gap

    Say {
        Layout.fillWidth: true
        elide: Text.ElideRight
        font.bold: true
        text: Look.t("柜门 ", "Door ") + actions.door.number + " · " + (actions.door.open ? Look.t("开着", "open") : Look.t("关着", "shut")) + " · " + (actions.door.things.length ? actions.door.things.join(Look.t("、", ", ")) : Look.t("空", "empty")) + " · " + Look.t("脉冲 ", "pulses ") + actions.door.pulses + (actions.door.jammed ? Look.t(" · 卡死", " · jammed") : "") + (actions.door.dead ? Look.t(" · 门磁失灵", " · dead switch") : "")
    }
    Flow {
        Layout.fillWidth: true
        spacing: Look.gap

        Press {
            objectName: "bank.push"
            visible: actions.door.open
            glyph: "door"
            tone: "main"
            text: Look.t("推上关好", "Push shut")
            onClicked: actions.act("bank.push", {})
        }
        Press {
            objectName: "bank.pull"
            visible: !actions.door.open
            glyph: "hand"
            text: Look.t("拉一下", "Pull")
            onClicked: actions.act("bank.pull", {})
        }
        Press {
            objectName: "bank.force"
            visible: !actions.door.open
            glyph: "door-open"
            tone: "bad"
            text: Look.t("硬撬开", "Force open")
            onClicked: actions.act("bank.force", {})
        }
        Press {
            objectName: "bank.take"
            visible: actions.door.open
            enabled: actions.door.things.length > 0
            glyph: "take-out"
            text: Look.t("取出", "Take out")
            onClicked: actions.act("bank.take", {})
        }
        Press {
            objectName: "bank.jam"
            on: actions.door.jammed
            glyph: "lock"
            text: actions.door.jammed ? Look.t("门已卡死", "Jammed") : Look.t("卡死门", "Jam it")
            onClicked: actions.act("bank.jam", {})
        }
        Press {
            objectName: "bank.dead"
            on: actions.door.dead
            glyph: "eye"
            text: actions.door.dead ? Look.t("门磁已失灵", "Switch dead") : Look.t("门磁失灵", "Kill its switch")
            onClicked: actions.act("bank.dead", {})
        }
    }
    Say {
        visible: !actions.door.open
        Layout.fillWidth: true
        color: Theme.inkSoft
        font.pixelSize: Look.small
        text: Look.t("门开了才能放进或取出东西。", "Things go in and out only through an open door.")
    }
    Flow {
        Layout.fillWidth: true
        visible: actions.door.open
        spacing: Look.gap

        Say {
            height: Look.control
            text: Look.t("放进：", "Put in:")
            color: Theme.inkSoft
        }
        Repeater {
            model: [...actions.bridge.now.desk.slice(0, 4), actions.bridge.stray]

            Press {
                id: thing

                required property string modelData
                readonly property bool stray: modelData === actions.bridge.stray

                objectName: thing.stray ? "bank.put:stray" : "bank.put:" + thing.modelData
                glyph: thing.stray ? "none" : "envelope"
                text: thing.stray ? Look.t("一把雨伞", "an umbrella") : thing.modelData
                onClicked: actions.act("bank.put", {
                    "thing": thing.modelData
                })
            }
        }
    }
}
