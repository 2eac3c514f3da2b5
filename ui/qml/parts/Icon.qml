import QtQuick
import QtQuick.Controls.impl
import "../theme"

// A line drawing of ui/qml/icons in one colour. Decorative: words always stand beside it.
IconImage {
    id: icon

    property string glyph
    property int size: Theme.mm(7)

    source: icon.glyph === "" ? "" : Qt.resolvedUrl("../icons/" + icon.glyph + ".svg")
    sourceSize: Qt.size(icon.size, icon.size)
    width: icon.size
    height: icon.size
    color: Theme.ink
    visible: icon.glyph !== ""
    Accessible.ignored: true
}
