"""One door as its step knows it. What is shown and what may be answered follows from this alone."""

from dataclasses import dataclass

from contract.failures import Failure
from contract.text import Text
from drivers.roles import Door
from kiosk.custody.words import DoorOutcome
from kiosk.step import Back, Fail, Leave, Outcome

_SILENT_S = 180.0  # a board may stay silent for good: after this the idle warning may come
_PHASES = {DoorOutcome.OPENED: "open", DoorOutcome.JAMMED: "stuck"}
_TROUBLES = {"stuck": Failure.DOOR_STUCK, "unknown": Failure.DOOR_UNCERTAIN}
CLOSE_FIRST = Text(zh="请先把柜门关好", en="Please shut the compartment first")
OPENING_NOW = Text(zh="柜门正在打开,请稍候", en="The door is opening, one moment")


@dataclass
class DoorState:
    """`phase`: opening | open | closed | stuck | unknown, by the door's own word; times are the steady clock's."""

    phase: str = "opening"
    busy: bool = False
    over: bool = False  # custody knows how this step ended
    spent: bool = False  # the coil had its three pulses
    left_inside: bool = False
    giving_up: bool = False
    silent_at_s: float = 0.0
    last_seen_s: float = 0.0  # when the person of this door last did something at it

    def pulsing(self) -> None:
        """A pulse is on its way."""
        self.busy, self.phase, self.left_inside = True, "opening", False

    def pulsed(self, outcome: DoorOutcome, now_s: float) -> Failure | None:
        """What came of a pulse; what is wrong with the door, if anything."""
        self.busy = False
        self.phase = _PHASES.get(outcome, "unknown")
        self.silent_at_s = self.last_seen_s = now_s
        return _TROUBLES.get(self.phase)

    def read(self, door: Door, now_s: float) -> bool:
        """What the switch says now; True when the door has just been shut."""
        if door is Door.OPEN and self.phase in ("stuck", "unknown"):
            self.phase, self.spent = "open", False
        elif door is Door.CLOSED and self.phase == "unknown" and not self.busy:
            self.phase = "stuck"  # the board is back and the door reads shut: whoever saw it open says so by trying
        elif door is Door.CLOSED and self.phase == "open":
            self.phase, self.last_seen_s = "closed", now_s
            return True
        return False

    def still_open(self, door: Door, now_s: float) -> None:
        """Custody would not end the step: its door does not read shut."""
        self.phase = "open" if door is Door.OPEN else "unknown"
        self.silent_at_s = now_s

    def given_up(self) -> Outcome:
        """Custody has taken the leg back: where the visit goes on."""
        self.over = True
        if self.giving_up:
            return Fail(Failure.DOOR_STUCK)
        return Leave() if self.left_inside else Back()

    @property
    def watched(self) -> bool:
        """Whether the door can still change what is shown."""
        return self.phase in ("open", "stuck", "unknown")

    @property
    def why_stay(self) -> Text | None:
        """Why the step is not left now, or None."""
        return {"open": CLOSE_FIRST, "opening": OPENING_NOW}.get(self.phase)

    def never_idle(self, now_s: float) -> bool:
        """Whether this moment must not be interrupted."""
        if self.phase == "unknown":
            return now_s - self.silent_at_s < _SILENT_S
        return self.phase in ("opening", "open")
