pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// All findings at once; each that can be mended has its own button.
Page {
    id: view

    heading: qsTr("First check")
    bar.primary: qsTr("Next")
    bar.primaryName: "next"
    bar.primaryEnabled: values.can_continue
    bar.second: qsTr("Back")

    Card {
        color: Theme.toneTint(view.values.tone)
        border.color: Theme.toneEdge(view.values.tone)
        border.width: Theme.edge

        IconText {
            Layout.fillWidth: true
            glyph: Theme.toneIcon(view.values.tone)
            text: view.values.verdict
            size: Theme.heading
            bold: true
            ink: Theme.tone(view.values.tone)
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: view.values.detail
        }
    }
    Card {
        visible: view.values.findings.length > 0
        spacing: Theme.mm(6)

        Repeater {
            model: view.values.findings

            GridLayout {
                id: finding

                required property var modelData

                Layout.fillWidth: true
                columns: Theme.elder ? 1 : 2
                columnSpacing: Theme.gap
                rowSpacing: Theme.mm(3)

                IconText {
                    Layout.fillWidth: true
                    glyph: Theme.toneIcon(finding.modelData.tone)
                    text: finding.modelData.text
                    ink: finding.modelData.tone === "plain" ? Theme.ink : Theme.tone(finding.modelData.tone)
                }
                SecondaryButton {
                    objectName: "fix:" + finding.modelData.target
                    visible: finding.modelData.target !== ""
                    Layout.maximumWidth: Theme.mm(110)
                    text: finding.modelData.target_label
                    glyph: "edit"
                    onStruck: view.send("fix", {
                        "target": finding.modelData.target
                    })
                }
            }
        }
    }
}
