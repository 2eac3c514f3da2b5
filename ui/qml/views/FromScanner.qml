import QtQuick
import "../parts"

// Pages from the scanner: scanned one by one or as a pile, then kept.
Page {
    id: view

    readonly property bool done: values.can_accept || values.can_anyway
    readonly property string ahead: values.can_accept ? "accept" : values.can_glass ? "glass" : values.can_feeder ? "feeder" : ""

    function words(name: string): string {
        if (name === "accept")
            return qsTr("Clear, use these");
        return name === "glass" ? qsTr("Scan from the glass") : name === "feeder" ? qsTr("Scan from the feeder") : "";
    }

    function more(): var {
        const extras = [];
        if (view.values.can_glass && view.ahead !== "glass")
            extras.push({
                "name": "glass",
                "text": view.words("glass"),
                "glyph": "doc"
            });
        if (view.values.can_feeder && view.ahead !== "feeder")
            extras.push({
                "name": "feeder",
                "text": view.words("feeder"),
                "glyph": "docs"
            });
        if (view.done)
            extras.push({
                "name": "clear",
                "text": qsTr("Throw these away"),
                "glyph": "trash"
            });
        if (view.values.can_anyway)
            extras.push({
                "name": "anyway",
                "text": qsTr("Use it anyway, staff will check"),
                "glyph": "person"
            });
        return extras;
    }

    heading: values.material
    bar.primary: words(ahead)
    bar.primaryName: ahead
    bar.primaryGlyph: values.can_accept ? "check" : "docs"
    bar.second: qsTr("Back")
    bar.secondName: "back"
    bar.secondGlyph: "arrow-left"
    bar.extras: more()

    Banner {
        tone: view.values.tone
        text: view.values.message
    }
    Thumbs {
        names: view.values.thumbs
    }
}
