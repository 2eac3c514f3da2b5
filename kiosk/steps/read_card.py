"""The resident's card read, and turned into a signed-in visit."""

from contract.failures import Failure
from contract.pickup import person_tag
from contract.text import Text
from drivers.roles import CardEvent, Genuineness, Identity
from kiosk import rows
from kiosk.events import CardMoved, Done, Event, Failed, Reader
from kiosk.failing import failure_of, failure_of_incomplete, why_incomplete
from kiosk.screens.around import Working
from kiosk.screens.screen import Screen
from kiosk.step import Back, Become, Here, Outcome, Step
from kiosk.steps.card_words import note_bad_try
from kiosk.visit import Who

_READING = Text(zh="正在读卡", en="Reading your card")
_LEAVE_IT = {
    Reader.SLOT: Text(zh="请不要拔卡", en="Please leave the card in"),
    Reader.PAD: Text(zh="请不要拿开身份证", en="Please leave the identity card where it is"),
}


class ReadCard(Step):
    """Reads name and number; only a complete identity signs in, and none by a card that is reported lost."""

    def enter(self, here: Here) -> None:
        reader = self._reader(here)
        here.run("identity", reader, here.terminal.readers.fitted[reader].read_identity)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("identity", Identity() as identity):
                if identity.genuine is Genuineness.CLONE:
                    return self._bad(Failure.CARD_NOT_VERIFIED, here)
                if not identity.complete:
                    here.terminal.audit("card_incomplete", reason=why_incomplete(identity).value)
                    return self._bad(failure_of_incomplete(identity), here)
                lost_cards = here.terminal.lost_cards
                here.run("lost", "queue", lambda: (identity, lost_cards.lost(identity)))
            case Done("lost", (_, True)):
                return self._bad(Failure.CARD_LOST, here)
            case Done("lost", (Identity() as identity, False)):
                here.visit.who = Who.RESIDENT
                here.visit.identity = identity
                here.visit.person_tag = person_tag(identity.id_number, here.terminal.keys.person_key)
                return Become(rows.HOME)
            case Failed("identity" | "lost", error):
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
