"""The beginning: read the doors before anything else, then wait for a person."""

from contract.failures import ENTRIES, Failure
from contract.pickup import looks_like_qr
from contract.text import Text
from drivers.roles import CardEvent, Door
from kiosk import rows
from kiosk.events import CardMoved, CodeRead, Done, Elapsed, Event, Failed, QueueMoved, Said
from kiosk.screens import Attract, DoorScreen, Screen, Working
from kiosk.step import Become, Here, Next, Outcome, Stay, Step
from kiosk.steps.card_words import cards_taken, note_bad_try

_STARTING = Text(zh="正在启动", en="Starting")
_CHECKING = Text(zh="正在检查每一个柜门", en="Reading every door")
_OPEN_TITLE = Text(zh="{0} 号柜门开着", en="Compartment {0} is open")
_OPEN_WHAT = Text(
    zh="上次使用时中断了。请把柜门关好,柜内物品不会丢失。",
    en="The last use was interrupted. Please shut the door; nothing inside is lost.",
)
_LOOK_EVERY_S = 0.5
_STAFF_AFTER_S = 60.0  # a door nobody shuts, or a broken switch: staff must be able to sign in and see to it
_CHECK_EVERY_S = 10.0


class ReadDoors(Step):
    """Doors are asked before the first person is served; a door found open is shown until it is shut."""

    def __init__(self) -> None:
        self._open: int | None = None
        self._since: float | None = None

    def enter(self, here: Here) -> None:
        if here.terminal.doors_known:
            here.later(0, "known")
        else:
            here.run("doors", "locker", here.terminal.read_doors)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("doors", doors):
                self._open = next((n for n, door in sorted(doors.items()) if door is Door.OPEN), None)
                self._since = here.clock.monotonic() if self._since is None else self._since
                if self._open is None or here.clock.monotonic() - self._since >= _STAFF_AFTER_S:
                    return Next()
                here.later(_LOOK_EVERY_S, "again")
            case Failed("doors") | Elapsed("known"):
                return Next()
            case Elapsed("again"):
                here.run("doors", "locker", here.terminal.read_doors)
        return None

    def screen(self, here: Here) -> Screen:
        t = here.visit.t
        if self._open is None:
            return Working(t(_STARTING), t(_CHECKING))
        return DoorScreen(
            compartment=self._open,
            where=here.terminal.bank_map.where(self._open, here.visit.language),
            phase="open",
            title=t(_OPEN_TITLE).format(self._open),
            instruction=t(_OPEN_WHAT),
            columns=here.terminal.bank_map.columns,
            doors=here.terminal.bank_map.drawn(self._open),
        )


class WaitForPerson(Step):
    """The attract screen. What does not work is said before anybody starts."""

    def enter(self, here: Here) -> None:
        here.run("health", "doctor", here.terminal.check_health)

    def on(self, event: Event, here: Here) -> Outcome | None:
        closed = bool(here.terminal.closed_because)
        match event:
            case CardMoved(CardEvent.INSERTED, reader) if not closed:
                here.visit.reader = reader
                return Become(rows.SIGN_ON)
            case CardMoved(CardEvent.MUTE, reader) if not closed:
                note_bad_try(Failure.CARD_MUTE, reader, here)
                return Become(rows.SIGN_ON)
            case Said("start") if not closed:
                return Become(rows.SIGN_ON)
            case Said("pickup"):
                return Become(rows.PICKUP_BY_CODE)
            case CodeRead(text):
                if not looks_like_qr(text):
                    return Stay(quiet=True)
                here.visit.presented = text
                return Become(rows.PICKUP_BY_QR)
            case Said("staff"):
                return Become(rows.STAFF)
            case Done("health", True):
                return Become(rows.IDLE)  # a bank that was silent at the start is back: its doors first
            case Done("health") | Failed("health"):
                here.terminal.offers.turn()  # nobody is here: the day's catalogue comes into use
                here.later(_CHECK_EVERY_S, "again")
                return Stay()
            case Elapsed("again"):
                here.run("health", "doctor", here.terminal.check_health)
            case QueueMoved():
                here.show()
        return None

    def screen(self, here: Here) -> Screen:
        def sentence(failure: Failure) -> str:
            return here.visit.t(ENTRIES[failure].sentence)

        closed = here.terminal.closed_because
        return Attract(
            site=here.terminal.site,
            terminal=here.terminal.id,
            notices=[sentence(failure) for failure in here.terminal.troubles()],
            closed=here.visit.t(closed) if closed else "",
            cards=cards_taken(here),
        )
