pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// The foot of every page: the one next thing at the right, the way back at the left, others above them. Where there is
// no next thing, a single other one takes its place.
Rectangle {
    id: bar

    property string primary
    property string primaryName
    property string primaryGlyph: "arrow-right"
    property bool primaryEnabled: true
    property string second
    property string secondName: "back"
    property string secondGlyph: "arrow-left"
    property var extras: [] // [{name, text, glyph, enabled}]
    readonly property bool pair: bar.primary !== "" && bar.second !== ""
    readonly property bool beside: !Theme.elder && bar.extras.length === 1 && bar.primary === "" && bar.second !== ""
    readonly property real inner: width - 2 * Theme.margin
    signal struck(string name)

    visible: bar.primary !== "" || bar.second !== "" || bar.extras.length > 0
    implicitHeight: visible ? rows.implicitHeight + 2 * Theme.mm(5) : 0
    color: Theme.surface

    Rectangle {
        width: parent.width
        height: Theme.hair
        color: Theme.hairline
    }
    Column {
        id: rows

        x: Theme.margin
        y: Theme.mm(5)
        width: bar.inner
        spacing: Theme.gap

        GridLayout {
            id: grid

            readonly property int across: Theme.elder || bar.extras.length < 2 ? 1 : 2

            visible: bar.extras.length > 0 && !bar.beside
            width: bar.inner
            columns: across
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true

            Repeater {
                model: bar.beside ? [] : bar.extras

                SecondaryButton {
                    required property var modelData
                    required property int index

                    objectName: modelData.name
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    Layout.columnSpan: grid.across === 2 && index === 0 && bar.extras.length % 2 === 1 ? 2 : 1
                    text: modelData.text
                    glyph: modelData.glyph ?? ""
                    enabled: modelData.enabled ?? true
                    onStruck: bar.struck(modelData.name)
                }
            }
        }
        Row {
            visible: bar.primary !== "" || bar.second !== ""
            spacing: Theme.gap

            SecondaryButton {
                id: other

                objectName: bar.secondName
                visible: bar.second !== ""
                width: bar.beside ? Math.round((bar.inner - Theme.gap) / 2) : bar.pair ? Math.round((bar.inner - Theme.gap) * 0.36) : bar.inner
                height: Math.max(implicitHeight, next.visible ? next.implicitHeight : 0, single.visible ? single.implicitHeight : 0)
                tall: true
                text: bar.second
                glyph: bar.secondGlyph
                onStruck: bar.struck(bar.secondName)
            }
            SecondaryButton {
                id: single

                readonly property var what: bar.beside ? bar.extras[0] : null

                objectName: single.what?.name ?? ""
                visible: bar.beside
                width: bar.inner - Theme.gap - other.width
                height: other.height
                tall: true
                text: single.what?.text ?? ""
                glyph: single.what?.glyph ?? ""
                enabled: single.what?.enabled ?? true
                onStruck: bar.struck(single.what.name)
            }
            PrimaryButton {
                id: next

                objectName: bar.primaryName
                visible: bar.primary !== ""
                height: other.visible ? Math.max(implicitHeight, other.implicitHeight) : implicitHeight
                width: bar.pair ? bar.inner - Theme.gap - Math.round((bar.inner - Theme.gap) * 0.36) : bar.inner
                text: bar.primary
                glyph: bar.primaryGlyph
                glyphLast: bar.primaryGlyph === "arrow-right"
                enabled: bar.primaryEnabled
                onStruck: bar.struck(bar.primaryName)
            }
        }
    }
}
