import QtQuick
import "../parts"

// The originals are with the resident again and the application is withdrawn.
Page {
    id: view

    centred: true
    bar.primary: qsTr("Finish")
    bar.primaryName: "finish"
    bar.primaryGlyph: "check"

    Hero {
        glyph: "undo"
        tone: "good"
        text: view.values.title
        detail: view.values.detail
    }
    Card {
        Rows {
            model: view.values.lines
        }
    }
}
