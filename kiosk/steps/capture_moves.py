"""Which material is under the camera: on entering, by touch, and when one is complete."""

from kiosk.step import Here, Next
from kiosk.steps.capture_slots import to_photograph
from kiosk.steps.capture_state import Capturing
from kiosk.steps.capture_watch import CaptureWatch
from kiosk.steps.capture_words import NOT_LOOKED_UP
from kiosk.steps.copy_purpose import purpose_of


def open_first(now: Capturing, here: Here) -> None:
    """On entering: the material and page that were asked for, else the first that lacks something."""
    slots, application = now.slots, here.visit.application
    slots.uses = to_photograph(here)
    wanted, missing = slots.index_of(application.open_material), slots.first_missing(here)
    now.editing = missing is None
    slots.at, application.open_material = (missing or 0) if wanted is None else wanted, ""
    now.tray.replacing = slots.place_of(application.open_page, here)
    application.open_page, application.purpose = 0, purpose_of(here)
    if application.not_looked_up:
        application.not_looked_up = False
        here.toast(here.visit.t(NOT_LOOKED_UP))


def open_slot(index: int, now: Capturing, watch: CaptureWatch, here: Here) -> None:
    """Another material: its pages in the tray, its words above."""
    if index != now.slots.at:
        now.slots.at, now.bad_tries = index, 0
        now.tray.close()
        watch.turn_to_material(here)
        here.turned()


def go_on(now: Capturing, watch: CaptureWatch, here: Here) -> Next | None:
    """To what still lacks something; the next step when nothing does."""
    missing = now.slots.first_missing(here)
    if missing is None:
        return Next()
    open_slot(missing, now, watch, here)
    return None
