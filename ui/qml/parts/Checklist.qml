pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// The materials and how far each is; touching one goes to it. What need not be handed in is only said.
Card {
    id: list

    property var checks: [] // [{title, state, pages, wanted, note}]
    signal opened(int index)

    function glyph(state: string): string {
        return state === "done" ? "check-circle" : state === "now" ? "arrow-right" : state === "none" ? "check" : "none";
    }
    function ink(state: string): color {
        return state === "done" ? Theme.good : state === "now" ? Theme.brand : Theme.inkSoft;
    }

    padding: Theme.mm(4)
    spacing: Theme.gap
    visible: list.checks.length > 0

    Repeater {
        model: list.checks

        PushButton {
            id: line

            required property var modelData
            required property int index
            readonly property string stage: modelData.state
            readonly property string count: modelData.wanted > 0 ? qsTr("%1 of %2").arg(modelData.pages).arg(modelData.wanted) : ""

            objectName: line.stage === "none" ? "" : "slot:" + line.index
            Layout.fillWidth: true
            enabled: line.stage !== "none"
            focusPolicy: line.enabled ? Qt.StrongFocus : Qt.NoFocus
            text: [line.modelData.title, line.modelData.note, line.count].filter(part => part !== "").join(", ")
            face: line.stage === "now" ? Theme.brandTint : Theme.surface
            rim: line.stage === "now" ? Theme.brand : Theme.line
            Accessible.role: line.enabled ? Accessible.Button : Accessible.StaticText
            onStruck: list.opened(line.index)

            contentItem: RowLayout {
                spacing: Theme.gap

                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 0

                    IconText {
                        Layout.fillWidth: true
                        glyph: list.glyph(line.stage)
                        text: line.modelData.title
                        bold: line.stage === "now"
                        ink: list.ink(line.stage)
                    }
                    Words {
                        Layout.fillWidth: true
                        visible: text !== ""
                        text: line.modelData.note
                        font.pixelSize: Theme.caption
                        color: Theme.inkSoft
                    }
                }
                Words {
                    visible: text !== ""
                    text: line.count
                    font.pixelSize: Theme.caption
                    color: Theme.inkSoft
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
}
