import QtQuick
import QtQuick.Templates as T
import "../theme"

// One of several sheets under the camera: all of its face is to be touched, and words in its middle say so.
T.Button {
    id: button

    required property var spots // its four corners, going round
    readonly property var xs: button.spots.map(spot => spot.x)
    readonly property var ys: button.spots.map(spot => spot.y)
    signal struck

    x: Math.min(...button.xs)
    y: Math.min(...button.ys)
    width: Math.max(Theme.target, Math.max(...button.xs) - x)
    height: Math.max(Theme.target, Math.max(...button.ys) - y)
    focusPolicy: Qt.StrongFocus
    containmentMask: QtObject {
        // Sheets that lie askew have boxes that overlap; only the sheet itself counts.
        function contains(point: point): bool {
            let left = 0, right = 0;
            for (let side = 0; side < 4; side++) {
                const one = button.spots[side], next = button.spots[(side + 1) % 4];
                const turn = (next.x - one.x) * (point.y + button.y - one.y) - (next.y - one.y) * (point.x + button.x - one.x);
                turn < 0 ? left++ : right++;
            }
            return left === 0 || right === 0;
        }
    }
    Accessible.role: Accessible.Button
    Keys.onReturnPressed: button.click()
    Keys.onEnterPressed: button.click()
    onClicked: button.struck()

    background: Item {
        FocusRing {
            shown: button.visualFocus
        }
    }

    contentItem: Item {
        Rectangle {
            id: pill

            readonly property bool fits: words.implicitWidth + 4 * Theme.gap < button.width // else a hand says it

            anchors.centerIn: parent
            width: pill.fits ? words.implicitWidth + 2 * Theme.gap : height
            height: words.implicitHeight + Theme.gap
            radius: height / 2
            color: button.pressed ? Theme.brandDeep : Theme.brand

            Text {
                id: words

                anchors.centerIn: parent
                visible: pill.fits
                text: button.text
                font.family: Theme.family
                font.pixelSize: Theme.strong
                color: Theme.brandInk
            }
            Icon {
                anchors.centerIn: parent
                visible: !pill.fits
                glyph: "hand"
                size: Theme.mm(8)
                color: Theme.brandInk
            }
        }
    }
}
