import QtQuick
import QtQuick.Layouts
import "../theme"

// A keypad field under its label, chosen by touch.
ColumnLayout {
    id: field

    property string label
    property string name
    property string shown
    property bool active: false
    signal wanted

    Layout.fillWidth: true
    spacing: Theme.mm(2)

    Words {
        Layout.fillWidth: true
        text: field.label
        font.pixelSize: Theme.strong
        font.bold: true
    }
    FieldDigits {
        objectName: field.name
        kind: "plain"
        typed: field.shown
        active: field.active
        Accessible.name: field.label
        onStruck: field.wanted()
    }
}
