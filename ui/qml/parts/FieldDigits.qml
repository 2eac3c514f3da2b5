import QtQuick
import QtQuick.Layouts
import "../theme"

// A number shown in groups; it is typed on the keypad that the page opens.
PushButton {
    id: digits

    property string kind: "int" // mobile | id | int | money | date | month
    property string typed
    property bool active: false
    property bool locked: false
    property bool bad: false
    readonly property string shown: digits.grouped(digits.typed)

    // Groups as people read them: 138 0000 0000, 440103 1958 0312 0005, 1958-03-12.
    function grouped(text: string): string {
        if (kind === "mobile")
            return text.replace(/^(.{3})(.{1,4})?(.{1,4})?.*$/, (all, a, b, c) => [a, b, c].filter(Boolean).join(" "));
        if (kind === "id" && text.indexOf("*") < 0)
            return text.replace(/^(.{6})(.{1,8})?(.{1,4})?.*$/, (all, a, b, c) => [a, b, c].filter(Boolean).join(" "));
        if (kind === "date" || kind === "month") {
            const full = (text + "________").slice(0, kind === "date" ? 8 : 6);
            const words = qsTr("%1 / %2 / %3").arg(full.slice(0, 4)).arg(full.slice(4, 6));
            return kind === "date" ? words.arg(full.slice(6, 8)) : qsTr("%1 / %2").arg(full.slice(0, 4)).arg(full.slice(4, 6));
        }
        return text;
    }

    Layout.fillWidth: true
    implicitHeight: Theme.primary
    enabled: !digits.locked
    rim: digits.active ? Theme.brand : digits.bad ? Theme.badEdge : Theme.line
    face: digits.active ? Theme.brandTint : Theme.surface
    words: Theme.ink
    bold: false
    leftward: true
    text: digits.shown === "" ? qsTr("Touch to enter") : digits.shown
    glyph: digits.kind === "date" || digits.kind === "month" ? "calendar" : digits.kind === "mobile" ? "phone" : ""
    Accessible.role: Accessible.EditableText
}
