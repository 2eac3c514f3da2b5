"""The round's list, signed by the courier here."""

import hashlib

from contract.bodies import Signature
from contract.text import Text
from kiosk.events import Done, Event, Said
from kiosk.screens.screen import Screen
from kiosk.screens.staff import Manifest
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.steps.round_lines import manifest_lines, round_rows
from kiosk.steps.strokes import MIN_POINTS, clean_strokes

_TITLES = {
    "collect": Text(zh="取件交接清单", en="Collection manifest"),
    "load": Text(zh="投放交接清单", en="Loading manifest"),
}
_COUNTED = Text(zh="扫到 {0} 件,应有 {1} 件", en="{0} scanned of {1} expected")
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
                here.terminal.link.wake()
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
            lines=round_rows(here),
            counted=t(_COUNTED).format(done, len(round_.lines)),
            courier=here.visit.staff_number,
        )
