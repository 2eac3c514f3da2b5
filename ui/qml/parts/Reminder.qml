pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// One reminder: what it leads to, and behind one button the three ways of not wanting it.
ColumnLayout {
    id: card

    required property var reminder
    property bool open: false

    signal begun
    signal putOff
    signal unwanted(why: string)

    Layout.fillWidth: true
    spacing: Theme.mm(6)

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap

        Tile {
            objectName: "begin:" + card.reminder.id
            title: card.reminder.title
            subtitle: card.reminder.subtitle
            glyph: card.reminder.icon
            enabled: card.reminder.enabled
            onStruck: card.begun()
        }
        SecondaryButton {
            objectName: "hide:" + card.reminder.id
            tall: true
            visible: !card.open
            text: qsTr("Hide")
            onStruck: card.open = true
        }
    }
    GridLayout {
        Layout.fillWidth: true
        visible: card.open
        columns: Theme.elder ? 1 : 3
        columnSpacing: Theme.gap
        rowSpacing: Theme.mm(4)
        uniformCellWidths: true

        SecondaryButton {
            objectName: "put_off:" + card.reminder.id
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: qsTr("Not now")
            onStruck: card.putOff()
        }
        SecondaryButton {
            objectName: "never:" + card.reminder.id
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: qsTr("Do not remind me again")
            onStruck: card.unwanted("never")
        }
        SecondaryButton {
            objectName: "not_me:" + card.reminder.id
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: qsTr("Not me, or wrong")
            onStruck: card.unwanted("not_me")
        }
    }
}
