pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// The pages taken so far, each with its own way to take it out again.
Flow {
    id: thumbs

    property var names: []
    property bool removable: false
    signal removed(int index)

    Layout.fillWidth: true
    visible: names.length > 0
    spacing: Theme.gap

    Repeater {
        model: thumbs.names

        Column {
            id: page

            required property string modelData
            required property int index

            spacing: Theme.mm(2)

            Rectangle {
                width: Theme.mm(58)
                height: Theme.mm(44)
                radius: Theme.mm(2)
                color: Theme.surface
                border.width: Theme.edge
                border.color: Theme.line

                Image {
                    anchors.fill: parent
                    anchors.margins: Theme.mm(1)
                    source: "image://papers/" + page.modelData
                    fillMode: Image.PreserveAspectFit
                    sourceSize: Qt.size(Math.round(width), Math.round(height))
                    cache: false
                    asynchronous: true
                    Accessible.role: Accessible.Graphic
                    Accessible.name: qsTr("Page %1").arg(page.index + 1)
                }
            }
            SecondaryButton {
                objectName: "delete_page:" + page.index
                visible: thumbs.removable
                width: Theme.mm(58)
                text: qsTr("Delete")
                glyph: "trash"
                textSize: Theme.caption
                words: Theme.bad
                onStruck: thumbs.removed(page.index)
            }
        }
    }
}
