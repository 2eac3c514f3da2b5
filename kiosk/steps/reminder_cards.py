"""A reminder as a tile; what asks for nothing, or for something that is done elsewhere, cannot be struck."""

from contract.due import Due, due
from contract.people import birth_of
from contract.reminding import Duty, Told
from kiosk.clock import local
from kiosk.screens.screen import Tile
from kiosk.step import Here
from kiosk.steps.home_mine import Mine

_ICONS = {Duty.LAST_DAY: "clock", Duty.CORRECTION: "edit", Duty.RESULT: "collect", Duty.RENEWAL: "calendar"}


def by_age(here: Here) -> list[Due]:
    """By the card alone, without what the person has a case of at this terminal."""
    identity = here.visit.identity
    birth = (birth_of(identity.id_number) or identity.birth) if identity else None
    if birth is None:
        return []
    handed_in = {item for case in here.visit.cases for item in case.items}
    found = due(here.terminal.catalogue.items.values(), birth, local(here.clock.now()).date())
    return [one for one in found if one.item.id not in handed_in]


def card(one: Told | Due, mine: Mine, here: Here) -> Tile:
    """Its day and its reason."""
    t = here.visit.t
    if isinstance(one, Due):
        text = t(one.reminder.text).format(day=one.day.isoformat())
        return Tile(one.id, t(one.item.short), text, "calendar", enabled=one.reminder.act)
    return Tile(one.id, t(one.title), t(one.text), _ICONS[one.duty], enabled=_can_act(one, mine, here))


def _can_act(one: Told, mine: Mine, here: Here) -> bool:
    match one.duty:
        case Duty.RENEWAL:
            return one.item in here.terminal.catalogue.items
        case Duty.CORRECTION:
            return one.case_id in {case.case_id for case in mine.asking}
    return one.id.partition(":")[2] in {row.parcel for row in mine.parcels}
