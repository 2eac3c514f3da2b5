import QtQuick
import QtQuick.Layouts
import "../theme"

// A code for a phone's camera: as a rule the slip, also when nothing could be printed, and without any network.
ColumnLayout {
    id: part

    required property string image
    property string words: qsTr("Scan to keep this slip on your phone")

    spacing: Theme.mm(2)
    visible: image !== ""

    Image {
        Layout.alignment: Qt.AlignHCenter
        Layout.preferredWidth: Theme.mm(78)
        Layout.preferredHeight: Theme.mm(78)
        asynchronous: true
        retainWhileLoading: true
        source: part.visible ? "image://papers/" + part.image : ""
        sourceSize: Qt.size(Theme.mm(78), Theme.mm(78))
        fillMode: Image.Pad
        smooth: false
        cache: false
        Accessible.role: Accessible.Graphic
        Accessible.name: part.words
    }
    Words {
        Layout.alignment: Qt.AlignHCenter
        Layout.maximumWidth: Theme.mm(80)
        horizontalAlignment: Text.AlignHCenter
        text: part.words
        color: Theme.inkSoft
    }
}
