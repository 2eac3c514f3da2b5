import QtQuick
import QtQuick.Layouts
import "../theme"

// The camera's picture, live or still, on a dark ground.
Rectangle {
    id: ground

    property string picture // name at the image provider, empty: none
    property int frame: -1 // at least 0: live, another picture at every number
    property int drawn: -1 // the frame asked for last; the next one is not asked for before it has come
    property string caption
    property real tallness: Theme.elder ? 0.62 : 0.75
    readonly property rect place: Qt.rect(image.x + (image.width - image.paintedWidth) / 2, image.y + (image.height - image.paintedHeight) / 2, image.paintedWidth, image.paintedHeight)
    signal came // a live picture has come and is shown from now on

    Layout.fillWidth: true
    implicitHeight: Math.round(width * ground.tallness)
    radius: Theme.radiusLarge
    color: Theme.ink
    Accessible.role: Accessible.Graphic
    Accessible.name: ground.caption
    onFrameChanged: if (image.status !== Image.Loading)
        ground.drawn = ground.frame

    Image {
        id: image

        anchors.fill: parent
        anchors.margins: Theme.mm(2)
        source: ground.picture === "" ? "" : "image://papers/" + ground.picture + (ground.frame >= 0 ? "/" + ground.drawn : "")
        fillMode: Image.PreserveAspectFit
        sourceSize: Qt.size(Math.round(width), Math.round(height)) // scaled on the image thread, not in every frame
        cache: false
        asynchronous: true
        retainWhileLoading: true
        onStatusChanged: if (image.status === Image.Ready) {
            ground.came();
            ground.drawn = ground.frame;
        }
    }
    Tag {
        x: Theme.mm(5)
        y: Theme.mm(5)
        text: ground.caption
        tone: "plain"
        glyph: ground.frame >= 0 ? "camera" : "doc"
    }
}
