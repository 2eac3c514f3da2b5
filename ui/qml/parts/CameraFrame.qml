import QtQuick
import QtQuick.Layouts
import "../theme"

// The camera's picture, live or still, on a dark ground.
Rectangle {
    id: ground

    property string picture // name at the image provider, empty: none
    property int frame: -1 // at least 0: live, another picture at every number
    property string caption

    Layout.fillWidth: true
    implicitHeight: Math.round(width * (Theme.elder ? 0.62 : 0.75))
    radius: Theme.radiusLarge
    color: Theme.ink
    Accessible.role: Accessible.Graphic
    Accessible.name: ground.caption

    Image {
        anchors.fill: parent
        anchors.margins: Theme.mm(2)
        source: ground.picture === "" ? "" : "image://papers/" + ground.picture + (ground.frame >= 0 ? "/" + ground.frame : "")
        fillMode: Image.PreserveAspectFit
        sourceSize: Qt.size(Math.round(width), Math.round(height)) // scaled on the image thread, not in every frame
        cache: false
        asynchronous: true
        retainWhileLoading: true
    }
    Tag {
        x: Theme.mm(5)
        y: Theme.mm(5)
        text: ground.caption
        tone: "plain"
        glyph: ground.frame >= 0 ? "camera" : "doc"
    }
}
