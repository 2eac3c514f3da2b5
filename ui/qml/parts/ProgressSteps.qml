pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// Where we are in the service: a bar of steps, the present one in words, the next one named.
Item {
    id: progress

    property var steps: [] // [{title, state: done | now | todo}]
    readonly property int place: Math.max(0, steps.findIndex(step => step.state === "now"))
    readonly property string title: steps.length > 0 ? steps[place].title : ""
    readonly property string following: place + 1 < steps.length ? steps[place + 1].title : ""

    implicitHeight: column.implicitHeight + Theme.mm(8)
    Accessible.role: Accessible.ProgressBar
    Accessible.name: words.text

    Column {
        id: column

        x: Theme.margin
        width: progress.width - 2 * x
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.mm(2.2)

        Item {
            width: parent.width
            height: words.implicitHeight

            Words {
                id: words

                text: qsTr("Step %1 of %2: %3").arg(progress.place + 1).arg(progress.steps.length).arg(progress.title)
                font.pixelSize: Theme.caption
                font.bold: true
                color: Theme.brand
                wrapMode: Text.NoWrap
            }
            Words {
                anchors.right: parent.right
                visible: progress.following !== "" && words.width + implicitWidth + Theme.gap < parent.width
                text: qsTr("Next: %1").arg(progress.following)
                font.pixelSize: Theme.caption
                color: Theme.inkSoft
                wrapMode: Text.NoWrap
            }
        }
        Row {
            id: segments

            width: parent.width
            spacing: Theme.mm(1.2)

            Repeater {
                model: progress.steps

                Rectangle {
                    required property var modelData

                    width: (segments.width - (progress.steps.length - 1) * segments.spacing) / progress.steps.length
                    height: Theme.mm(2)
                    radius: height / 2
                    color: modelData.state === "todo" ? Theme.hairline : modelData.state === "now" ? Theme.brand : Theme.brandEdge
                }
            }
        }
    }
}
