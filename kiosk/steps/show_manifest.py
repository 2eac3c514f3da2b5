"""The signed list, countersigned by the hall when it has it."""

from contract.text import Text
from kiosk import slips, words
from kiosk.events import Event, Failed, QueueMoved, Said
from kiosk.news import ManifestTaken
from kiosk.screens.screen import Row, Screen
from kiosk.screens.staff import ManifestDone
from kiosk.step import Here, Next, Outcome, Stay, Step
from kiosk.steps.round_lines import round_rows
from kiosk.steps.times import time_rows

_SIGNED = Text(zh="已签收并保存", en="Signed and stored")
_TIME = Text(zh="时间", en="Time")
_COUNTERSIGNED = Text(zh="大厅已确认", en="The hall has countersigned")
_WAITING = Text(zh="等待大厅确认,断网时会自动补送", en="Waiting for the hall; sent by itself when the network is back")


class ShowManifest(Step):
    """Durable; the hall's countersignature appears when it has come."""

    keeps_card = False

    def __init__(self) -> None:
        self._countersigned = False

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case QueueMoved(ManifestTaken(envelope_id)) if envelope_id == here.visit.manifest_id:
                self._countersigned = True
                return Stay()
            case Said("print"):
                slip = slips.manifest(here.terminal, here.visit, self._lines(here))
                here.print("printed", slip)
            case Failed("printed", error):
                here.terminal.note_error(error)
                here.toast(here.visit.t(words.NOT_PRINTED))
                return Stay()
            case Said("finish"):
                here.visit.round = None
                return Next(True)
        return None

    def _lines(self, here: Here) -> list[Row]:
        return [*round_rows(here), *time_rows(here, _TIME, here.terminal.custody.times.now())]

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        text = _COUNTERSIGNED if self._countersigned else _WAITING
        return ManifestDone(t(_SIGNED), self._lines(here), t(text), self._countersigned)
