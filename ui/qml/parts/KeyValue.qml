import QtQuick
import QtQuick.Layouts
import "../theme"

// A label and its value, with where it came from; without a label the value has the whole width.
RowLayout {
    id: row

    property string label
    property string value
    property string note
    property string tone: "plain"
    readonly property bool stacked: Theme.elder

    Layout.fillWidth: true
    spacing: Theme.mm(4)

    GridLayout {
        Layout.fillWidth: true
        columns: row.stacked ? 1 : 2
        columnSpacing: Theme.mm(4)
        rowSpacing: Theme.mm(0.5)

        Words {
            Layout.alignment: Qt.AlignTop
            Layout.preferredWidth: row.stacked ? -1 : Theme.mm(72)
            Layout.fillWidth: row.stacked
            visible: text !== ""
            text: row.label
            font.pixelSize: row.stacked ? Theme.caption : Theme.body
            color: Theme.inkSoft
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.mm(0.5)

            IconText {
                Layout.fillWidth: true
                visible: row.tone !== "plain"
                glyph: visible ? Theme.toneIcon(row.tone) : ""
                text: visible ? row.value : ""
                ink: Theme.tone(row.tone)
                bold: true
            }
            Words {
                Layout.fillWidth: true
                visible: row.tone === "plain"
                text: row.value
            }
            Words {
                Layout.fillWidth: true
                visible: text !== ""
                text: row.note
                font.pixelSize: Theme.caption
                color: Theme.inkSoft
            }
        }
    }
}
