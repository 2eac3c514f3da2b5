import QtQuick
import QtQuick.Shapes
import "../theme"

// The page the camera has found, drawn over its picture; the ring fills while the page lies still.
Item {
    id: outline

    property var corners: [] // x, y of four corners as shares of width and height
    property real hold: 0 // 0 to 1
    property bool ringed: false // the picture is taken by itself once the ring is full
    readonly property bool found: outline.corners.length === 8
    readonly property color ink: outline.hold > 0 ? "#3DDC97" : "#FFD166" // on the dark of the camera's ground

    function spot(corner: int): point {
        const place = 2 * (corner % 4);
        return outline.found ? Qt.point(outline.corners[place] * width, outline.corners[place + 1] * height) : Qt.point(0, 0);
    }

    Accessible.ignored: true // the sentence below the picture says it

    Shape {
        visible: outline.found
        anchors.fill: parent

        ShapePath {
            strokeWidth: Theme.mm(1.2)
            strokeColor: outline.ink
            fillColor: outline.hold > 0 ? "#203DDC97" : "#10FFD166"
            joinStyle: ShapePath.RoundJoin

            PathPolyline {
                path: [outline.spot(0), outline.spot(1), outline.spot(2), outline.spot(3), outline.spot(0)]
            }
        }
    }
    Rectangle {
        visible: outline.ringed && outline.hold > 0
        x: (outline.spot(0).x + outline.spot(2).x - width) / 2
        y: (outline.spot(0).y + outline.spot(2).y - height) / 2
        width: Theme.mm(22)
        height: width
        radius: width / 2
        color: Theme.ink

        Shape {
            anchors.fill: parent

            ShapePath {
                strokeWidth: Theme.mm(2.2)
                strokeColor: outline.ink
                fillColor: "transparent"
                capStyle: ShapePath.RoundCap

                PathAngleArc {
                    centerX: Theme.mm(11)
                    centerY: Theme.mm(11)
                    radiusX: Theme.mm(8.5)
                    radiusY: Theme.mm(8.5)
                    startAngle: -90
                    sweepAngle: 360 * outline.hold
                }
            }
        }
        Icon {
            anchors.centerIn: parent
            glyph: "camera"
            size: Theme.mm(8)
            color: Theme.brandInk
        }
    }
}
