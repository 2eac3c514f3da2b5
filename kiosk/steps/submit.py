"""Handing in: papers made, everything sealed and committed, then shown. Before the commit nothing is promised."""

from contract.text import Text
from kiosk.asked import catalogue_of
from kiosk.events import Done, Event, Failed
from kiosk.failing import failure_of
from kiosk.filed import Filed
from kiosk.making import make_papers
from kiosk.screens.around import Working
from kiosk.screens.screen import Screen
from kiosk.step import Fail, Here, Next, Outcome, Step

_TITLE = Text(zh="正在提交", en="Handing in")
_PAPERS = Text(zh="正在整理您拍的材料", en="Putting your papers together")
_WAIT = Text(zh="正在保存您的申请,请稍候", en="Your application is being stored, one moment")
_SEALING = Text(zh="正在加密保存", en="Sealing and storing")


class Submit(Step):
    """Two jobs, one after the other; the receipt comes only after the second."""

    def __init__(self) -> None:
        self._detail = _PAPERS

    def enter(self, here: Here) -> None:
        application, catalogue = here.visit.application, catalogue_of(here)
        here.run("papers", "capture", lambda: make_papers(application, catalogue))

    def never_idle(self, here: Here) -> bool:
        return True

    def why_stay(self, here: Here) -> Text | None:
        return _WAIT

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("papers", papers):
                self._detail = _SEALING
                self.keeps_card = False  # from here on it becomes durable, card or no card: the receipt must be shown
                visit, now, filing = here.visit, here.terminal.custody.times.now(), here.terminal.filing
                take = filing.correct if visit.application.asked is not None else filing.file
                here.run("filed", "queue", lambda: take(visit, papers, now))
            case Done("filed", Filed() as filed):
                here.terminal.link.wake()
                here.visit.filed(filed, here.terminal.custody.times.now())
                return Next()
            case Failed("papers" | "filed", error):
                return Fail(failure_of(error), retry=True)  # nothing was taken: what was filled in is still here
        return None

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_TITLE), here.visit.t(self._detail))
