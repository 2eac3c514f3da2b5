import QtQuick
import "../theme"

// Where the view that Python named stands. Another `serial` loads a page; new values alone only renew them.
Item {
    id: stage

    required property var bridge
    property int loadedSerial: -1
    property string loadedView
    property string shownText // the values as shown; equal values are not shown again, so a finger never loses its button
    readonly property bool ready: !settle.running && loader.status === Loader.Ready // strikes count only then
    property list<QtObject> warmed // compiled pages, kept so that no person waits for a compiler
    readonly property Item view: loader.item as Item
    signal entered

    function show() {
        if (stage.bridge.serial === stage.loadedSerial && stage.bridge.view === stage.loadedView)
            return;
        stage.loadedSerial = stage.bridge.serial;
        stage.loadedView = stage.bridge.view;
        stage.shownText = JSON.stringify(stage.bridge.values);
        stage.entered();
        if (stage.loadedView === "")
            loader.source = "";
        else
            loader.setSource(Qt.resolvedUrl("../views/" + stage.loadedView + ".qml"), {
                "values": stage.bridge.values
            });
    }
    function warmNext() {
        const names = stage.bridge.views;
        if (warmed.length < names.length)
            warmed.push(Qt.createComponent(Qt.resolvedUrl("../views/" + names[warmed.length] + ".qml"), Component.Asynchronous));
        else
            warming.stop();
    }
    function refresh() {
        if (!loader.item || stage.bridge.serial !== stage.loadedSerial || stage.bridge.view !== stage.loadedView)
            return;
        const text = JSON.stringify(stage.bridge.values);
        if (text === stage.shownText)
            return;
        stage.shownText = text;
        (loader.item as Page).values = stage.bridge.values;
    }

    Component.onCompleted: show()

    Timer {
        id: warming

        interval: 60
        repeat: true
        running: true
        onTriggered: stage.warmNext()
    }

    Connections {
        target: stage.bridge

        function onSerialChanged() {
            stage.show();
        }
        function onViewChanged() {
            stage.show();
        }
        function onValuesChanged() {
            stage.refresh();
        }
        function onFrameChanged() {
            if (!loader.item)
                return;
            (loader.item as Page).sight = stage.bridge.sight;
            (loader.item as Page).frame = stage.bridge.frame;
        }
    }
    Timer {
        id: settle

        interval: Theme.calm + 40
    }
    Loader {
        id: loader

        anchors.fill: parent
        focus: true
        asynchronous: true // a page is put together between frames, never in one go
        onLoaded: {
            (item as Page).sight = stage.bridge.sight;
            (item as Page).frame = stage.bridge.frame;
            (item as Item).forceActiveFocus();
            stage.refresh(); // what was said while the page was being made
            settle.restart();
            if (!Theme.reduced)
                arrive.restart();
        }
    }
    Connections {
        target: loader.item as Page

        function onSend(event: string, data: var) {
            stage.bridge.send(event, data);
        }
    }
    NumberAnimation {
        id: arrive

        target: loader
        property: "opacity"
        from: 0
        to: 1
        duration: Theme.calm
        easing.type: Easing.OutCubic
    }
    MouseArea {
        anchors.fill: parent
        visible: !stage.ready
    }
}
