import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Something went wrong: what, and what to do now.
Page {
    id: view

    centred: true
    bar.primary: values.can_retry ? qsTr("Try again") : qsTr("Finish")
    bar.primaryName: values.can_retry ? "retry" : "finish"
    bar.primaryGlyph: values.can_retry ? "retake" : "check"
    bar.second: values.can_retry ? qsTr("Finish") : ""
    bar.secondName: "finish"
    bar.secondGlyph: "exit"

    Hero {
        glyph: "warn"
        tone: "warn"
        text: view.values.sentence
        detail: view.values.next_step
    }
    Card {
        visible: view.values.nearby.length > 0

        SectionTitle {
            text: qsTr("Other terminals with lockers")
        }
        Rows {
            model: view.values.nearby
        }
    }
    Card {
        spacing: Theme.mm(2)

        IconText {
            Layout.fillWidth: true
            glyph: "phone"
            text: qsTr("Help line 12345, day and night")
            bold: true
        }
        Words {
            Layout.fillWidth: true
            text: qsTr("Fault code: %1").arg(view.values.code)
            color: Theme.inkSoft
        }
    }
}
