pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The boxes of the round, opened one by one; no names, only codes.
Page {
    id: view

    readonly property var tones: ({
            "done": "good",
            "open": "brand",
            "absent": "warn",
            "damaged": "warn",
            "wrong": "bad"
        })

    heading: qsTr("Collect envelopes")
    lead: qsTr("%1 of %2 scanned").arg(values.scanned).arg(values.expected)
    bar.primary: qsTr("Sign the manifest")
    bar.primaryName: "manifest"
    bar.primaryGlyph: "sign"
    bar.primaryEnabled: values.lines.some(line => line.state !== "waiting")
    bar.second: qsTr("Back")

    Stack {
        spacing: Theme.gap

        Repeater {
            model: view.values.lines

            Card {
                id: line

                required property var modelData

                padding: Theme.mm(4)

                RowLayout {
                    Layout.fillWidth: true
                    spacing: Theme.mm(5)

                    Words {
                        Layout.minimumWidth: Theme.mm(24)
                        text: line.modelData.compartment
                        font.pixelSize: Theme.display
                        font.bold: true
                        color: Theme.brand
                        horizontalAlignment: Text.AlignHCenter
                        wrapMode: Text.NoWrap
                    }
                    ColumnLayout {
                        Layout.fillWidth: true
                        spacing: Theme.mm(1)

                        Words {
                            Layout.fillWidth: true
                            text: line.modelData.parcel
                            font.bold: true
                        }
                        Words {
                            Layout.fillWidth: true
                            text: qsTr("since %1").arg(line.modelData.since)
                            font.pixelSize: Theme.caption
                            color: Theme.inkSoft
                        }
                        Tag {
                            text: line.modelData.state === "waiting" ? "" : line.modelData.state_text
                            tone: view.tones[line.modelData.state] ?? "plain"
                        }
                    }
                    SecondaryButton {
                        objectName: "open:" + line.modelData.compartment
                        visible: line.modelData.state === "waiting"
                        text: qsTr("Open")
                        glyph: "door-open"
                        onStruck: view.send("open", {
                            "compartment": line.modelData.compartment
                        })
                    }
                }
            }
        }
    }
}
