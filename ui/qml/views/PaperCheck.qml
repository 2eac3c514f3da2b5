pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Where the papers say something else than the form: side by side, and the person decides.
Page {
    id: view

    heading: qsTr("Read from your papers, please check")
    lead: qsTr("Nothing is changed unless you choose it.")
    bar.primary: qsTr("Next")
    bar.primaryName: "next"
    bar.second: qsTr("Back")
    bar.extras: [
        {
            "name": "off",
            "text": qsTr("Do not use what was read"),
            "glyph": "cross"
        }
    ].concat(values.can_photograph ? [
        {
            "name": "again",
            "text": qsTr("Photograph again"),
            "glyph": "camera"
        }
    ] : [])

    Banner {
        tone: "warn"
        text: view.values.warning
    }
    Repeater {
        model: view.values.rows

        Card {
            id: row

            required property var modelData
            readonly property string label: modelData.label

            SectionTitle {
                text: row.label
            }
            Tag {
                visible: row.modelData.unsure
                text: qsTr("Hard to read: look closely")
                tone: "warn"
                glyph: "warn"
            }
            GridLayout {
                Layout.fillWidth: true
                columns: Theme.elder ? 1 : 2
                columnSpacing: Theme.gap
                rowSpacing: Theme.gap
                uniformCellWidths: true

                ChoiceOfTwo {
                    objectName: "keep:" + row.modelData.field
                    title: qsTr("On the form")
                    value: row.modelData.mine
                    chosen: !row.modelData.taken
                    enabled: row.modelData.can_take
                    Accessible.name: row.label + ", " + text
                    onStruck: view.send("keep", {
                        "field": row.modelData.field
                    })
                }
                ChoiceOfTwo {
                    objectName: "take:" + row.modelData.field
                    title: qsTr("On the paper")
                    value: row.modelData.read
                    chosen: row.modelData.taken
                    enabled: row.modelData.can_take
                    Accessible.name: row.label + ", " + text
                    onStruck: view.send("take", {
                        "field": row.modelData.field
                    })
                }
            }
        }
    }
}
