import QtQuick
import QtQuick.Layouts
import "../theme"

// What surrounds every field of a form: its question, where the value came from, help, and what is wrong with it.
ColumnLayout {
    id: frame

    property var question
    property bool confirmed: false
    default property alias content: slot.data
    signal confirm

    Layout.fillWidth: true
    spacing: Theme.mm(3.2)

    Words {
        Layout.fillWidth: true
        text: frame.question.required || frame.question.read_only ? frame.question.label : qsTr("%1 (optional)").arg(frame.question.label)
        font.pixelSize: Theme.strong
        font.bold: true
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: frame.question.hint
        color: Theme.inkSoft
        font.pixelSize: Theme.caption
    }
    ColumnLayout {
        id: slot

        Layout.fillWidth: true
        spacing: Theme.gap
    }
    IconText {
        Layout.fillWidth: true
        visible: frame.question.origin !== ""
        glyph: frame.question.read_only ? "lock" : "card"
        text: frame.question.origin
        size: Theme.caption
        ink: Theme.inkSoft
    }
    SecondaryButton {
        objectName: "confirm:" + frame.question.id
        visible: frame.question.must_confirm && !frame.confirmed
        text: qsTr("This is right")
        glyph: "check"
        onStruck: frame.confirm()
    }
    IconText {
        Layout.fillWidth: true
        visible: frame.question.must_confirm && frame.confirmed
        glyph: "check-circle"
        text: qsTr("You have checked this")
        size: Theme.caption
        ink: Theme.good
    }
    Banner {
        tone: "bad"
        text: frame.question.error
    }
}
