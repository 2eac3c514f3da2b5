import QtQuick
import QtQuick.Layouts
import "../theme"

// Content that may be longer than the page: two big buttons turn it, a drag works too (kiosk requirements B-15).
Item {
    id: area

    default property alias content: column.data
    property alias spacing: column.spacing
    property alias flick: flickable
    property bool centred: false
    property int sides: Theme.margin
    readonly property bool longer: column.implicitHeight + 2 * Theme.block > area.height
    readonly property bool atEnd: flickable.contentY >= flickable.contentHeight - flickable.height - 2
    readonly property bool atStart: flickable.contentY <= 2

    function turn(direction: int) {
        const most = Math.max(0, flickable.contentHeight - flickable.height);
        glide.to = Math.max(0, Math.min(most, flickable.contentY + direction * flickable.height * 0.8));
        glide.restart();
    }

    // Brings a field into sight, above the keyboard.
    function reveal(item: Item) {
        const top = item.mapToItem(column, 0, 0).y;
        const low = Math.max(0, flickable.contentHeight - flickable.height);
        const from = top - Theme.mm(12);
        if (top < flickable.contentY || top + item.height + Theme.mm(8) > flickable.contentY + flickable.height)
            flickable.contentY = Math.max(0, Math.min(low, from));
    }

    Flickable {
        id: flickable

        width: parent.width
        height: parent.height - (pager.visible ? pager.height : 0)
        contentWidth: width
        contentHeight: Math.max(height, column.implicitHeight + 2 * Theme.block)
        boundsBehavior: Flickable.StopAtBounds
        flickableDirection: Flickable.VerticalFlick
        interactive: area.longer
        clip: true
        onHeightChanged: contentY = Math.max(0, Math.min(contentY, contentHeight - height))

        ColumnLayout {
            id: column

            x: area.sides
            y: area.centred ? Math.max(Theme.block, (flickable.height - implicitHeight) * 0.42) : Theme.block
            width: flickable.width - 2 * area.sides
            spacing: Theme.block
        }
        NumberAnimation {
            id: glide

            target: flickable
            property: "contentY"
            duration: Theme.calm
            easing.type: Easing.OutCubic
        }
    }
    Rectangle {
        id: pager

        visible: area.longer
        anchors.bottom: parent.bottom
        width: parent.width
        height: turning.implicitHeight + 2 * Theme.mm(3.2) // never nearer to the last thing in sight than targets may be
        color: Theme.canvas

        Row {
            id: turning

            anchors.centerIn: parent
            spacing: Theme.gap

            SecondaryButton {
                objectName: "page:up"
                width: (pager.width - 2 * Theme.margin - Theme.gap) / 2
                text: qsTr("Back up")
                glyph: "chevron-up"
                enabled: !area.atStart
                onStruck: area.turn(-1)
            }
            SecondaryButton {
                objectName: "page:down"
                width: (pager.width - 2 * Theme.margin - Theme.gap) / 2
                text: area.atEnd ? qsTr("That is all") : qsTr("More below")
                glyph: area.atEnd ? "check" : "chevron-down"
                enabled: !area.atEnd
                onStruck: area.turn(1)
            }
        }
    }
}
