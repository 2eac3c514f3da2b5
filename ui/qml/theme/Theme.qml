pragma Singleton

import QtQuick

// Every size of the terminal, in millimetres on the panel, and every colour.
// Sources: kiosk requirements 0, 1.3 (C-01, C-04), 1.4, 1.6. A screenshot is never the measure; the panel is.
QtObject {
    id: theme

    // Set by the shell: pixels of the window for one millimetre of the panel.
    property real density: 4.03
    property bool elder: false
    property bool reduced: false

    function mm(length: real): int {
        return Math.round(length * theme.density);
    }

    // The em that gives capitals of this height: caps of Noto Sans CJK are 0.733 em high.
    function caps(height: real): int {
        return Math.ceil(height * theme.density / 0.733);
    }

    readonly property string family: "Noto Sans CJK SC"

    // --- type scale, named by use -----------------------------------------------------------------
    readonly property int caption: caps(elder ? 6.6 : 4.9)
    readonly property int body: caps(elder ? 8.5 : 5.6)
    readonly property int strong: caps(elder ? 8.8 : 6.2)
    readonly property int heading: caps(elder ? 9.6 : 7.4)
    readonly property int title: caps(elder ? 11.8 : 10.4)
    readonly property int display: caps(elder ? 15.0 : 14.0)
    readonly property int poster: caps(18.0)
    readonly property int figure: caps(20.0)
    readonly property int huge: caps(62.0) // a door number: at least 60 mm, kiosk requirements 4.2

    // --- rhythm -----------------------------------------------------------------------------------
    readonly property int hair: Math.max(1, mm(0.3))
    readonly property int edge: Math.max(1, mm(0.5))
    readonly property int ring: Math.max(2, Math.ceil(0.9 * density))
    readonly property int tight: mm(2)
    readonly property int gap: mm(elder ? 4.5 : 4) // between targets: never under 3 mm
    readonly property int inset: mm(elder ? 6 : 7)
    readonly property int block: mm(elder ? 7 : 8)
    readonly property int margin: mm(elder ? 10 : 12) // no target nearer than 8 mm to the bezel
    readonly property int radius: mm(3.2)
    readonly property int radiusLarge: mm(5)

    // --- targets ----------------------------------------------------------------------------------
    readonly property int target: mm(elder ? 20 : 15.5)
    readonly property int primary: mm(elder ? 27 : 21)
    readonly property int keyHeight: mm(elder ? 29 : 27)

    // --- colour -----------------------------------------------------------------------------------
    readonly property color canvas: "#F1F4F7"
    readonly property color surface: "#FFFFFF"
    readonly property color sunken: "#E9EEF3"
    readonly property color ink: "#132132"
    readonly property color inkSoft: "#3C4A5A"
    readonly property color line: "#7A8795" // an edge that says "this can be touched"
    readonly property color hairline: "#D3DBE3" // a divider, never the only sign of anything
    readonly property color brand: "#0A4587"
    readonly property color brandDeep: "#062F5F"
    readonly property color brandTint: "#E5EEF8"
    readonly property color brandEdge: "#4B7CB5"
    readonly property color brandInk: "#FFFFFF"
    readonly property color brandInkSoft: "#DCE8F5"
    readonly property color accent: "#F2B134" // the one door meant, nothing else
    readonly property color focus: "#B45309"
    readonly property color good: "#0B5436"
    readonly property color goodTint: "#E2F2EA"
    readonly property color goodEdge: "#2F8A63"
    readonly property color warn: "#653E00"
    readonly property color warnTint: "#FFF0D2"
    readonly property color warnEdge: "#B57400"
    readonly property color bad: "#8F1717"
    readonly property color badTint: "#FCE8E6"
    readonly property color badEdge: "#C4463F"
    readonly property color scrim: "#E6081A30"

    function tone(name: string): color {
        return name === "good" ? good : name === "warn" ? warn : name === "bad" ? bad : name === "brand" ? brand : ink;
    }

    function toneTint(name: string): color {
        return name === "good" ? goodTint : name === "warn" ? warnTint : name === "bad" ? badTint : name === "brand" ? brandTint : sunken;
    }

    function toneEdge(name: string): color {
        return name === "good" ? goodEdge : name === "warn" ? warnEdge : name === "bad" ? badEdge : name === "brand" ? brandEdge : line;
    }

    // Colour is never the only sign: each tone has its own picture too.
    function toneIcon(name: string): string {
        return name === "good" ? "check-circle" : name === "warn" ? "warn" : name === "bad" ? "cross-circle" : "info";
    }

    // --- motion -----------------------------------------------------------------------------------
    readonly property int calm: reduced ? 0 : 220
    readonly property int strikeGuard: elder ? 400 : 300 // ms; a second strike sooner is a trembling hand
    readonly property int keyGuard: elder ? 200 : 90
}
