import QtQuick

// One question with the field that suits its kind. `draft` is what the person has entered so far.
FieldFrame {
    id: asked

    property var draft // undefined: nothing entered yet
    property bool active: false // the keypad is open for this field
    readonly property string kind: question.kind
    readonly property bool typing: kind === "text" || kind === "addr"
    readonly property bool choosing: kind === "choice" || kind === "bool"
    readonly property var present: draft !== undefined ? draft : question.value
    readonly property var yesNo: [
        {
            "value": true,
            "label": qsTr("Yes")
        },
        {
            "value": false,
            "label": qsTr("No")
        }
    ]
    signal edited(var value)
    signal keypadWanted
    signal reached

    FieldText {
        id: words

        visible: asked.typing
        name: visible ? "field:" + asked.question.id : ""
        given: asked.typing ? String(asked.present ?? "") : ""
        readOnly: asked.question.read_only
        bad: asked.question.error !== ""
        placeholderText: readOnly ? "" : qsTr("Touch to enter")
        Accessible.name: asked.question.label
        onEdited: value => asked.edited(value)
        onReached: asked.reached()
    }
    FieldChoice {
        visible: asked.choosing
        field: asked.question.id
        options: asked.kind === "bool" ? asked.yesNo : asked.choosing ? asked.question.choices : []
        value: asked.present
        locked: asked.question.read_only
        onEdited: value => asked.edited(value)
    }
    FieldDigits {
        visible: !asked.typing && !asked.choosing
        objectName: visible ? "field:" + asked.question.id : ""
        kind: asked.kind
        typed: visible ? String(asked.present ?? "").replace(/[\s-]/g, "") : ""
        active: asked.active
        locked: asked.question.read_only
        bad: asked.question.error !== ""
        Accessible.name: asked.question.label + " " + shown
        onStruck: asked.keypadWanted()
    }
    Connections {
        target: asked

        // A value that Python changed (a correction, another page) shows; what is being typed stays.
        function onPresentChanged() {
            const now = String(asked.present ?? "");
            if (asked.typing && !words.activeFocus && words.text !== now)
                words.text = now;
        }
    }
}
