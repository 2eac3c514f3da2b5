pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// Twelve large keys. `extra` is the twelfth character ("X", "."), empty for none.
Grid {
    id: pad

    property string extra
    property bool locked: false
    signal key(string k)

    columns: 3
    spacing: Theme.gap

    Repeater {
        model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", pad.extra, "0", "back"]

        PushButton {
            required property string modelData

            objectName: "key:" + modelData
            width: (pad.width - 2 * Theme.gap) / 3
            height: Theme.keyHeight
            opacity: modelData === "" ? 0 : 1
            enabled: modelData !== "" && !pad.locked
            guard: Theme.keyGuard
            text: modelData === "back" ? qsTr("Delete") : modelData
            glyph: modelData === "back" ? "backspace" : ""
            textSize: modelData === "back" ? Theme.strong : Math.round(Theme.display * 0.8)
            words: Theme.ink
            leftPadding: Theme.tight
            rightPadding: Theme.tight
            focusPolicy: Qt.TabFocus
            onStruck: pad.key(modelData)
        }
    }
}
