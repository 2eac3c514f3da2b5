pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// What is needed, how long it takes, whether it can be done here.
Page {
    id: view

    readonly property var ways: ({
            "camera": qsTr("photograph here"),
            "locker": qsTr("hand in the original"),
            "both": qsTr("photograph, and hand in the original"),
            "none": qsTr("nothing to hand in")
        })

    heading: values.title
    lead: values.department
    bar.second: qsTr("Back")
    bar.primary: qsTr("Start")
    bar.primaryName: "start"
    bar.primaryEnabled: values.can_start

    Banner {
        tone: view.values.here_tone
        text: view.values.here
    }
    Banner {
        tone: "bad"
        text: view.values.blocked
    }
    Card {
        Rows {
            model: view.values.facts
        }
    }
    Card {
        SectionTitle {
            text: qsTr("What you need")
        }
        Repeater {
            model: view.values.materials

            RowLayout {
                id: material

                required property var modelData

                Layout.fillWidth: true
                spacing: Theme.mm(4)

                Rectangle {
                    Layout.alignment: Qt.AlignTop
                    implicitWidth: Theme.mm(13)
                    implicitHeight: implicitWidth
                    radius: Theme.mm(3)
                    color: Theme.brandTint

                    Icon {
                        anchors.centerIn: parent
                        glyph: material.modelData.icon
                        size: Theme.mm(8)
                        color: Theme.brand
                    }
                }
                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: Theme.mm(0.5)

                    Words {
                        Layout.fillWidth: true
                        text: material.modelData.title
                        font.bold: true
                    }
                    Words {
                        Layout.fillWidth: true
                        text: material.modelData.how === "" ? view.ways[material.modelData.icon] : material.modelData.how
                        color: Theme.inkSoft
                        font.pixelSize: Theme.caption
                    }
                    Words {
                        Layout.fillWidth: true
                        visible: text !== ""
                        text: material.modelData.note
                        color: Theme.inkSoft
                        font.pixelSize: Theme.caption
                    }
                }
            }
        }
    }
    Card {
        visible: view.values.conditions.length > 0

        SectionTitle {
            text: qsTr("Who can apply")
        }
        Repeater {
            model: view.values.conditions

            IconText {
                required property string modelData

                Layout.fillWidth: true
                glyph: "check"
                text: modelData
            }
        }
    }
}
