"""One door, from the intent on disk to the door seen shut. What the screen says follows the switch, not the taps."""

from contract.failures import Failure
from contract.text import Text
from drivers.roles import Door
from kiosk.custody.words import DoorOutcome, DoorStillOpen, Purpose, TooSoon
from kiosk.events import Done, Elapsed, Event, Failed, Said
from kiosk.screens import DoorScreen, Screen, Tile
from kiosk.step import Back, Fail, Here, Next, Outcome, Stay, Step
from kiosk.steps import door_words as words

_LOOK_EVERY_S = 0.4
_AJAR_S = (30.0, 60.0)  # spoken about after, and more urgently after (kiosk requirements 4.3)
CLOSE_FIRST = Text(zh="请先把柜门关好", en="Please shut the compartment first")


class OpenDoor(Step):
    """Opens `visit.door`, watches it, and concludes it; goes back when the box did not do."""

    title = "door"
    keeps_card = False

    def __init__(self) -> None:
        self._phase = "opening"
        self._opened_at: float | None = None
        self._busy = False

    def enter(self, here: Here) -> None:
        task, custody = here.visit.door, here.terminal.custody
        here.run(
            "opened",
            "locker",
            lambda: custody.open(task.compartment, task.authority, task.purpose, task.parcel or None),
        )

    def leave(self, here: Here) -> None:
        here.terminal.look_again()

    def never_idle(self, here: Here) -> bool:
        return self._phase in ("opening", "open", "unknown")

    def why_stay(self, here: Here) -> Text | None:
        return CLOSE_FIRST if self._phase == "open" else None

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Done("opened", outcome):
                self._after_pulse(outcome, here)
            case Elapsed("look"):
                compartment = here.visit.door.compartment
                here.run("door", "locker", lambda: here.terminal.custody.look(compartment))
            case Done("door", Door() as door):
                return self._seen(door, here)
            case Failed("door"):
                here.later(_LOOK_EVERY_S * 3, "look")
                return Stay()
            case Said(name):
                return self._answered(name, here)
            case Done("concluded"):
                return Next(True)
            case Done("undone"):
                return Back()
            case Failed("concluded" | "undone", DoorStillOpen()):
                self._phase, self._busy = "open", False
                here.later(_LOOK_EVERY_S, "look")
                return Stay()
            case Failed("opened", TooSoon() as soon):
                here.later(soon.wait_s, "again")
                return Stay()
            case Elapsed("again"):
                self._try_again(here)
        return None

    def _after_pulse(self, outcome: DoorOutcome, here: Here) -> None:
        self._busy = False
        self._phase = {DoorOutcome.OPENED: "open", DoorOutcome.JAMMED: "stuck"}.get(outcome, "unknown")
        if self._phase == "open":
            self._opened_at = here.clock.monotonic()
        here.later(_LOOK_EVERY_S, "look")

    def _seen(self, door: Door, here: Here) -> Outcome | None:
        if door is Door.OPEN and self._phase in ("stuck", "unknown"):
            self._phase, self._opened_at = "open", here.clock.monotonic()
        elif door is Door.CLOSED and self._phase == "open":
            self._phase = "closed"
            if here.visit.door.purpose in (Purpose.TAKE, Purpose.TEST):
                self._conclude(here)
            elif here.visit.door.purpose is Purpose.COLLECT:
                return Next(True)
            return None
        if self._phase in ("open", "stuck", "unknown"):
            here.later(_LOOK_EVERY_S, "look")
        return None

    def _answered(self, name: str, here: Here) -> Outcome | None:
        task, custody = here.visit.door, here.terminal.custody
        if self._busy:
            return Stay(quiet=True)
        match name, self._phase:
            case "done", "closed":
                self._conclude(here)
            case "reopen" | "nothing_inside", "closed":
                self._try_again(here)
            case "try_again", "stuck" | "unknown":
                self._try_again(here)
            case "does_not_fit", "closed":
                self._busy = True
                here.run("undone", "locker", lambda: custody.does_not_fit(task.parcel, task.compartment))
            case "other_box", "stuck" | "unknown":
                self._busy = True
                here.run("undone", "locker", lambda: custody.set_aside(task.compartment, task.authority, "jam"))
            case "finish", "stuck" | "unknown":
                return Fail(Failure.DOOR_STUCK if self._phase == "stuck" else Failure.BOARD_SILENT)
        return None

    def _try_again(self, here: Here) -> None:
        compartment, custody = here.visit.door.compartment, here.terminal.custody
        self._busy, self._phase = True, "opening"
        here.run("opened", "locker", lambda: custody.try_again(compartment))

    def _conclude(self, here: Here) -> None:
        task = here.visit.door
        self._busy = True
        here.run("concluded", "locker", lambda: here.terminal.conclude(task))

    def screen(self, here: Here) -> Screen:
        t, task, bank = here.visit.t, here.visit.door, here.terminal.bank_map
        title, instruction = words.SAY[(self._phase, task.purpose)]
        return DoorScreen(
            compartment=task.compartment,
            where=bank.where(task.compartment, here.visit.language),
            phase=self._phase,
            title=t(title).format(task.compartment),
            instruction=t(instruction),
            warning=self._warning(here),
            purpose=words.VIEW_PURPOSE[task.purpose],
            actions=[Tile(id_, t(label)) for id_, label in words.actions(self._phase, task.purpose)],
            columns=bank.columns,
            doors=bank.drawn(task.compartment),
        )

    def _warning(self, here: Here) -> str:
        if self._phase != "open" or self._opened_at is None:
            return ""
        ajar = here.clock.monotonic() - self._opened_at
        return here.visit.t(words.AJAR[0 if ajar < _AJAR_S[1] else 1]) if ajar >= _AJAR_S[0] else ""
