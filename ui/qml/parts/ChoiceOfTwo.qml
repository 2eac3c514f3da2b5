import QtQuick
import QtQuick.Layouts
import "../theme"

// One of two values that stand side by side: where it stands, what it is, and whether it counts.
PushButton {
    id: choice

    property string title
    property string value
    property bool chosen: false

    Layout.fillWidth: true
    Layout.fillHeight: true
    Layout.preferredWidth: 1
    text: [choice.title, choice.value, choice.chosen ? qsTr("chosen") : ""].filter(part => part !== "").join(", ")
    face: choice.chosen ? Theme.brandTint : Theme.surface
    rim: choice.chosen ? Theme.brand : Theme.line

    contentItem: ColumnLayout {
        spacing: Theme.mm(1)

        IconText {
            Layout.fillWidth: true
            glyph: choice.chosen ? "check-circle" : "none"
            text: choice.title
            size: Theme.caption
            ink: choice.chosen ? Theme.brand : Theme.inkSoft
        }
        Words {
            Layout.fillWidth: true
            text: choice.value
            font.bold: choice.chosen
        }
    }
}
