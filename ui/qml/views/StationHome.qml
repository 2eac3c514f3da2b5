pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// Station staff: every box with its state; choose one to act on it. No names anywhere.
Page {
    id: view

    property int chosen: 0 // number of the box, 0: none
    readonly property var cell: values.cells.find(one => one.number === chosen)

    function act(event: string, compartment: int) {
        view.send(event, {
            "compartment": compartment
        });
    }

    heading: qsTr("Station %1").arg(values.number)
    lead: values.paused ? qsTr("The service is paused. Collecting still works.") : qsTr("The service is running.")
    bar.primary: values.paused ? qsTr("Resume the service") : qsTr("Pause the service")
    bar.primaryName: values.paused ? "resume" : "pause"
    bar.primaryGlyph: values.paused ? "play" : "pause"
    bar.second: qsTr("Sign out")
    bar.secondName: "finish"
    bar.secondGlyph: "exit"

    BankGrid {
        columns: view.values.columns
        cells: view.values.cells
        chosen: view.chosen
        onPicked: number => view.chosen = view.chosen === number ? 0 : number
    }
    Card {
        visible: view.cell !== undefined

        IconText {
            Layout.fillWidth: true
            glyph: "locker"
            text: view.cell ? qsTr("Box %1, size %2: %3").arg(view.cell.number).arg(view.cell.size).arg(view.cell.state) : ""
            bold: true
            size: Theme.strong
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: view.cell ? view.cell.detail : ""
            color: Theme.inkSoft
        }
        SecondaryButton {
            objectName: "recover:" + view.chosen
            Layout.fillWidth: true
            visible: view.cell !== undefined && view.cell.detail !== ""
            text: qsTr("Open and take out")
            glyph: "take-out"
            onStruck: view.act("recover", view.chosen)
        }
        SecondaryButton {
            objectName: "out_of_service:" + view.chosen
            Layout.fillWidth: true
            visible: view.cell !== undefined && view.cell.detail === "" && view.cell.tone !== "bad"
            text: qsTr("Take out of service")
            glyph: "none"
            onStruck: view.act("out_of_service", view.chosen)
        }
        SecondaryButton {
            objectName: "back_in_service:" + view.chosen
            Layout.fillWidth: true
            visible: view.cell !== undefined && view.cell.tone === "bad"
            text: qsTr("Back into service")
            glyph: "check"
            onStruck: view.act("back_in_service", view.chosen)
        }
    }
    StaffList {
        title: qsTr("Overdue")
        lines: view.values.overdue
        onPicked: number => view.chosen = number
    }
    StaffList {
        title: qsTr("To be seen to")
        lines: view.values.waiting
        onPicked: number => view.chosen = number
    }
}
