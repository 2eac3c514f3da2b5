"""The resident's card, asked for."""

from contract.failures import ENTRIES, Failure
from drivers.roles import CardEvent
from kiosk import rows
from kiosk.events import CardMoved, Event, Reader, Said
from kiosk.screens.around import InsertCard
from kiosk.screens.screen import Screen
from kiosk.step import Become, End, Fail, Here, Next, Outcome, Step
from kiosk.steps.card_words import cards_taken, note_bad_try


class AskForCard(Step):
    """Waits for a card; after a bad try it says what was wrong and waits for the card to come anew.

    A card that is in the slot already is read. One that lies on the pad is not: it may be the last person's.
    """

    def enter(self, here: Here) -> None:
        if here.visit.reader is None and here.terminal.card_in:
            here.visit.reader = Reader.SLOT
        if here.visit.reader is not None and here.visit.card_problem is None:
            here.later(0, "already there")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case CardMoved(CardEvent.INSERTED, reader):
                here.visit.card_problem, here.visit.reader = None, reader
                return Next()
            case CardMoved(CardEvent.MUTE, reader):
                note_bad_try(Failure.CARD_MUTE, reader, here)
            case CardMoved(CardEvent.READER_LOST, reader) if here.terminal.readers.usable <= {reader}:
                return Fail(Failure.READER_MISSING)
            case Said("cancel"):
                return End(silent=True)
            case Said("pickup"):
                return Become(rows.PICKUP_BY_CODE)
        return Next() if getattr(event, "tag", "") == "already there" else None

    def screen(self, here: Here) -> Screen:
        problem, cards = here.visit.card_problem, cards_taken(here)
        if problem is None:
            return InsertCard(cards=cards)
        entry = ENTRIES[problem]
        return InsertCard(here.visit.t(entry.sentence), here.visit.t(entry.next_step), cards)
