import QtQuick
import QtQuick.Layouts
import "../theme"

// The question of the page, and one sentence more.
ColumnLayout {
    id: head

    property string text
    property string lead

    Layout.fillWidth: true
    spacing: Theme.mm(2)

    Words {
        Layout.fillWidth: true
        text: head.text
        font.pixelSize: Theme.title
        font.bold: true
        Accessible.role: Accessible.Heading
    }
    Words {
        Layout.fillWidth: true
        visible: text !== ""
        text: head.lead
        color: Theme.inkSoft
    }
}
