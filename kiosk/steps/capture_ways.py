"""What else may be done: a page after it, use a bad picture anyway, send the original or an e-certificate instead."""

from contract.coverage import electronic
from contract.covered import Way
from contract.failures import Failure
from kiosk.asked import catalogue_of
from kiosk.step import Here
from kiosk.steps.ask_offices_state import askable
from kiosk.steps.capture_state import Capturing

TRIES_BEFORE_ANYWAY = 3  # kiosk requirements L-08


def has_room_after(now: Capturing, here: Here) -> bool:
    """Whether this material may have another page after the one under review (a household register has many)."""
    material = now.slots.material(here)
    new = now.tray.replacing is None and now.shot is not None and not now.shot.advice
    return new and material.pages_min <= len(now.slots.pages(here)) + 1 < material.pages_max


def is_tired(now: Capturing, here: Here) -> bool:
    """So many bad pictures, or pages that were the wrong ones, that the person is offered another way."""
    tries = max(now.bad_tries, here.visit.application.doubts.get(now.slots.use.material, 0))
    return now.shot is not None and now.shot.advice is not None and tries >= TRIES_BEFORE_ANYWAY


def may_go_anyway(now: Capturing, here: Here) -> bool:
    """Whether the bad picture may be handed in for staff to look at."""
    return is_tired(now, here) and now.shot is not None and now.shot.page is not None


def may_go_by_locker(now: Capturing, here: Here) -> bool:
    """Whether the original may come in place of the picture: only where the item takes it by locker anyway."""
    return is_tired(now, here) and now.slots.use.original and not now.other_pages(here) and _locker_works(here)


def _locker_works(here: Here) -> bool:
    """Whether originals can be left here at present."""
    return here.terminal.bank_map.columns > 0 and Failure.BOARD_SILENT not in here.terminal.troubles.told()


def may_use_certificate(now: Capturing, here: Here) -> bool:
    """Whether an e-certificate could stand for the paper asked for, and the hall can be asked for it."""
    if here.visit.application.asked is not None or here.terminal.offices_in_reach is None:
        return False
    wanted = (one for one in askable(here) if one.use.material == now.slots.use.material)
    return any(Way.CERTIFICATE in electronic(one, catalogue_of(here)) for one in wanted)
