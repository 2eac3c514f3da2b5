pragma ComponentBehavior: Bound

import QtQuick
import "../theme"
import "../parts"

// A paper under the camera: live until it is taken, then looked at once.
Page {
    id: view

    readonly property bool live: values.state !== "review"
    readonly property bool full: values.state === "full"
    readonly property string kept: live ? "back" : values.can_accept ? "retake" : "back"
    property var drawn: view.sight // of the picture on the screen, which comes a moment later than its frame

    function more(): var {
        const extras = [];
        if (view.values.can_by_locker)
            extras.push({
                "name": "by_locker",
                "text": qsTr("Leave the original in the locker"),
                "glyph": "locker"
            });
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
        if (view.live && !view.full && view.values.can_go_on)
            extras.push({
                "name": "next",
                "text": qsTr("All pages are here, go on"),
                "glyph": "check"
            });
        if (view.live && !view.full && view.values.can_scan)
            extras.push({
                "name": "scanner",
                "text": qsTr("Use the scanner"),
                "glyph": "docs"
            });
        if (view.live && view.values.can_certificate)
            extras.push({
                "name": "certificate",
                "text": qsTr("Use my e-certificate"),
                "glyph": "badge"
            });
        if (view.live && view.values.phone !== "")
            extras.push({
                "name": "phone",
                "text": view.values.phone === "here" ? qsTr("Use my phone") : qsTr("Use my phone: no network at present"),
                "glyph": "phone",
                "enabled": view.values.phone === "here"
            });
        if (view.live && !view.full)
            extras.push({
                "name": "auto",
                "text": view.values.auto ? qsTr("Do not take it by itself") : qsTr("Take it by itself"),
                "glyph": view.values.auto ? "hand" : "play"
            });
        return extras;
    }

    heading: values.material
    lead: live ? values.hint : ""
    bar.primary: full ? qsTr("Go on") : live ? qsTr("Take the picture") : values.can_accept ? qsTr("Clear, use this one") : qsTr("Take it again")
    bar.primaryName: full ? "next" : live ? "shoot" : values.can_accept ? "accept" : "retake"
    bar.primaryGlyph: full ? "arrow-right" : live ? "camera" : values.can_accept ? "check" : "retake"
    bar.second: kept === "back" ? qsTr("Back") : qsTr("Take it again")
    bar.secondName: kept
    bar.secondGlyph: kept === "back" ? "arrow-left" : "retake"
    bar.extras: more()
    dataFor: name => name === "auto" ? {
        "on": !view.values.auto
    } : {}
    Keys.onReturnPressed: view.send(view.bar.primaryName, {}) // a keypad's OK is the shutter (L-17)
    Keys.onEnterPressed: view.send(view.bar.primaryName, {})

    Stack {
        spacing: Theme.gap

        CameraFrame {
            id: camera

            picture: view.live ? view.values.live : view.values.page
            frame: view.live ? view.frame : -1
            caption: view.live ? qsTr("Camera") : qsTr("The picture taken")
            tallness: (view.live && view.values.thumbs.length > 0 ? 0.56 : 0.72) - (Theme.elder ? 0.14 : 0)
            onCame: view.drawn = view.sight

            SheetsInView {
                visible: view.live && !view.full && !view.values.hidden
                x: camera.place.x
                y: camera.place.y
                width: camera.place.width
                height: camera.place.height
                outlines: view.drawn.outlines
                meant: view.drawn.meant
                hold: view.drawn.hold
                ringed: view.values.auto
                onChosen: index => view.send("sheet", {
                    "index": index
                })
            }
            HiddenPreview {
                anchors.fill: parent
                visible: view.live && view.values.hidden
                onStruck: view.send("show", {})
            }
        }
        Advice {
            tone: view.values.advice_tone
            text: view.values.advice
            picture: view.values.picture
            more: view.values.way_out
        }
    }
    PageTray {
        names: view.live ? view.values.thumbs : []
        chosen: view.values.chosen
        title: view.values.page_title
        onAct: (name, data) => view.send(name, data)
    }
    Checklist {
        checks: view.live ? view.values.checks : []
        onOpened: index => view.send("slot", {
            "index": index
        })
    }
}
