pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import "../theme"
import "../parts"

// The services, found by name, by pinyin, or by looking.
Page {
    id: view

    property string draft: values.query

    heading: qsTr("Which service do you need?")
    bar.second: qsTr("Back")

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.gap

        FieldText {
            id: sought

            name: "field:search"
            given: view.draft
            placeholderText: qsTr("Search by name or pinyin")
            Accessible.name: placeholderText
            onEdited: value => view.send("search", {
                "text": value
            })
            onReached: view.area.reveal(sought)
        }
        SecondaryButton {
            objectName: "search:clear"
            visible: sought.text !== ""
            Layout.preferredHeight: sought.height
            text: qsTr("Clear")
            glyph: "cross"
            onStruck: {
                sought.text = "";
                view.send("search", {
                    "text": ""
                });
            }
        }
    }
    Choices {
        named: "level"
        choices: view.values.levels
        chosen: view.values.level
        onStruck: value => view.send("level", {
            "level": value
        })
    }
    Choices {
        named: "district"
        choices: view.values.districts
        chosen: view.values.district
        onStruck: value => view.send("district", {
            "district": value
        })
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: Theme.gap

        Banner {
            tone: "plain"
            text: view.values.tiles.length === 0 ? qsTr("Nothing found. Try another word, or ask at the counter.") : ""
        }
        Repeater {
            model: view.values.tiles

            Tile {
                required property var modelData

                objectName: "choose:" + modelData.id
                title: modelData.title
                subtitle: modelData.subtitle
                glyph: modelData.icon === "" ? "doc" : modelData.icon
                badge: modelData.badge
                enabled: modelData.enabled
                onStruck: view.send("choose", {
                    "id": modelData.id
                })
            }
        }
        Banner {
            tone: "plain"
            text: view.values.more ? qsTr("There are more. Type another word to find yours.") : ""
        }
    }
}
