"""One door, from the intent on disk to the door seen shut. What the screen says follows the switch, not the taps."""

from collections.abc import Callable

from contract.failures import ENTRIES, Failure
from contract.text import Text
from drivers.roles import Door
from kiosk.custody.bank import Size
from kiosk.custody.words import DoorOutcome, DoorStillOpen, NothingInside, Purpose, StillInside, TooManyPulses, TooSoon
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.screens import DoorScreen, Screen, Tile
from kiosk.step import Back, Fail, Here, Leave, Next, Outcome, Stay, Step
from kiosk.steps import door_words as words

_LOOK_EVERY_S = 0.4
_SILENT_S = 180.0  # a board may stay silent for good: after this the idle warning may come
CLOSE_FIRST = Text(zh="请先把柜门关好", en="Please shut the compartment first")
OPENING_NOW = Text(zh="柜门正在打开,请稍候", en="The door is opening, one moment")


class OpenDoor(Step):
    """Opens `visit.door`, watches it, and concludes it; goes back when the box did not do."""

    title = "door"
    keeps_card = False

    def __init__(self) -> None:
        self._phase = "opening"
        self._silent_at = 0.0
        self._busy = False
        self._over = False  # custody knows how this step ended
        self._spent = False  # the coil had its three pulses
        self._left_inside = False
        self._giving_up = False

    def enter(self, here: Here) -> None:
        self._pulse(here)

    def _pulse(self, here: Here) -> None:
        """Open, or open again: custody asks the door before every pulse and carries a step under way on."""
        task, custody = here.visit.task, here.terminal.custody
        self._busy, self._phase, self._left_inside = True, "opening", False

        def call() -> DoorOutcome:
            if task.again:
                return custody.reopen(task.compartment, task.authority, task.purpose, task.parcel)
            return custody.open(task.compartment, task.authority, task.purpose, task.parcel or None)

        here.run("opened", "locker", call)

    def leave(self, here: Here) -> None:
        if not self._over:
            task = here.visit.door  # gone when a pulled card has wiped the visit
            never_opened = self._phase == "opening" and task and task.purpose in (Purpose.DROP, Purpose.LOAD)
            here.terminal.look_again(task.parcel if never_opened and task else "")

    def never_idle(self, here: Here) -> bool:
        if self._phase == "unknown":
            return here.clock.monotonic() - self._silent_at < _SILENT_S
        return self._phase in ("opening", "open")

    def why_stay(self, here: Here) -> Text | None:
        return {"open": CLOSE_FIRST, "opening": OPENING_NOW}.get(self._phase)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("opened", outcome):
                self._after_pulse(outcome, here)
            case Elapsed("look"):
                compartment = here.visit.task.compartment
                here.run("door", "locker", lambda: here.terminal.custody.look(compartment))
            case Done("door", Door() as door):
                return self._seen(door, here)
            case Failed("door"):
                here.later(_LOOK_EVERY_S * 3, "look")
                return Stay()
            case Said(name):
                return self._answered(name, here)
            case Done("concluded"):
                self._over = True
                return Next(True)
            case Done("undone"):
                self._over = True
                if self._giving_up:
                    return Fail(Failure.DOOR_STUCK)
                return Leave() if self._left_inside else Back()
            case Elapsed("again"):
                self._pulse(here)
            case Failed("opened" | "concluded" | "undone", error):
                return self._refused(error, here)
        return None

    def _refused(self, error: BaseException, here: Here) -> Outcome | None:
        """What custody will not do yet; None is an error that ends the step."""
        self._busy = False
        match error:
            case TooSoon() as soon:
                self._busy = True
                here.later(soon.wait_s, "again")
            case TooManyPulses():
                self._phase, self._spent = "stuck", True
                here.terminal.note(Failure.DOOR_STUCK)
                here.later(_LOOK_EVERY_S, "look")
            case DoorStillOpen():
                self._phase = "open" if error.door is Door.OPEN else "unknown"
                self._silent_at = here.clock.monotonic()
                here.later(_LOOK_EVERY_S, "look")
            case NothingInside() | StillInside():
                self._phase, self._left_inside = "closed", isinstance(error, StillInside)
                here.toast(here.visit.t(ENTRIES[here.terminal.note_error(error)].sentence))
            case _:
                return None
        return Stay()

    def _after_pulse(self, outcome: DoorOutcome, here: Here) -> None:
        self._busy = False
        self._phase = {DoorOutcome.OPENED: "open", DoorOutcome.JAMMED: "stuck"}.get(outcome, "unknown")
        trouble = {"stuck": Failure.DOOR_STUCK, "unknown": Failure.DOOR_UNCERTAIN}.get(self._phase)
        if trouble:
            here.terminal.note(trouble, step=type(self).__name__)
        self._silent_at = here.clock.monotonic()
        here.later(_LOOK_EVERY_S, "look")

    def _seen(self, door: Door, here: Here) -> Outcome | None:
        if door is Door.OPEN and self._phase in ("stuck", "unknown"):
            self._phase, self._spent = "open", False
        elif door is Door.CLOSED and self._phase == "unknown" and not self._busy:
            self._phase = "stuck"  # the board is back and the door reads shut: whoever saw it open says so by trying
        elif door is Door.CLOSED and self._phase == "open":
            return self._shut(here)
        if self._phase in ("open", "stuck", "unknown"):
            here.later(_LOOK_EVERY_S, "look")
        return None

    def _shut(self, here: Here) -> Outcome | None:
        self._phase = "closed"
        if here.visit.task.purpose in (Purpose.TAKE, Purpose.TEST):
            self._conclude(here)
        elif here.visit.task.purpose is Purpose.COLLECT:
            self._over = True  # the scan ends it
            return Next(True)
        return None

    def _answered(self, name: str, here: Here) -> Outcome | None:
        task, custody = here.visit.task, here.terminal.custody
        if self._busy or name in self._not_now(here):
            return Stay(quiet=True)
        match name, self._phase:
            case "done", "closed" if not self._left_inside:
                self._conclude(here)
            case ("reopen" | "nothing_inside", "closed") | ("try_again", "stuck" | "unknown"):
                self._pulse(here)
            case "does_not_fit", "closed" if task.purpose in (Purpose.DROP, Purpose.LOAD):
                here.visit.box.size = _larger(here.visit.box.size)
                self._undo(here, lambda: custody.does_not_fit(task.parcel, task.compartment))
            case "other_box", "stuck" if task.purpose in (Purpose.DROP, Purpose.LOAD):
                self._undo(here, lambda: custody.set_aside(task.compartment, task.authority, "jam"))
            case "leave_inside", "closed" if task.purpose is Purpose.RECLAIM and not self._left_inside:
                self._left_inside = True
                self._undo(here, lambda: custody.left_inside(task.parcel, task.compartment))
            case "finish", "closed" if self._left_inside:
                self._undo(here, lambda: custody.left_inside(task.parcel, task.compartment))
            case "finish", "stuck" if task.purpose in (Purpose.DROP, Purpose.LOAD) and not task.again:
                self._giving_up = True
                self._undo(here, lambda: custody.set_aside(task.compartment, task.authority, "jam"))
            case "finish", "stuck" | "unknown":
                return Fail(Failure.DOOR_STUCK if self._phase == "stuck" else Failure.BOARD_SILENT)
        return None

    def _undo(self, here: Here, call: Callable[[], None]) -> None:
        self._busy = True
        here.run("undone", "locker", call)

    def _conclude(self, here: Here) -> None:
        task = here.visit.task
        self._busy = True
        here.run("concluded", "locker", lambda: here.terminal.conclude(task))

    def screen(self, here: Here) -> Screen:
        t, task, bank = here.visit.t, here.visit.task, here.terminal.bank_map
        title, instruction = words.STILL_INSIDE if self._left_inside else words.SAY[(self._phase, task.purpose)]
        return DoorScreen(
            compartment=task.compartment,
            where=bank.where(task.compartment, here.visit.language),
            phase=self._phase,
            title=t(title).format(task.compartment),
            instruction=t(instruction),
            warning=self._warning(here),
            purpose=words.VIEW_PURPOSE[task.purpose],
            actions=[Tile(id_, t(label)) for id_, label in self._actions(here)],
            columns=bank.columns,
            doors=bank.drawn(task.compartment),
        )

    def _actions(self, here: Here) -> list[tuple[str, Text]]:
        if self._left_inside:
            return words.LEFT_INSIDE
        not_now = self._not_now(here) | ({"try_again"} if self._spent else set())
        return [one for one in words.actions(self._phase, here.visit.task.purpose) if one[0] not in not_now]

    @staticmethod
    def _not_now(here: Here) -> set[str]:
        """A box opened once more may hold its parcel already: not given up for another, nor for whoever is next."""
        if not here.visit.task.again:
            return set()
        return {"other_box", "try_again", "reopen"} if card_out(here) else {"other_box"}

    def _warning(self, here: Here) -> str:
        if self._phase == "unknown":
            return here.visit.t(ENTRIES[Failure.DOOR_UNCERTAIN].sentence)
        ajar = here.terminal.doors_watch.ajar(here.visit.task.compartment)
        if self._phase != "open" or not ajar:
            return ""
        return here.visit.t(words.AJAR[min(ajar, len(words.AJAR)) - 1])


def card_out(here: Here) -> bool:
    """The visit began with a card in the slot, and that was taken out: its person may have left."""
    visit = here.visit
    return visit.identity is not None and not visit.tapped and (visit.card_left or not here.terminal.card_in)


def _larger(size: str) -> str:
    """The next larger size, or the same when there is none."""
    order = list(Size)
    return order[min(order.index(Size(size)) + 1, len(order) - 1)].value
