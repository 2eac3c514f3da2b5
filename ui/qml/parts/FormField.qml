import QtQuick
import QtQuick.Layouts
import "../theme"

// One question with the field that suits its kind. `draft` is what the person has entered so far.
FieldFrame {
    id: field

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

        visible: field.typing
        name: visible ? "field:" + field.question.id : ""
        given: field.typing ? String(field.present ?? "") : ""
        readOnly: field.question.read_only
        bad: field.question.error !== ""
        placeholderText: readOnly ? "" : qsTr("Touch to enter")
        Accessible.name: field.question.label
        onEdited: value => field.edited(value)
        onReached: field.reached()
    }
    FieldChoice {
        visible: field.choosing
        field: field.question.id
        options: field.kind === "bool" ? field.yesNo : field.choosing ? field.question.choices : []
        value: field.present
        locked: field.question.read_only
        onEdited: value => field.edited(value)
    }
    FieldDigits {
        visible: !field.typing && !field.choosing
        objectName: visible ? "field:" + field.question.id : ""
        kind: field.kind
        typed: visible ? String(field.present ?? "").replace(/[\s-]/g, "") : ""
        active: field.active
        locked: field.question.read_only
        bad: field.question.error !== ""
        Accessible.name: field.question.label + " " + shown
        onStruck: field.keypadWanted()
    }
    Connections {
        target: field

        // A value that Python changed (a correction, another page) shows; what is being typed stays.
        function onPresentChanged() {
            const now = String(field.present ?? "");
            if (field.typing && !words.activeFocus && words.text !== now)
                words.text = now;
        }
    }
}
