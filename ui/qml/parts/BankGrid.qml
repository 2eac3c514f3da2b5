pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import "../theme"

// The bank for staff: every box can be touched and shows its number and state in words.
Row {
    id: bank

    property int columns: 1
    property var cells: [] // [{number, size, state, tone, detail, column, height}]
    property int chosen: 0
    readonly property int unit: Theme.target

    function of(column: int): var {
        return bank.cells.filter(cell => cell.column === column);
    }

    Layout.fillWidth: true
    spacing: Theme.mm(3)

    Repeater {
        model: bank.columns

        Column {
            id: column

            required property int index

            width: (bank.width - (bank.columns - 1) * bank.spacing) / bank.columns
            spacing: Theme.mm(3)

            Repeater {
                model: bank.of(column.index)

                T.Button {
                    id: cell

                    required property var modelData
                    readonly property bool marked: bank.chosen === modelData.number

                    objectName: "cell:" + modelData.number
                    width: column.width
                    height: Math.max(words.implicitHeight + Theme.mm(2), bank.unit * (1 + (modelData.height - 1) * 0.4))
                    text: modelData.number + " " + modelData.state
                    Accessible.name: text
                    onClicked: bank.picked(modelData.number)

                    background: Rectangle {
                        radius: Theme.mm(2)
                        color: cell.modelData.tone === "plain" ? Theme.surface : Theme.toneTint(cell.modelData.tone)
                        border.width: cell.marked ? Theme.mm(1) : Theme.edge
                        border.color: cell.marked ? Theme.brand : Theme.toneEdge(cell.modelData.tone)

                        FocusRing {
                            shown: cell.visualFocus
                        }
                    }
                    contentItem: Item {
                        Words {
                            id: words

                            anchors.verticalCenter: parent.verticalCenter
                            x: Theme.mm(3)
                            width: parent.width - 2 * x
                            text: cell.text
                            font.pixelSize: Theme.caption
                            font.bold: cell.modelData.tone !== "plain"
                            color: Theme.tone(cell.modelData.tone)
                        }
                    }
                }
            }
        }
    }

    signal picked(int number)
}
