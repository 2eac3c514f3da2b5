"""What an office found missing of a case (补正): told in one list, opened by nobody's card but the resident's own."""

from contract.correction import open_for
from contract.failures import ENTRIES, Failure
from contract.text import Text
from kiosk.asked import beyond, section, todo
from kiosk.cases import CaseRow
from kiosk.clock import local
from kiosk.events import Event, Said
from kiosk.screens.screen import Screen
from kiosk.screens.services import Correction
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.steps.asked_pictures import AskedPictures

_UNTIL = Text(
    zh="请在 {0} 前交齐,逾期视为撤回。交齐后时限继续计算。", en="Please hand it in by {0}, else it counts as withdrawn."
)
_LATE = Text(
    zh="补正期限已过,请到街道政务服务中心咨询", en="The last day has passed; please ask at the street service centre"
)
_BEYOND = Text(
    zh="这项服务已不在本机办理,请在期限前到街道政务服务中心补交",
    en="This service is no longer done here; please hand it in at the street service centre by that day",
)


class ShowAsked(Step):
    """The list, its last day, and what will be done here."""

    title = "guide"

    def __init__(self, case: CaseRow) -> None:
        self._case = case
        self._pictures = AskedPictures()

    def enter(self, here: Here) -> None:
        visit, case = here.visit, self._case
        if visit.application.asked is None or visit.application.case_id != case.case_id:
            if visit.identity is None or case.correction is None:
                raise RuntimeError("only who is asked for something can be shown it")
            key = here.terminal.keys.person_key
            visit.begin_correction(case, open_for(visit.identity.id_number, key, case.case_id, case.correction))
        # else come back to from the form: what was filled in stays
        self._pictures.ask(here)

    def leave(self, here: Here) -> None:
        self._pictures.leave(here)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("start") if not self._blocked(here):
                return Next()
            case Said("back"):
                return Back()
        return self._pictures.on(event, here)

    def _blocked(self, here: Here) -> str:
        asked, terminal = here.visit.application.asked, here.terminal
        if asked is not None and local(here.clock.now()).date() > asked.until:
            return here.visit.t(_LATE)
        if beyond(here):
            return here.visit.t(_BEYOND)
        down = Failure.CAMERA_MISSING in terminal.troubles.told() and any(one.icon == "camera" for one in todo(here))
        return here.visit.t(ENTRIES[Failure.CAMERA_MISSING].sentence) if down else ""

    def screen(self, here: Here) -> Screen:
        t, asked, blocked = here.visit.t, here.visit.application.asked, self._blocked(here)
        return Correction(
            title=here.terminal.title_of(self._case, here.visit.language),
            number=self._case.number,
            until=t(_UNTIL).format(asked.until.isoformat()) if asked else "",
            sections=[section(one, here) for one in asked.lists] if asked else [],
            todo=todo(here),
            can_start=not blocked,
            blocked=blocked,
            pictures=self._pictures.names(here),
            pictures_note=self._pictures.note(here),
        )
