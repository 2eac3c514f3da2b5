"""The one sentence about pages from elsewhere than the camera, and its tone."""

from contract.failures import ENTRIES, Failure
from contract.text import Text
from kiosk.shot import ADVICE_TEXT
from kiosk.step import Here
from kiosk.steps.incoming import Incoming

_TOO_MANY = Text(
    zh="这项材料页数已满,多出的页没有保留", en="That is all the pages this takes; the others were not kept"
)


def sentence(incoming: Incoming, trouble: Failure | None, waiting: Text, here: Here) -> tuple[str, str]:
    """What went wrong, else what is there, else what to do (`waiting`)."""
    t = here.visit.t
    if trouble is not None:
        return f"{t(ENTRIES[trouble].sentence)} {t(ENTRIES[trouble].next_step)}", "bad"
    if not incoming.shots:
        return t(waiting), "plain"
    if incoming.advice is None and incoming.too_many:
        return t(_TOO_MANY), "warn"
    return t(ADVICE_TEXT[incoming.advice]), "good" if incoming.advice is None else "warn"
