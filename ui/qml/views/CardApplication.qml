import QtQuick
import QtQuick.Layouts
import "../parts"

// One application of the card: how its holder stands with it, or how it is done while it is planned.
Page {
    id: view

    heading: values.title
    lead: values.department
    bar.second: qsTr("Back")
    bar.primary: values.begin
    bar.primaryName: "begin"
    bar.extras: values.certificates ? [
        {
            "name": "certificates",
            "text": qsTr("My e-certificates"),
            "glyph": "badge"
        }
    ] : []

    Banner {
        tone: view.values.tone
        text: view.values.state
    }
    Card {
        visible: view.values.text !== ""

        Words {
            Layout.fillWidth: true
            text: view.values.text
        }
    }
    Card {
        visible: view.values.rows.length > 0

        Rows {
            model: view.values.rows
        }
    }
}
