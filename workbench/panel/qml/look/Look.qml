pragma Singleton

import QtQuick

// Sizes, words and drawings of the panel, in pixels of a desk's screen. Colours are the kiosk's own (its Theme).
QtObject {
    property bool english: false

    readonly property string family: "Noto Sans CJK SC"
    readonly property int small: 12
    readonly property int text: 13
    readonly property int strong: 15
    readonly property int title: 19
    readonly property int tight: 4
    readonly property int gap: 8
    readonly property int inset: 14
    readonly property int radius: 8
    readonly property int control: 30

    readonly property color steel: "#DDE4EA"
    readonly property color steelEdge: "#A9B6C2"
    readonly property color dark: "#2A3642"
    readonly property color kraft: "#D9B588"
    readonly property color kraftInk: "#5A3412"

    function t(zh: string, en: string): string {
        return english ? en : zh;
    }

    // A barcode's kind letter and its end; any other thing by its first word.
    function brief(thing: string): string {
        return thing.length === 14 ? thing[0] + " " + thing.slice(-4) : thing.split(" ")[0];
    }

    function icon(name: string): url {
        return Qt.resolvedUrl("../../../../ui/qml/icons/" + name + ".svg");
    }
}
