import QtQuick
import "../theme"

// One page of the tray, at least 25 mm (kiosk requirements L-09). Released on another's place it is moved there.
PushButton {
    id: thumb

    property string picture
    property int number: 1
    property int among: 1
    property bool chosen: false
    signal dropped(real across, real down)

    width: Theme.mm(Theme.elder ? 44 : 38)
    height: Theme.mm(Theme.elder ? 40 : 34)
    padding: 0
    face: thumb.chosen ? Theme.brandTint : Theme.surface
    rim: thumb.chosen ? Theme.brand : Theme.line
    z: drag.active ? 1 : 0
    opacity: drag.active ? 0.8 : 1
    text: qsTr("Page %1 of %2").arg(thumb.number).arg(thumb.among)
    Accessible.name: thumb.chosen ? qsTr("%1, chosen").arg(thumb.text) : thumb.text
    transform: Translate {
        x: drag.active ? drag.activeTranslation.x : 0
        y: drag.active ? drag.activeTranslation.y : 0
    }

    DragHandler {
        id: drag

        target: null
        enabled: thumb.among > 1
        dragThreshold: Theme.mm(5)
        grabPermissions: PointerHandler.CanTakeOverFromAnything
        onActiveChanged: if (!drag.active)
            thumb.dropped(drag.persistentTranslation.x, drag.persistentTranslation.y)
        onGrabChanged: persistentTranslation = Qt.vector2d(0, 0)
    }

    contentItem: Item {
        Image {
            anchors.fill: parent
            anchors.margins: Theme.mm(1.5)
            source: "image://papers/" + thumb.picture
            fillMode: Image.PreserveAspectFit
            sourceSize: Qt.size(Math.round(width), Math.round(height))
            cache: false
            asynchronous: true
        }
        Tag {
            anchors.left: parent.left
            anchors.bottom: parent.bottom
            anchors.margins: Theme.mm(1.5)
            text: String(thumb.number)
            tone: thumb.chosen ? "brand" : "plain"
        }
        Rectangle {
            anchors.fill: parent
            color: "transparent"
            radius: Theme.radius
            border.width: thumb.chosen ? Theme.mm(1.2) : 0
            border.color: Theme.brand
        }
    }
}
