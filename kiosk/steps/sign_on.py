"""The resident's card: asked for, read, and turned into a signed-in visit."""

from contract.failures import ENTRIES, Failure
from contract.pickup import person_tag
from contract.text import Text
from drivers.roles import CardEvent, Genuineness, Identity
from kiosk import rows
from kiosk.events import CardMoved, Done, Event, Failed, Reader, Said
from kiosk.failing import failure_of, failure_of_incomplete, why_incomplete
from kiosk.screens import InsertCard, Screen, Working
from kiosk.step import Back, Become, End, Fail, Here, Next, Outcome, Step
from kiosk.steps.card_words import cards_taken, note_bad_try
from kiosk.visit import Who

_READING = Text(zh="正在读卡", en="Reading your card")
_LEAVE_IT = {
    Reader.SLOT: Text(zh="请不要拔卡", en="Please leave the card in"),
    Reader.PAD: Text(zh="请不要拿开身份证", en="Please leave the identity card where it is"),
}


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
            case CardMoved(CardEvent.READER_LOST, reader) if here.terminal.usable_readers <= {reader}:
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


class ReadCard(Step):
    """Reads name and number; only a complete identity signs in."""

    def enter(self, here: Here) -> None:
        reader = self._reader(here)
        here.run("identity", reader, here.terminal.readers[reader].read_identity)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("identity", Identity() as identity):
                if identity.genuine is Genuineness.CLONE:
                    return self._bad(Failure.CARD_NOT_VERIFIED, here)
                if not identity.complete:
                    here.terminal.audit("card_incomplete", reason=why_incomplete(identity).value)
                    return self._bad(failure_of_incomplete(identity), here)
                here.visit.who = Who.RESIDENT
                here.visit.identity = identity
                here.visit.person_tag = person_tag(identity.id_number, here.terminal.keys.person_key)
                return Become(rows.HOME)
            case Failed("identity", error):
                return self._bad(failure_of(error), here)
            case CardMoved(CardEvent.REMOVED, reader) if reader is self._reader(here):
                return self._bad(Failure.CARD_PULLED, here)
        return None

    def _bad(self, failure: Failure, here: Here) -> Outcome:
        note_bad_try(failure, self._reader(here), here)
        return Back()

    @staticmethod
    def _reader(here: Here) -> Reader:
        return here.visit.reader or Reader.SLOT

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_READING), here.visit.t(_LEAVE_IT[self._reader(here)]))
