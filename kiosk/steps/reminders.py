"""What a signed-in person is reminded of: rights by the age on the card, and what the hall has (domain 2.7).

Without the hall only the age is known. While it is being asked nothing is shown, lest a card stand there that the
person has put away for good.
"""

from contract.due import MOST, Due
from contract.envelope import new_id
from contract.failures import ENTRIES
from contract.reminding import Duty, RemindersFound, Told, Unasked
from contract.text import Text
from kiosk import rows
from kiosk.events import Done, Event, Failed, Said
from kiosk.step import Begin, Here
from kiosk.steps.home_mine import Mine
from kiosk.steps.reminder_cards import by_age, card
from kiosk.visit import Application

_KEPT = Text(zh="已记下,以后不再提醒", en="Noted: you will not be reminded of this again")
_LATER = Text(zh="已记下。网络恢复前,可能还会再次提醒", en="Noted. Until the network is back you may see it once more")


class Reminders:
    """The cards of one home screen, at most three."""

    def __init__(self) -> None:
        self._waiting = False

    def ask(self, here: Here) -> None:
        """Ask the hall once a visit, where it can be asked."""
        visit, offices = here.visit, here.terminal.offices_in_reach
        if visit.told is None and visit.identity and offices:
            self._waiting, number, key = True, visit.identity.id_number, here.terminal.keys.seal
            here.run("told", "offices", lambda: offices.reminders(new_id(), number, key))

    def on(self, event: Event, here: Here) -> bool:
        """The hall's answer, and what the person does not want; whether the event was about that."""
        match event:
            case Done("told", RemindersFound() as found):
                self._waiting, here.visit.told = False, found
            case Failed("told", error):
                self._waiting = False
                here.terminal.note_error(error)
            case Failed("unwanted", error):  # the card is gone for this visit only: that has to be said
                here.toast(here.visit.t(ENTRIES[here.terminal.note_error(error)].sentence))
            case Said("put_off", {"id": id_}):
                here.visit.put_off.add(str(id_))
            case Said("unwanted", {"id": id_, "why": why}) if why in set(Unasked):
                self._unwanted(str(id_), Unasked(str(why)), here)
            case Done("unwanted"):
                here.toast(here.visit.t(_KEPT if here.terminal.link.online else _LATER))
            case _:
                return False
        return True

    def _unwanted(self, id_: str, why: Unasked, here: Here) -> None:
        """The card goes at once; that it stays away is on disk before it is said."""
        visit, records = here.visit, here.terminal.records
        if visit.identity and id_ in {one.id for one in self.due(here)}:
            visit.put_off.add(id_)
            number = visit.identity.id_number
            here.run("unwanted", "queue", lambda: records.unwanted(number, id_, why))

    def due(self, here: Here) -> list[Told | Due]:
        """What is shown: the hall's first, for it has a day on which it is too late."""
        if self._waiting:
            return []
        told, gone = here.visit.told or RemindersFound(), here.visit.put_off
        every: list[Told | Due] = [*told.told, *(one for one in by_age(here) if one.id not in told.unwanted)]
        return [one for one in every if one.id not in gone][:MOST]

    def struck(self, id_: str, mine: Mine, here: Here) -> Told | Due | None:
        """The reminder of that card, where it asks for something that can be done here."""
        found = next((one for one in self.due(here) if one.id == id_), None)
        return found if found is not None and card(found, mine, here).enabled else None


def begins(one: Told | Due, mine: Mine, here: Here) -> Begin | None:
    """The correction of its own case, or the service it is of; None for a result, which is collected as ever."""
    if isinstance(one, Told) and one.duty is Duty.CORRECTION:
        return Begin(rows.correct(next(case for case in mine.asking if case.case_id == one.case_id)))
    if isinstance(one, Told) and one.duty is not Duty.RENEWAL:
        return None
    here.visit.application = Application(items=[one.item if isinstance(one, Told) else one.item.id])
    return Begin(rows.APPLY_FOR)
