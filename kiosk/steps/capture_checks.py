"""The checklist beside the camera: every material with its pages, and what nobody has to bring."""

from kiosk.asked import catalogue_of
from kiosk.screens.capture import Check
from kiosk.step import Here
from kiosk.steps.capture_state import Capturing
from kiosk.steps.capture_words import BY_LOCKER, NO_PAPER


def checks(now: Capturing, here: Here) -> list[Check]:
    """In the order of the items; last what offices look up among themselves."""
    return [*(_check(now, index, here) for index in range(len(now.slots.uses))), *_not_needed(here)]


def _check(now: Capturing, index: int, here: Here) -> Check:
    t, material = here.visit.t, now.slots.material(here, index)
    pages = len(here.visit.application.pages.get(material.id, []))
    state = "now" if index == now.slots.at else "done" if now.slots.complete(here, index) else "todo"
    note = t(BY_LOCKER) if material.id in here.visit.application.by_locker else ""
    return Check(t(material.title), state, pages, max(pages, material.pages_min), note)


def _not_needed(here: Here) -> list[Check]:
    """What the offices look up among themselves is said before anybody searches for it (L-19)."""
    t, catalogue = here.visit.t, catalogue_of(here)
    items = [catalogue.items[item] for item in here.visit.application.items if item in catalogue.items]
    uses = [use for item in items for use in item.materials]
    kept = dict.fromkeys(use.material for use in uses if not use.scan and not use.original)
    return [Check(t(catalogue.materials[one].title), "none", note=t(NO_PAPER)) for one in kept]
