pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"

// The pages taken, to look at.
Flow {
    id: thumbs

    property var names: []

    Layout.fillWidth: true
    visible: names.length > 0
    spacing: Theme.gap

    Repeater {
        model: thumbs.names

        Rectangle {
            id: page

            required property string modelData
            required property int index

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
    }
}
