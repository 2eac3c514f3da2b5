"""The resident's card: asked for, read, and turned into a signed-in visit."""

from contract.failures import ENTRIES, Failure
from contract.pickup import person_tag
from contract.text import Text
from drivers.roles import CardEvent, Genuineness, Identity
from kiosk import rows
from kiosk.events import CardMoved, Done, Event, Failed, Said
from kiosk.failing import failure_of, failure_of_incomplete, why_incomplete
from kiosk.screens import InsertCard, Screen, Working
from kiosk.step import Back, Become, End, Fail, Here, Next, Outcome, Step
from kiosk.visit import Who

_READING = Text(zh="正在读卡", en="Reading your card")
_LEAVE_IT = Text(zh="请不要拔卡", en="Please leave the card in")


class AskForCard(Step):
    """Waits for a card; after a bad try it says what was wrong and waits for the card to be put in again."""

    def enter(self, here: Here) -> None:
        if here.terminal.card_in and here.visit.card_problem is None:
            here.later(0, "already in")

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case CardMoved(CardEvent.INSERTED):
                here.visit.card_problem = None
                return Next()
            case CardMoved(CardEvent.MUTE):
                here.visit.card_problem = Failure.CARD_MUTE
                here.terminal.note(Failure.CARD_MUTE)
            case CardMoved(CardEvent.READER_LOST):
                return Fail(Failure.READER_MISSING)
            case Said("cancel"):
                return End(silent=True)
            case Said("pickup"):
                return Become(rows.PICKUP_BY_CODE)
        return Next() if getattr(event, "tag", "") == "already in" else None

    def screen(self, here: Here) -> Screen:
        problem = here.visit.card_problem
        if problem is None:
            return InsertCard()
        entry = ENTRIES[problem]
        return InsertCard(problem=here.visit.t(entry.sentence), advice=here.visit.t(entry.next_step))


class ReadCard(Step):
    """Reads name and number; only a complete identity signs in."""

    def enter(self, here: Here) -> None:
        here.run("identity", "card", here.terminal.card.read_identity)

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
            case CardMoved(CardEvent.REMOVED):
                return self._bad(Failure.CARD_PULLED, here)
        return None

    def _bad(self, failure: Failure, here: Here) -> Outcome:
        here.terminal.note(failure)
        here.visit.card_problem = failure
        return Back()

    def screen(self, here: Here) -> Screen:
        return Working(here.visit.t(_READING), here.visit.t(_LEAVE_IT))
