"""Loading results: scan, door, next one; signed for at the end."""

from contract.text import Text
from kiosk import rows
from kiosk.events import Elapsed, Event, Returned
from kiosk.screens.around import Working
from kiosk.screens.screen import Screen
from kiosk.step import Back, Begin, Here, Next, Outcome, Step

_NEXT = Text(zh="准备下一件", en="Next envelope")


class LoadHub(Step):
    """Begins one envelope after another until the courier goes back; then the manifest."""

    def enter(self, here: Here) -> None:
        here.later(0, "go")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Returned(True):
                here.visit.loaded()
                return Begin(rows.LOAD_ONE)
            case Returned():
                return Next() if here.visit.unsigned else Back()
            case Elapsed("go"):
                return Begin(rows.LOAD_ONE)
        return None

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_NEXT))
