import QtQuick
import "../parts"

// The manifest is stored; the hall countersigns when it can.
Page {
    id: view

    centred: true
    bar.primary: qsTr("Finish")
    bar.primaryName: "finish"
    bar.primaryGlyph: "check"
    bar.second: qsTr("Print")
    bar.secondName: "print"
    bar.secondGlyph: "printer"

    Hero {
        glyph: "check"
        tone: "good"
        text: view.values.title
    }
    Banner {
        tone: view.values.countersigned ? "good" : "brand"
        glyph: view.values.countersigned ? "check-circle" : "clock"
        text: view.values.hall_text
    }
    Card {
        Rows {
            model: view.values.lines
        }
    }
}
