pragma ComponentBehavior: Bound

import QtQuick
import "../theme"

// So many of five stars; the word stands beside them.
Row {
    id: levels

    property int level: 0

    spacing: Theme.mm(1)

    Repeater {
        model: 5

        Icon {
            required property int index

            glyph: index < levels.level ? "star-full" : "star"
            size: Theme.mm(8)
            color: index < levels.level ? Theme.brand : Theme.line
        }
    }
}
