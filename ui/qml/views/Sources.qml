pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Papers nobody may have to bring: what could be asked, then what was found and where it came from.
Page {
    id: view

    readonly property bool found: values.state === "found"
    readonly property bool asking: values.state === "asking"

    heading: found ? qsTr("What was found") : qsTr("We may have these already")
    bar.primary: found ? qsTr("Next") : qsTr("Agree, ask")
    bar.primaryName: found ? "next" : "agree"
    bar.primaryEnabled: !asking
    bar.second: qsTr("Back")
    bar.extras: found || asking ? [] : [
        {
            "name": "offices_only",
            "text": qsTr("Ask offices only, I bring the rest"),
            "glyph": "docs"
        }
    ]

    Banner {
        tone: view.values.tone
        text: view.values.message
    }
    Card {
        spacing: Theme.mm(6)

        Repeater {
            model: view.values.rows

            ColumnLayout {
                id: row

                required property var modelData

                Layout.fillWidth: true
                spacing: Theme.mm(2)

                SectionTitle {
                    text: row.modelData.title
                }
                Words {
                    Layout.fillWidth: true
                    text: row.modelData.source
                }
                IconText {
                    Layout.fillWidth: true
                    visible: row.modelData.status !== ""
                    glyph: Theme.toneIcon(row.modelData.tone)
                    text: row.modelData.status
                    ink: row.modelData.tone === "plain" ? Theme.ink : Theme.tone(row.modelData.tone)
                }
                SecondaryButton {
                    objectName: "dispute:" + row.modelData.material
                    visible: row.modelData.can_dispute
                    Layout.maximumWidth: Theme.mm(130)
                    text: qsTr("The record is wrong")
                    glyph: "flag"
                    onStruck: view.send("dispute", {
                        "material": row.modelData.material
                    })
                }
            }
        }
    }
}
