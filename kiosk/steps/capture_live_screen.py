"""What is said while the camera's picture is shown: how the paper lies, and what to do with it."""

from dataclasses import replace

from contract.failures import ENTRIES
from kiosk.papers.auto_shoot import Place
from kiosk.screens.capture import Capture
from kiosk.step import Here
from kiosk.steps import capture_words as words
from kiosk.steps.capture_state import Capturing


def live_screen(shown: Capture, now: Capturing, here: Here) -> Capture:
    """The screen with the one sentence that now helps, and its picture."""
    t = here.visit.t
    if now.shooting:
        return replace(shown, advice=t(words.TAKING), picture="camera")
    if now.trouble is not None:
        entry = ENTRIES[now.trouble]
        return replace(shown, advice=f"{t(entry.sentence)} {t(entry.next_step)}", advice_tone="bad")
    if shown.state == "full":
        return replace(shown, advice=t(words.FULL), advice_tone="good")
    if now.tray.replacing is not None and now.place in (Place.NOTHING, Place.TAKEN):
        return replace(shown, advice=t(words.AGAIN).format(now.tray.replacing + 1), picture="page-lay")
    if now.slots.use.material in here.visit.application.by_locker and now.place is Place.NOTHING:
        return replace(shown, advice=t(words.BY_LOCKER), picture="locker")
    if now.place is Place.HOLD:
        return replace(
            shown, advice=t(words.HOLD if shown.auto else words.READY), advice_tone="good", picture="page-still"
        )
    tone = "plain" if now.place in (Place.NOTHING, Place.TAKEN) else "warn"
    return replace(
        shown, advice=t(words.PLACE_TEXT[now.place]), advice_tone=tone, picture=words.PLACE_PICTURE[now.place]
    )
