import QtQuick
import QtQuick.Layouts
import "../theme"

// Rows under a heading, with a way to change them.
Card {
    id: card

    property var section // {title, rows, edit}
    signal edit(string target)

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap

        SectionTitle {
            text: card.section.title
        }
        SecondaryButton {
            objectName: "edit:" + card.section.edit
            visible: card.section.edit !== ""
            text: qsTr("Change")
            glyph: "edit"
            textSize: Theme.caption
            onStruck: card.edit(card.section.edit)
        }
    }
    Rows {
        model: card.section.rows
    }
}
