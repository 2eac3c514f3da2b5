import QtQuick
import QtQuick.Layouts
import "../theme"

// The top of every screen: whose terminal, who is signed in, language, text size, help. Always at the same place.
Rectangle {
    id: header

    property string person
    property string language
    signal languageWanted
    signal elderWanted
    signal helpWanted

    implicitHeight: Theme.target + 2 * Theme.mm(4.5)
    color: Theme.surface

    component HeaderButton: PushButton {
        Layout.preferredHeight: Theme.target
        textSize: Theme.caption
        leftPadding: Theme.mm(3)
        rightPadding: Theme.mm(3)
        rim: Theme.hairline
        words: Theme.ink
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: Theme.mm(3)

        Rectangle {
            implicitWidth: Theme.mm(15)
            implicitHeight: implicitWidth
            radius: Theme.mm(3)
            color: Theme.brand

            Icon {
                anchors.centerIn: parent
                glyph: "mark"
                size: Theme.mm(9.5)
                color: Theme.brandInk
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Words {
                Layout.fillWidth: true
                text: "一柜通" // the name of the house, the same in every language
                font.pixelSize: header.person === "" ? Theme.heading : Theme.elder ? Theme.caption : Theme.strong
                font.bold: true
                color: Theme.brand
                wrapMode: Text.NoWrap
            }
            Words {
                Layout.fillWidth: true
                visible: header.person !== ""
                text: header.person
                font.pixelSize: Theme.caption
                color: Theme.inkSoft
                wrapMode: Text.NoWrap
            }
        }
        HeaderButton {
            objectName: "language"
            text: header.language === "en" ? "中文" : "English"
            glyph: "globe"
            onStruck: header.languageWanted()
        }
        HeaderButton {
            objectName: "elder"
            text: Theme.elder ? qsTr("Standard") : qsTr("Large text")
            glyph: "text-size"
            onStruck: header.elderWanted()
        }
        HeaderButton {
            objectName: "help"
            text: qsTr("Help")
            glyph: Theme.elder ? "" : "help"
            onStruck: header.helpWanted()
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.hair
        color: Theme.hairline
    }
}
