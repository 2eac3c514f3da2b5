"""Handing in: papers made, everything sealed and committed, then shown. Before the commit nothing is promised."""

from contract.text import Text
from kiosk.events import Done, Event
from kiosk.filing import Filed, make_papers
from kiosk.screens import Screen, Working
from kiosk.step import Here, Next, Outcome, Step

_TITLE = Text(zh="正在提交", en="Handing in")
_PAPERS = Text(zh="正在整理您拍的材料", en="Putting your papers together")
_SEALING = Text(zh="正在加密保存", en="Sealing and storing")


class Submit(Step):
    """Two jobs, one after the other; the receipt comes only after the second."""

    def __init__(self) -> None:
        self._detail = _PAPERS

    def enter(self, here: Here) -> None:
        application, catalogue = here.visit.application, here.terminal.catalogue
        here.run("papers", "capture", lambda: make_papers(application, catalogue))

    def never_idle(self, here: Here) -> bool:
        return True

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("papers", papers):
                self._detail = _SEALING
                visit, now = here.visit, here.clock.now()
                here.run("filed", "queue", lambda: here.terminal.filing.file(visit, papers, now))
            case Done("filed", Filed() as filed):
                here.terminal.wake_sender()
                here.visit.filed(filed, here.clock.now())
                return Next()
        return None

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_TITLE), here.visit.t(self._detail))
