pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// A paper under the camera: live until it is taken, then looked at once.
Page {
    id: view

    readonly property bool live: values.state === "live"
    readonly property string kept: live ? "back" : values.can_accept ? "retake" : "back"

    function more(): var {
        const extras = [];
        if (!view.live && view.values.can_anyway)
            extras.push({
                "name": "anyway",
                "text": qsTr("Use it anyway, staff will check"),
                "glyph": "person"
            });
        if (view.values.can_add_page)
            extras.push({
                "name": "another_page",
                "text": qsTr("Add another page"),
                "glyph": "plus"
            });
        if (view.live && view.values.can_scan)
            extras.push({
                "name": "scanner",
                "text": qsTr("Use the scanner"),
                "glyph": "docs"
            });
        return extras;
    }

    heading: values.material
    lead: values.hint
    bar.primary: live ? qsTr("Take the picture") : values.can_accept ? qsTr("Clear, use this one") : qsTr("Take it again")
    bar.primaryName: live ? "shoot" : values.can_accept ? "accept" : "retake"
    bar.primaryGlyph: live ? "camera" : values.can_accept ? "check" : "retake"
    bar.second: kept === "back" ? qsTr("Back") : qsTr("Take it again")
    bar.secondName: kept
    bar.secondGlyph: kept === "back" ? "arrow-left" : "retake"
    bar.extras: more()

    Stack {
        spacing: Theme.gap

        CameraFrame {
            picture: view.live ? view.values.live : view.values.page
            frame: view.live ? view.frame : -1
            caption: view.live ? qsTr("Camera") : qsTr("The picture taken")
        }
        Banner {
            tone: view.values.advice_tone
            text: view.values.advice
        }
    }
    Thumbs {
        names: view.live ? view.values.thumbs : []
        removable: true
        onRemoved: index => view.send("delete_page", {
            "index": index
        })
    }
    Card {
        visible: view.live && view.values.checks.length > 0

        Repeater {
            model: view.values.checks

            RowLayout {
                id: line

                required property var modelData
                readonly property string stage: modelData.state

                Layout.fillWidth: true
                spacing: Theme.gap

                IconText {
                    Layout.fillWidth: true
                    glyph: line.stage === "done" ? "check-circle" : line.stage === "now" ? "arrow-right" : "none"
                    text: line.modelData.title
                    bold: line.stage === "now"
                    ink: line.stage === "done" ? Theme.good : line.stage === "now" ? Theme.brand : Theme.inkSoft
                }
                Words {
                    visible: line.modelData.pages > 0
                    text: qsTr("%1 taken").arg(line.modelData.pages)
                    font.pixelSize: Theme.caption
                    color: Theme.inkSoft
                    wrapMode: Text.NoWrap
                }
            }
        }
    }
}
