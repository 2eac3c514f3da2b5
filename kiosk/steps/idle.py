"""The first screen: wait for a person."""

from contract.failures import ENTRIES, Failure
from contract.pickup import looks_like_qr
from drivers.roles import CardEvent
from kiosk import rows
from kiosk.events import CardMoved, CodeRead, Done, Elapsed, Event, Failed, QueueMoved, Reader, Said
from kiosk.screens.around import Attract
from kiosk.screens.screen import Screen
from kiosk.step import Become, Here, Outcome, Stay, Step
from kiosk.steps.card_words import cards_taken, note_bad_try

_CHECK_EVERY_S = 10.0


class WaitForPerson(Step):
    """The attract screen. What does not work is said before anybody starts."""

    def enter(self, here: Here) -> None:
        here.run("health", "doctor", here.terminal.health.check)

    def on(self, event: Event, here: Here) -> Outcome | None:
        closed = bool(here.terminal.closed_because)
        match event:
            case CardMoved(CardEvent.INSERTED | CardEvent.MUTE as change, reader) if not closed:
                return self._card(change, reader, here)
            case Said("start") if not closed:
                return Become(rows.SIGN_ON)
            case Said("pickup"):
                return Become(rows.PICKUP_BY_CODE)
            case CodeRead(text) if looks_like_qr(text):
                here.visit.presented = text
                return Become(rows.PICKUP_BY_QR)
            case CodeRead():
                return Stay(quiet=True)
            case Said("staff"):
                return Become(rows.STAFF)
            case Done("health", True):
                return Become(rows.IDLE)  # a bank that was silent at the start is back: its doors first
            case Done("health") | Failed("health"):
                here.terminal.offers.turn()  # nobody is here: the day's catalogue comes into use
                here.later(_CHECK_EVERY_S, "again")
                return Stay()
            case Elapsed("again"):
                here.run("health", "doctor", here.terminal.health.check)
            case QueueMoved():
                here.show()
        return None

    def _card(self, change: CardEvent, reader: Reader, here: Here) -> Outcome:
        if change is CardEvent.INSERTED:
            here.visit.reader = reader
        else:
            note_bad_try(Failure.CARD_MUTE, reader, here)
        return Become(rows.SIGN_ON)

    def screen(self, here: Here) -> Screen:
        def sentence(failure: Failure) -> str:
            return here.visit.t(ENTRIES[failure].sentence)

        closed = here.terminal.closed_because
        return Attract(
            site=here.terminal.site,
            terminal=here.terminal.id,
            notices=[sentence(failure) for failure in here.terminal.troubles.told()],
            closed=here.visit.t(closed) if closed else "",
            cards=cards_taken(here),
        )
