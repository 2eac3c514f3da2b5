"""Who looked up what about the person, when and for what (domain 2.2): asked of the hall, kept nowhere here."""

from contract.envelope import new_id
from contract.failures import ENTRIES
from contract.looked_up import LookedUp
from contract.source import ANSWER_TEXT
from contract.text import Text
from kiosk.clock import stamp
from kiosk.events import Done, Event, Failed, Said
from kiosk.screens.screen import Row, Screen, Section
from kiosk.screens.services import Cases
from kiosk.step import Back, Here, Outcome, Stay, Step

_HEADING = Text(zh="谁查过我的信息", en="Who looked me up")
_ASKING = Text(zh="正在查询,请稍候……", en="Asking, one moment…")
_NOBODY = Text(zh="没有查询记录", en="Nobody has looked anything up")
_WHEN = Text(zh="时间", en="When")
_WHERE = Text(zh="向谁查", en="Asked of")
_BY = Text(zh="由谁查", en="Asked by")
_SYSTEM = Text(zh="系统自动核查", en="The hall's system")
_WHY = Text(zh="为什么事", en="For")
_CASE = Text(zh="办件", en="Case")
_SAID = Text(zh="结果", en="Answer")


class ShowLookedUp(Step):
    """One list, newest first."""

    def __init__(self) -> None:
        self._found: list[LookedUp] = []
        self._message = _ASKING

    def enter(self, here: Here) -> None:
        offices, identity = here.terminal.offices, here.visit.identity
        if offices is None or identity is None:
            raise RuntimeError("only a signed-in resident at an enrolled terminal can ask")
        number, key = identity.id_number, here.terminal.keys.seal
        here.run("told", "offices", lambda: offices.looked_up(new_id(), number, key))

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("told", list() as found):
                self._found, self._message = found, _NOBODY
            case Failed("told", error):
                self._message = ENTRIES[here.terminal.note_error(error)].sentence
                return Stay()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        sections = [self._section(one, here) for one in self._found]
        return Cases(sections, heading=here.visit.t(_HEADING), message="" if sections else here.visit.t(self._message))

    def _section(self, one: LookedUp, here: Here) -> Section:
        t = here.visit.t
        rows = [
            Row(t(_WHEN), stamp(one.at)),
            Row(t(_WHERE), t(one.source)),
            Row(t(_BY), t(_SYSTEM) if one.asked_by == "system" else one.asked_by),
            Row(t(_WHY), one.purpose),
            Row(t(_CASE), one.case),
            Row(t(_SAID), t(ANSWER_TEXT[one.answer])),
        ]
        return Section(_fact(one, here), rows)


def _fact(one: LookedUp, here: Here) -> str:
    """What was asked about, in the catalogue's words; the question itself when the catalogue no longer asks it."""
    base = one.question.partition("(")[0]
    asked = (material.verify for material in here.terminal.catalogue.materials.values() if material.verify)
    return next((here.visit.t(verify.fact) for verify in asked if verify.question == base), one.question)
