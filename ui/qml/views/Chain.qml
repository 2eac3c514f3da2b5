pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// A joint package before it begins: its parts in order, one date, one list of papers.
Page {
    id: view

    heading: values.title
    lead: values.who
    bar.second: qsTr("Back")
    bar.primary: qsTr("Start")
    bar.primaryName: "start"
    bar.primaryEnabled: values.can_start

    Banner {
        tone: "good"
        text: view.values.date
    }
    Banner {
        tone: "bad"
        text: view.values.blocked
    }
    Card {
        visible: view.values.steps.length > 0

        SectionTitle {
            text: qsTr("One after another, all in one go")
        }
        Repeater {
            model: view.values.steps

            RowLayout {
                id: step

                required property var modelData

                Layout.fillWidth: true
                spacing: Theme.mm(4)

                Rectangle {
                    Layout.alignment: Qt.AlignTop
                    implicitWidth: Math.round(Theme.body * 1.7)
                    implicitHeight: implicitWidth
                    radius: width / 2
                    color: Theme.brandTint

                    Words {
                        anchors.centerIn: parent
                        text: step.modelData.mark
                        color: Theme.brand
                        font.bold: true
                    }
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: Theme.mm(0.5)

                    Words {
                        Layout.fillWidth: true
                        text: step.modelData.title
                        font.bold: true
                    }
                    Repeater {
                        model: [step.modelData.days, step.modelData.who, step.modelData.note].filter(line => line !== "")

                        Words {
                            required property string modelData

                            Layout.fillWidth: true
                            text: modelData
                            color: Theme.inkSoft
                            font.pixelSize: Theme.caption
                        }
                    }
                }
            }
        }
    }
    Card {
        visible: view.values.materials.length > 0

        SectionTitle {
            text: qsTr("What you need, once for all")
        }
        Repeater {
            model: view.values.materials

            IconText {
                required property var modelData

                Layout.fillWidth: true
                glyph: modelData.icon
                text: modelData.title + "\n" + modelData.how
            }
        }
    }
    Banner {
        tone: "plain"
        text: view.values.note
    }
}
