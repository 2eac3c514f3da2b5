pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../look"

// The identity-card reader: cards to lay down, and to lift.
Box {
    id: pad

    required property var bridge
    readonly property var cards: [
        {"key": "chen", "zh": "陈秀英", "en": "Chen Xiuying", "note_zh": "长期", "note_en": "for ever"},
        {"key": "wang", "zh": "王思远", "en": "Wang Siyuan", "note_zh": "已过期", "note_en": "expired"},
        {"key": "ho", "zh": "何示例", "en": "Ho Shili", "note_zh": "港澳台居住证 J", "note_en": "permit, type J"},
        {"key": "smith", "zh": "SAMPLE, J.", "en": "Sample, J.", "note_zh": "永居证 I", "note_en": "foreigner, type I"},
        {"key": "jones", "zh": "SAMPLE, M.", "en": "Sample, M.", "note_zh": "永居证 Y", "note_en": "foreigner, type Y"}
    ]
    readonly property var present: cards.find(one => one.key === pad.bridge.now.idCard)

    glyph: "badge"
    title: Look.t("身份证", "Identity card")
    state_: pad.present ? Look.t("放着：" + pad.present.zh, "lies there: " + pad.present.en) : Look.t("感应区空", "nothing there")
    idle: pad.present === undefined
    busy: pad.bridge.busy.includes("idcard")

    GridLayout {
        Layout.fillWidth: true
        columns: 3
        columnSpacing: Look.gap
        rowSpacing: Look.tight + 2

        Repeater {
            model: pad.cards

            CardFace {
                id: card

                required property var modelData

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                objectName: "idcard.lay:" + card.modelData.key
                title: Look.t(card.modelData.zh, card.modelData.en)
                note: Look.t(card.modelData.note_zh, card.modelData.note_en)
                inside: pad.bridge.now.idCard === card.modelData.key
                enabled: !pad.bridge.busy.includes("idcard")
                onClicked: pad.bridge.act("idcard.lay", {
                    "card": card.modelData.key
                })
            }
        }
        Press {
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.preferredHeight: 42
            objectName: "idcard.take"
            enabled: pad.bridge.now.idCard !== ""
            glyph: "exit"
            tone: enabled ? "main" : ""
            text: Look.t("拿开", "Lift it")
            onClicked: pad.bridge.act("idcard.take", {})
        }
    }
}
