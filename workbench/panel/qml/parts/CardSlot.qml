pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../look"

// The card slot: which card is in, and the cards one can put in.
Box {
    id: slot

    required property var bridge
    readonly property var cards: [
        {"key": "chen", "zh": "陈秀英", "en": "Chen Xiuying", "note_zh": "2.0 卡 · 主角", "note_en": "2.0, main"},
        {"key": "li", "zh": "李桂芳", "en": "Li Guifang", "note_zh": "1.0 卡", "note_en": "1.0 card"},
        {"key": "wang", "zh": "王思远", "en": "Wang Siyuan", "note_zh": "闰日生", "note_en": "leap-day birth"},
        {"key": "zhao", "zh": "赵文博", "en": "Zhao Wenbo", "note_zh": "3.0 卡 · 需认证", "note_en": "3.0 · closed"},
        {"key": "mai", "zh": "买买提江…", "en": "Maimaitijiang…", "note_zh": "长姓名", "note_en": "a long name"},
        {"key": "bank", "zh": "银行卡", "en": "Bank card", "note_zh": "不是社保卡", "note_en": "not the right card"},
        {"key": "mute", "zh": "哑卡", "en": "Mute card", "note_zh": "不应答", "note_en": "does not answer"}
    ]
    readonly property var present: cards.find(one => one.key === slot.bridge.now.card)

    glyph: "card"
    title: Look.t("社保卡", "Card")
    state_: slot.present ? Look.t("已插：" + slot.present.zh, "in: " + slot.present.en) : Look.t("卡槽空", "slot empty")
    idle: slot.present === undefined
    busy: slot.bridge.busy.includes("card")

    GridLayout {
        Layout.fillWidth: true
        columns: 2
        columnSpacing: Look.gap
        rowSpacing: Look.tight + 2

        Repeater {
            model: slot.cards

            CardFace {
                id: card

                required property var modelData

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                objectName: "card.insert:" + card.modelData.key
                title: Look.t(card.modelData.zh, card.modelData.en)
                note: Look.t(card.modelData.note_zh, card.modelData.note_en)
                inside: slot.bridge.now.card === card.modelData.key
                enabled: !slot.bridge.busy.includes("card")
                onClicked: slot.bridge.act("card.insert", {
                    "card": card.modelData.key
                })
            }
        }
        Press {
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.preferredHeight: 42
            objectName: "card.remove"
            enabled: slot.bridge.now.card !== ""
            glyph: "exit"
            tone: enabled ? "main" : ""
            text: Look.t("拔出卡", "Take it out")
            onClicked: slot.bridge.act("card.remove", {})
        }
    }
}
