import QtQuick.Layouts
import "../theme"

// A column as wide as its place, with the space of blocks between.
ColumnLayout {
    Layout.fillWidth: true
    spacing: Theme.block
}
