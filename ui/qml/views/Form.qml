pragma ComponentBehavior: Bound

import QtQuick
import "../theme"
import "../parts"

// One group of questions. What is typed is told at once; drafts here only bridge a change of values.
Page {
    id: view

    property var drafts: ({}) // by question: what was entered on this page
    property var checked: ({}) // by question: the person said it is right
    property string padFor // the question the keypad is open for
    readonly property var padQuestion: values.questions.find(question => question.id === padFor)

    function edit(id: string, value: var) {
        view.drafts = Object.assign({}, view.drafts, {
            [id]: value
        });
        view.send("edit", {
            "field": id,
            "value": value
        });
    }
    function openPad(id: string, item: Item) {
        InputMethod.hide();
        view.padFor = id;
        Qt.callLater(view.area.reveal, item);
    }

    heading: values.group
    lead: values.pages > 1 ? qsTr("%1 · page %2 of %3").arg(values.title).arg(values.page).arg(values.pages) : values.title
    area.anchors.bottom: sheet.top
    bar.visible: !sheet.visible
    bar.second: qsTr("Back")
    bar.primary: qsTr("Next")
    bar.primaryName: "next"

    Card {
        spacing: Theme.mm(9)

        Repeater {
            model: view.values.questions.length

            FormField {
                id: field

                required property int index

                question: view.values.questions[index]
                draft: view.drafts[question.id]
                active: view.padFor === question.id
                confirmed: view.checked[question.id] ?? false
                onEdited: value => view.edit(question.id, value)
                onKeypadWanted: view.openPad(question.id, field)
                onReached: {
                    view.padFor = "";
                    Qt.callLater(view.area.reveal, field);
                }
                onConfirm: {
                    view.checked = Object.assign({}, view.checked, {
                        [question.id]: true
                    });
                    view.send("edit", {
                        "field": question.id,
                        "value": field.present
                    });
                }
            }
        }
    }

    KeypadSheet {
        id: sheet

        parent: view
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        visible: view.padQuestion !== undefined
        height: visible ? implicitHeight : view.bar.height
        label: visible ? view.padQuestion.label : ""
        kind: visible ? view.padQuestion.kind : "int"
        given: visible ? String(view.drafts[view.padFor] ?? view.padQuestion.value ?? "") : ""
        onEdited: value => view.edit(view.padFor, value)
        onClosed: view.padFor = ""
    }
}
