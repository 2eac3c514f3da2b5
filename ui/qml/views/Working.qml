import QtQuick
import "../parts"

// A moment, please.
Page {
    id: view

    centred: true

    Waiting {
        text: view.values.title
        detail: view.values.detail
    }
}
