import QtQuick

// What every view is: a heading, content that may scroll, and the actions at the foot.
Item {
    id: page

    required property var values
    property int frame: 0 // grows with every camera picture
    property var sight: ({
            "outlines": [],
            "meant": -1,
            "hold": 0
        }) // what that picture shows
    property string heading
    property string lead
    property alias centred: area.centred
    property alias sides: area.sides
    property alias area: area
    property alias bar: bar
    default property alias content: body.data
    property var dataFor: name => ({}) // what goes with an event of the action bar
    signal send(string event, var data)

    ScrollArea {
        id: area

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.bottom: bar.top

        PageHead {
            visible: page.heading !== ""
            text: page.heading
            lead: page.lead
        }
        Stack {
            id: body
        }
    }
    ActionBar {
        id: bar

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        onStruck: name => page.send(name, page.dataFor(name))
    }
}
