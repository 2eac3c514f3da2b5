import QtQuick
import "../theme"

// The keypad that rises from the foot of a form for numbers and dates; dates are never typed freely.
Rectangle {
    id: sheet

    property string label
    property string kind: "int" // mobile | id | int | money | date | month
    property string given
    readonly property bool dated: kind === "date" || kind === "month"
    readonly property int most: ({
            "mobile": 11,
            "id": 18,
            "date": 8,
            "month": 6,
            "int": 9
        })[kind] ?? 12
    readonly property string plain: given.replace(/[\s-]/g, "")
    signal edited(var value)
    signal closed

    // 19580312 -> 1958-03-12 as far as it has been typed; Python says whether the day exists.
    function dashed(digits: string): string {
        return [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].filter(part => part !== "").join("-");
    }
    function press(key: string) {
        const masked = sheet.plain.indexOf("*") >= 0;
        let next = key === "back" ? sheet.plain.slice(0, -1) : sheet.plain + key;
        if (masked)
            next = key === "back" ? "" : key;
        if (next.length <= sheet.most && sheet.fits(next))
            sheet.edited(sheet.dated ? sheet.dashed(next) : sheet.kind === "int" && next !== "" ? Number(next) : next);
    }
    // Refuses a key that no date, sum or number can continue with.
    function fits(text: string): bool {
        if (sheet.kind === "money")
            return /^\d*(\.\d{0,2})?$/.test(text);
        if (sheet.kind === "id")
            return /^\d{0,17}[\dX]?$/.test(text);
        if (sheet.dated)
            return /^((1|2|19|20)?|(19|20)\d{1,2}|(19|20)\d\d(0|1|0[1-9]|1[0-2])|(19|20)\d\d(0[1-9]|1[0-2])([0-3]|0[1-9]|[12]\d|3[01]))$/.test(text);
        return /^\d*$/.test(text);
    }

    implicitHeight: column.implicitHeight + 2 * Theme.mm(5)
    color: Theme.surface

    Rectangle {
        width: parent.width
        height: Theme.edge
        color: Theme.line
    }
    MouseArea {
        anchors.fill: parent
    }
    Column {
        id: column

        x: Theme.margin
        y: Theme.mm(5)
        width: sheet.width - 2 * x
        spacing: Theme.gap

        Words {
            width: parent.width
            text: sheet.kind === "date" ? qsTr("%1: year, month, day").arg(sheet.label) : sheet.kind === "month" ? qsTr("%1: year, month").arg(sheet.label) : sheet.label
            font.bold: true
        }
        Keypad {
            width: parent.width
            extra: sheet.kind === "id" ? "X" : sheet.kind === "money" ? "." : ""
            onKey: k => sheet.press(k)
        }
        PrimaryButton {
            objectName: "key:ok"
            width: parent.width
            text: qsTr("Done")
            glyph: "check"
            onStruck: sheet.closed()
        }
    }
}
