import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import "../theme"

// Words typed with the on-screen keyboard. It owns what is being typed; a new `given` replaces it only when asked.
T.TextField {
    id: input

    property string name
    property string given
    property bool bad: false
    signal edited(string value)
    signal reached

    Layout.fillWidth: true
    objectName: input.name
    implicitHeight: Math.max(Theme.primary, contentHeight + topPadding + bottomPadding)
    leftPadding: Theme.mm(4.5)
    rightPadding: Theme.mm(4.5)
    topPadding: Theme.mm(2)
    bottomPadding: Theme.mm(2)
    verticalAlignment: TextInput.AlignVCenter
    font.family: Theme.family
    font.pixelSize: Theme.strong
    color: input.readOnly ? Theme.inkSoft : Theme.ink
    placeholderTextColor: Theme.inkSoft
    selectionColor: Theme.brand
    selectedTextColor: Theme.brandInk
    maximumLength: 80
    inputMethodHints: Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase
    activeFocusOnTab: !input.readOnly
    enabled: !input.readOnly
    Component.onCompleted: input.text = input.given
    onTextEdited: input.edited(input.text)
    onAccepted: {
        input.focus = false;
        InputMethod.hide();
    }
    onActiveFocusChanged: if (activeFocus)
        input.reached()

    background: Rectangle {
        radius: Theme.radius
        color: input.readOnly ? Theme.sunken : Theme.surface
        border.width: input.activeFocus ? Theme.ring : Theme.edge
        border.color: input.activeFocus ? Theme.brand : input.bad ? Theme.badEdge : input.readOnly ? Theme.hairline : Theme.line
    }

    Words {
        anchors.verticalCenter: parent.verticalCenter
        x: input.leftPadding
        width: input.width - 2 * x
        visible: input.text === "" && input.preeditText === ""
        text: input.placeholderText
        color: Theme.inkSoft
    }
}
