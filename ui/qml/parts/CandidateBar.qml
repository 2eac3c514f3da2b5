pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.VirtualKeyboard
import "../theme"

// The characters that the typed pinyin may mean, in large targets; two buttons turn the page.
Item {
    id: bar

    readonly property int count: list.count

    function turn(direction: int) {
        const most = Math.max(0, list.contentWidth - list.width);
        list.contentX = Math.max(0, Math.min(most, list.contentX + direction * (list.width - Theme.mm(20))));
    }

    height: Theme.target

    PushButton {
        id: less

        objectName: "candidate:less"
        focusPolicy: Qt.NoFocus
        height: parent.height
        width: Theme.mm(Theme.elder ? 22 : 16)
        leftPadding: 0
        rightPadding: 0
        glyph: "chevron-left"
        guard: Theme.keyGuard
        enabled: list.contentX > 1
        Accessible.name: qsTr("Earlier characters")
        onStruck: bar.turn(-1)
    }
    ListView {
        id: list

        anchors.left: less.right
        anchors.right: more.left
        anchors.leftMargin: Theme.gap
        anchors.rightMargin: Theme.gap
        height: parent.height
        orientation: ListView.Horizontal
        interactive: false
        clip: true
        cacheBuffer: 0
        spacing: Theme.mm(3)
        model: InputContext.inputEngine ? InputContext.inputEngine.wordCandidateListModel : null
        onCountChanged: contentX = 0

        delegate: Item {
            id: candidate

            required property string display
            required property int index

            width: sign.implicitWidth
            height: list.height

            PushButton {
                id: sign

                objectName: "candidate:" + candidate.display
                focusPolicy: Qt.NoFocus
                implicitWidth: Math.max(Theme.mm(15.5), implicitContentWidth + 2 * Theme.mm(3))
                height: parent.height
                leftPadding: Theme.mm(2)
                rightPadding: Theme.mm(2)
                guard: Theme.keyGuard
                text: candidate.display
                words: Theme.ink
                bold: false
                textSize: Theme.heading
                onStruck: InputContext.inputEngine.wordCandidateListModel.selectItem(candidate.index)
            }
        }
    }
    PushButton {
        id: more

        objectName: "candidate:more"
        anchors.right: parent.right
        focusPolicy: Qt.NoFocus
        height: parent.height
        width: Theme.mm(Theme.elder ? 22 : 16)
        leftPadding: 0
        rightPadding: 0
        glyph: "chevron-right"
        guard: Theme.keyGuard
        enabled: list.contentX < list.contentWidth - list.width - 1
        Accessible.name: qsTr("More characters")
        onStruck: bar.turn(1)
    }
}
