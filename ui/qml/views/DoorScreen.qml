import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// A door: its number very large, where it is, what to do now.
Page {
    id: view

    readonly property var actions: values.actions
    readonly property bool alarmed: values.phase === "stuck" || values.phase === "unknown"
    readonly property var glyphs: ({
            "done": "check",
            "reopen": "door-open",
            "does_not_fit": "box",
            "nothing_inside": "cross",
            "try_again": "retake",
            "other_box": "locker",
            "finish": "exit",
            "sign_on": "exit",
            "leave_inside": "box",
            "was_empty": "cross",
            "dispute": "flag"
        })
    readonly property var phaseGlyphs: ({
            "opening": "clock",
            "open": values.purpose === "drop" || values.purpose === "load" ? "put-in" : "take-out",
            "closed": "check-circle",
            "stuck": "warn",
            "unknown": "warn"
        })

    bar.primary: actions.length > 0 ? actions[0].title : ""
    bar.primaryName: actions.length > 0 ? actions[0].id : ""
    bar.primaryGlyph: actions.length > 0 ? glyphs[actions[0].id] ?? "arrow-right" : ""
    bar.extras: actions.slice(1).map(action => ({
                "name": action.id,
                "text": action.title,
                "glyph": view.glyphs[action.id] ?? "",
                "enabled": action.enabled
            }))

    IconText {
        Layout.fillWidth: true
        glyph: view.phaseGlyphs[view.values.phase] ?? "door"
        text: view.values.title
        size: Theme.title
        bold: true
        ink: view.alarmed ? Theme.warn : view.values.phase === "closed" ? Theme.good : Theme.ink
    }
    Rectangle {
        Layout.fillWidth: true
        implicitHeight: Math.max(Theme.mm(112), Math.min(Theme.mm(190), view.area.height * 0.52))
        radius: Theme.radiusLarge
        color: Theme.brand

        Words {
            id: number

            x: Theme.mm(8)
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - map.width - Theme.mm(24)
            text: view.values.compartment
            font.pixelSize: Theme.huge
            font.bold: true
            fontSizeMode: Text.HorizontalFit
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.NoWrap
            color: Theme.brandInk
            Accessible.name: qsTr("Door %1").arg(text)
        }
        DoorMap {
            id: map

            visible: view.values.columns > 0
            anchors.right: parent.right
            anchors.rightMargin: Theme.mm(8)
            anchors.verticalCenter: parent.verticalCenter
            width: visible ? Math.min(Theme.mm(100), Theme.mm(30) * view.values.columns) : 0
            height: parent.height - Theme.mm(16)
            columns: view.values.columns
            doors: view.values.doors
        }
    }
    Stack {
        spacing: Theme.gap

        IconText {
            Layout.fillWidth: true
            visible: text !== ""
            glyph: "locker"
            text: view.values.where
            size: Theme.heading
            ink: Theme.inkSoft
        }
        Words {
            Layout.fillWidth: true
            text: view.values.instruction
            font.pixelSize: Theme.title
            font.bold: true
        }
        Banner {
            tone: "warn"
            text: view.values.warning
        }
    }
}
