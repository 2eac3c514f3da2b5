import QtQuick
import "theme"
import "parts"

// The window: header, steps, the view that Python names, footer, keyboard, and what lies over them.
Window {
    id: shell

    required property var bridge
    property bool reduced: false // no motion
    property real lastTouch: 0
    readonly property bool ready: stage.ready // strikes on the page count
    readonly property bool plain: bridge.view === "Attract"

    function touched() {
        const now = Date.now();
        if (now - shell.lastTouch < 1000)
            return;
        shell.lastTouch = now;
        shell.bridge.send("touch", {});
    }

    width: Math.round(1080 * bridge.scale)
    height: Math.round(1920 * bridge.scale)
    color: Theme.canvas
    title: "一柜通"

    Binding {
        target: Theme
        property: "density"
        value: shell.bridge.pixels_per_mm * shell.bridge.scale
    }
    Binding {
        target: Theme
        property: "elder"
        value: shell.bridge.elder
    }
    Binding {
        target: Theme
        property: "reduced"
        value: shell.reduced
    }
    Item {
        id: root

        anchors.fill: parent
        Keys.onPressed: event => {
            shell.touched();
            event.accepted = false;
        }

        ShellHeader {
            id: header

            width: parent.width
            person: shell.bridge.person
            language: shell.bridge.language
            onLanguageWanted: shell.bridge.send("language", {
                "language": shell.bridge.language === "en" ? "zh-Hans" : "en"
            })
            onElderWanted: shell.bridge.send("elder", {
                "on": !shell.bridge.elder
            })
            onHelpWanted: {
                help.visible = true;
                shell.bridge.send("help", {});
            }
        }
        ProgressSteps {
            id: steps

            anchors.top: header.bottom
            width: parent.width
            height: visible ? implicitHeight : 0
            visible: shell.bridge.steps.length > 0
            steps: shell.bridge.steps
        }
        Stage {
            id: stage

            anchors.top: steps.bottom
            anchors.bottom: keyboard.open ? keyboard.top : footer.top
            width: parent.width
            bridge: shell.bridge
            onEntered: {
                InputMethod.hide();
                help.visible = false;
            }
        }
        ShellFooter {
            id: footer

            anchors.bottom: parent.bottom
            width: parent.width
            visible: !keyboard.open
            exits: !shell.plain
            network: shell.bridge.network
            waiting: shell.bridge.waiting
            clock: shell.bridge.clock
            onHomeWanted: shell.bridge.send("home", {})
            onEndWanted: shell.bridge.send("end", {})
        }
        HelpSheet {
            id: help

            visible: false
            anchors.top: header.bottom
            anchors.bottom: parent.bottom
            width: parent.width
            onClosed: visible = false
        }
        KeyboardDock {
            id: keyboard

            anchors.bottom: parent.bottom
            width: parent.width
            language: shell.bridge.language
        }
        Toast {
            anchors.horizontalCenter: parent.horizontalCenter
            y: footer.y - height - Theme.mm(42)
            text: shell.bridge.toast
            undo: shell.bridge.toast_undo
            onUndone: shell.bridge.send("undo", {})
        }
        IdleWarning {
            anchors.fill: parent
            visible: left_s >= 0
            left_s: shell.bridge.idle_left_s
            onStay: shell.bridge.send("still_here", {})
        }
        Rectangle {
            anchors.fill: parent
            visible: shell.bridge.night && shell.plain
            color: "#30000000" // dark enough for a sleeping street, light enough to read from the path
        }
        Item {
            anchors.fill: parent

            PointHandler {
                acceptedButtons: Qt.AllButtons
                onActiveChanged: shell.touched()
                onPointChanged: shell.touched()
            }
        }
    }
}
