import QtQuick
import QtQuick.Layouts
import "../theme"

// A white sheet with its content in a column.
Rectangle {
    id: card

    default property alias content: column.data
    property alias spacing: column.spacing
    property int padding: Theme.inset

    Layout.fillWidth: true
    implicitHeight: column.implicitHeight + 2 * card.padding
    radius: Theme.radiusLarge
    color: Theme.surface
    border.width: Theme.hair
    border.color: Theme.hairline

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: card.padding
        spacing: Theme.gap
    }
}
