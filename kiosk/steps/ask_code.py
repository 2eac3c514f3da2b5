"""The pick-up code: eight digits on the panel, or a card or a QR instead."""

from datetime import datetime

from contract.failures import ENTRIES, Failure
from contract.pickup import CODE_DIGITS
from contract.text import Text
from drivers.roles import CardEvent
from kiosk import rows
from kiosk.clock import stamp
from kiosk.custody.words import CodeLocked, CodeWrong
from kiosk.events import CardMoved, CodeRead, Done, Elapsed, Event, Failed, Said
from kiosk.screens.locker import PickupCode
from kiosk.screens.screen import Screen
from kiosk.step import Become, End, Here, Next, Outcome, Stay, Step
from kiosk.steps.pick_up import by_card, door_for

_TRIES_LEFT = Text(zh="还可以试 {0} 次", en="{0} tries left")
_LOCKED_UNTIL = Text(zh="{0} 以后可以再试。", en="Codes work again after {0}.")


class AskCode(Step):
    """Eight digits; five wrong tries lock the panel, over restarts too."""

    def __init__(self) -> None:
        self._tries_left: int | None = None
        self._locked_until: datetime | None = None
        self._asking = False

    def enter(self, here: Here) -> None:
        here.run("locked", "locker", here.terminal.custody.code_locked_until)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("code", {"code": code}):
                self._ask(str(code), here)
            case Done("found", row):
                door_for(row, "pickup-code", f"code-{row.parcel}", here)
                return Next()
            case Done("locked", until):
                self._locked_until, self._asking = until, False
                if until is not None:
                    here.terminal.note(Failure.CODE_LOCKED)
                    wait_s = max(1.0, (until - here.clock.now()).total_seconds())
                    here.later(wait_s, "unlocked")
            case Elapsed("unlocked"):
                self._tries_left, self._locked_until = None, None
            case Failed("found", CodeWrong() | CodeLocked() as error):
                here.terminal.note_error(error)
                self._asking, self._tries_left = False, getattr(error, "tries_left", 0)
                if not self._tries_left:
                    here.run("locked", "locker", here.terminal.custody.code_locked_until)
                return Stay()
            case CardMoved(CardEvent.INSERTED, reader):
                return by_card(here, reader)
            case Said("card"):
                return by_card(here)
            case CodeRead(text):
                here.visit.presented = text
                return Become(rows.PICKUP_BY_QR)
            case Said("qr"):
                return Become(rows.PICKUP_BY_QR)
            case Said("cancel"):
                return End(silent=True)
        return None

    def _ask(self, code: str, here: Here) -> None:
        """A whole code, once: half a code or a second tap must not cost a try."""
        if self._asking or len(code) != CODE_DIGITS:
            return
        self._asking = True
        here.run("found", "locker", lambda: here.terminal.custody.for_code(code))

    def screen(self, here: Here) -> Screen:
        t, left = here.visit.t, self._tries_left
        if self._locked_until is not None:
            entry, until = ENTRIES[Failure.CODE_LOCKED], stamp(self._locked_until)[-5:]
            said = (t(entry.sentence), t(_LOCKED_UNTIL).format(until), t(entry.next_step))
            return PickupCode(CODE_DIGITS, locked=" ".join(said))
        wrong = f"{t(ENTRIES[Failure.CODE_WRONG].sentence)} {t(_TRIES_LEFT).format(left)}" if left else ""
        return PickupCode(CODE_DIGITS, error=wrong)
