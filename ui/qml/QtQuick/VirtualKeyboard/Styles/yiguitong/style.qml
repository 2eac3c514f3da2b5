import QtQuick
import QtQuick.VirtualKeyboard.Styles
import "../../../../theme"

// The on-screen keyboard in the house's colours and sizes. Candidates stand in a bar of our own, with larger targets.
KeyboardStyle {
    keyboardDesignWidth: 2560
    keyboardDesignHeight: Theme.elder ? 1040 : 880
    keyboardRelativeLeftMargin: 0.012
    keyboardRelativeRightMargin: 0.012
    keyboardRelativeTopMargin: 0.01
    keyboardRelativeBottomMargin: 0.07 // nothing to touch nearer than 8 mm to the bezel

    keyboardBackground: Rectangle {
        color: Theme.sunken
    }
    keyPanel: KeyFace {}
    backspaceKeyPanel: KeyFace {
        special: true
        words: qsTr("Delete")
    }
    languageKeyPanel: KeyFace {
        special: true
        words: "中/EN"
    }
    enterKeyPanel: KeyFace {
        special: true
        words: qsTr("Done")
    }
    hideKeyPanel: KeyFace {
        special: true
        words: qsTr("Hide")
    }
    shiftKeyPanel: KeyFace {
        special: true
        words: qsTr("Shift")
    }
    spaceKeyPanel: KeyFace {
        words: qsTr("Space")
    }
    symbolKeyPanel: KeyFace {
        special: true
    }
    modeKeyPanel: KeyFace {
        special: true
    }
    handwritingKeyPanel: KeyFace {
        special: true
    }
    selectionListHeight: 0
    selectionListDelegate: SelectionListItem {}
}
