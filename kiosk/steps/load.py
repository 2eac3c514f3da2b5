"""Loading results: scan, door, next one; signed for at the end."""

from contract.text import Text
from kiosk import rows
from kiosk.events import Event, Returned
from kiosk.screens import Screen, Working
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
            case Returned():
                return Next() if here.visit.round and here.visit.round.lines else Back()
        return Begin(rows.LOAD_ONE)

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_NEXT))
