import QtQuick
import QtQuick.Layouts
import "../parts"

// Pages from the resident's own phone: its camera reads the code, and what is sent appears here.
Page {
    id: view

    readonly property string ahead: values.can_accept ? "accept" : values.can_again ? "again" : ""

    function words(name: string): string {
        return name === "accept" ? qsTr("Clear, use these") : name === "again" ? qsTr("Open a new link") : "";
    }

    function more(): var {
        const extras = [];
        if (view.values.can_again && view.ahead !== "again")
            extras.push({
                "name": "again",
                "text": view.words("again"),
                "glyph": "refresh"
            });
        if (view.values.thumbs.length > 0)
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
    bar.primaryGlyph: ahead === "accept" ? "check" : "refresh"
    bar.second: qsTr("Back")
    bar.secondName: "back"
    bar.secondGlyph: "arrow-left"
    bar.extras: more()

    Banner {
        tone: view.values.tone
        text: view.values.message
    }
    SlipQr {
        Layout.alignment: Qt.AlignHCenter
        image: view.values.qr
        words: qsTr("Scan to send papers from your phone")
    }
    Thumbs {
        names: view.values.thumbs
    }
}
