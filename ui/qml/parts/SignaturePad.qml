import QtQuick
import QtQuick.Layouts
import "../theme"

// A frame to sign in with finger, pen or mouse. Strokes are lists of [x_mm, y_mm, t_ms]; at least 100 x 40 mm.
Rectangle {
    id: pad

    property var strokes: []
    property real began: 0
    readonly property bool signed: strokes.length > 0
    readonly property bool drawing: area.pressed

    function clear() {
        pad.strokes = [];
        pad.began = 0;
        paper.requestPaint();
    }
    function point(x: real, y: real): var {
        const inside = [Math.max(0, Math.min(width, x)), Math.max(0, Math.min(height, y))];
        return [inside[0] / Theme.density, inside[1] / Theme.density, Date.now() - pad.began];
    }
    // The stroke grows in place: a new list for every point would be slow on a small machine.
    function extend(x: real, y: real) {
        pad.strokes[pad.strokes.length - 1].push(pad.point(x, y));
        paper.requestPaint();
    }

    Layout.fillWidth: true
    implicitWidth: Theme.mm(200)
    implicitHeight: Theme.mm(120)
    radius: Theme.radiusLarge
    color: Theme.surface
    border.width: Theme.mm(0.7)
    border.color: area.pressed ? Theme.brand : Theme.line
    Accessible.role: Accessible.Canvas
    Accessible.name: qsTr("Signing area")

    Rectangle {
        x: Theme.mm(10)
        y: Math.round(pad.height * 0.76)
        width: pad.width - 2 * x
        height: Theme.edge
        color: Theme.hairline
    }
    Words {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round(pad.height * 0.79)
        visible: !pad.signed
        text: qsTr("Sign here with your finger")
        color: Theme.inkSoft
    }
    Canvas {
        id: paper

        anchors.fill: parent
        onPaint: {
            const pen = getContext("2d");
            pen.clearRect(0, 0, width, height);
            pen.lineWidth = Theme.density * 0.9;
            pen.lineCap = "round";
            pen.lineJoin = "round";
            pen.strokeStyle = Theme.ink;
            for (const stroke of pad.strokes) {
                pen.beginPath();
                pen.moveTo(stroke[0][0] * Theme.density, stroke[0][1] * Theme.density);
                for (const dot of stroke)
                    pen.lineTo(dot[0] * Theme.density + 0.1, dot[1] * Theme.density);
                pen.stroke();
            }
        }
    }
    MouseArea {
        id: area

        objectName: "signature"
        anchors.fill: parent
        preventStealing: true
        onPressed: mouse => {
            if (pad.began === 0)
                pad.began = Date.now();
            pad.strokes = pad.strokes.concat([[pad.point(mouse.x, mouse.y)]]);
            paper.requestPaint();
        }
        onPositionChanged: mouse => pad.extend(mouse.x, mouse.y)
    }
}
