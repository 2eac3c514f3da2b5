"""The round's list, signed by the courier here and countersigned by the hall when it has it."""

import hashlib

from contract.envelope import Signature
from contract.text import Text
from kiosk import slips, words
from kiosk.events import Done, Event, Failed, QueueMoved, Said
from kiosk.news import ManifestTaken
from kiosk.screens import Manifest, ManifestDone, Row, Screen
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.steps.courier import STATE_TEXT, manifest_lines
from kiosk.steps.sign import MIN_POINTS, clean_strokes
from kiosk.steps.times import time_rows

_TITLES = {
    "collect": Text(zh="取件交接清单", en="Collection manifest"),
    "load": Text(zh="投放交接清单", en="Loading manifest"),
}
_COUNTED = Text(zh="扫到 {0} 件,应有 {1} 件", en="{0} scanned of {1} expected")
_LOADED = Text(zh="已投放", en="Loaded")
_SIGNED = Text(zh="已签收并保存", en="Signed and stored")
_BOX = Text(zh="{0} 号柜", en="No. {0}")
_TIME = Text(zh="时间", en="Time")
_COUNTERSIGNED = Text(zh="大厅已确认", en="The hall has countersigned")
_WAITING = Text(zh="等待大厅确认,断网时会自动补送", en="Waiting for the hall; sent by itself when the network is back")
_SIGN = Text(zh="请在框内签名", en="Please sign in the frame")
_STORING = Text(zh="正在保存签名,请稍候", en="Your signature is being stored, one moment")


class SignManifest(Step):
    """Nothing is changed here: the list is what was scanned."""

    keeps_card = False

    def __init__(self) -> None:
        self._signing = False

    def why_stay(self, here: Here) -> Text | None:
        return _STORING if self._signing else None  # who left now would sign the same round twice

    def on(self, event: Event, here: Here) -> Outcome | None:
        round_ = here.visit.tour
        match event:
            case Said("sign", {"strokes": strokes}) if not self._signing:
                taken = clean_strokes(strokes)
                if sum(map(len, taken)) < MIN_POINTS:
                    here.toast(here.visit.t(_SIGN))
                    return None
                lines, courier = manifest_lines(round_), here.visit.staff_number
                shown = hashlib.sha256(repr([line.model_dump() for line in lines]).encode()).hexdigest()
                signature = Signature(strokes=taken, document_sha256=shown)
                custody, direction, self._signing = here.terminal.custody, round_.direction, True
                here.run("signed", "locker", lambda: custody.manifest(courier, direction, lines, signature))
            case Done("signed", envelope_id):
                here.terminal.wake_sender()
                here.visit.manifest_id, round_.signed = envelope_id, True
                return Next()
            case Said("back") if round_.direction == "collect" and not self._signing:
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        t, round_ = here.visit.t, here.visit.tour
        done = sum(one.state == "done" for one in round_.lines)
        return Manifest(
            title=t(_TITLES[round_.direction]),
            lines=_rows(here),
            counted=t(_COUNTED).format(done, len(round_.lines)),
            courier=here.visit.staff_number,
        )


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
        return [*_rows(here), *time_rows(here, _TIME, here.terminal.custody.times.now())]

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        text = _COUNTERSIGNED if self._countersigned else _WAITING
        return ManifestDone(t(_SIGNED), self._lines(here), t(text), self._countersigned)


def _rows(here: Here) -> list[Row]:
    """One row an envelope: compartment, barcode, and what became of it."""
    t, round_ = here.visit.t, here.visit.tour
    rows = []
    for one in round_.lines:
        loaded = round_.direction == "load" and one.state == "done"
        rows.append(Row(t(_BOX).format(one.compartment), one.parcel, t(_LOADED if loaded else STATE_TEXT[one.state])))
    return rows
