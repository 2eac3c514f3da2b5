pragma ComponentBehavior: Bound

import QtQuick
import "../../../../ui/qml/theme"
import "../look"

// Faults of one device as switches, and its plug.
Flow {
    id: list

    required property var bridge
    required property string place
    required property var faults // of {key, zh, en}
    required property var inForce
    required property bool plugged

    spacing: 6

    Say {
        height: Look.control
        text: Look.t("故障：", "Faults:")
        color: Theme.inkSoft
    }
    Repeater {
        model: list.faults

        Press {
            id: fault

            required property var modelData

            objectName: list.place + ".fault:" + fault.modelData.key
            padding: 8
            on: list.inForce.includes(fault.modelData.key)
            text: Look.t(fault.modelData.zh, fault.modelData.en)
            onClicked: list.bridge.act(list.place + ".fault", {
                "fault": fault.modelData.key
            })
        }
    }
    Press {
        objectName: list.place + ".plug"
        padding: 8
        on: !list.plugged
        text: list.plugged ? Look.t("拔线", "Unplug") : Look.t("插回", "Plug back")
        onClicked: list.bridge.act(list.place + ".plug", {})
    }
}
