"""The wood, steel and copper: compartments with a sprung door, a latch with its coil, a switch, and things inside."""

import math
from dataclasses import dataclass, field


class DoorShut(Exception):
    """A hand reached for the inside of a compartment whose door is shut."""


@dataclass(slots=True)
class Coil:
    """The coil of a latch; times are `time.monotonic()`.

    `on_until_s`: infinity = held on. `on_total_s`: of the times that have ended. `shortest_interval_s`: between the
    beginnings of two pulses, infinity before the second.
    """

    pulses: int = 0
    on_total_s: float = 0.0
    shortest_interval_s: float = math.inf
    since_s: float | None = None
    on_until_s: float = 0.0
    stuck: bool = False
    last_pulse_s: float = -math.inf

    @property
    def on(self) -> bool:
        """Whether current flows."""
        return self.since_s is not None

    def energise(self, now_s: float, until_s: float) -> None:
        """One more pulse; a coil already on stays on for the longer of the two."""
        self.shortest_interval_s = min(self.shortest_interval_s, now_s - self.last_pulse_s)
        self.last_pulse_s = now_s
        self.pulses += 1
        self.on_until_s = until_s if self.since_s is None else max(until_s, self.on_until_s)
        if self.since_s is None:
            self.since_s = now_s

    def drop(self, now_s: float) -> None:
        """No more current, unless the relay's contact is stuck."""
        if self.since_s is not None and not self.stuck:
            self.on_total_s += now_s - self.since_s
            self.since_s = None


@dataclass(slots=True)
class Compartment:
    """One compartment. `switch` is what the feedback contact last saw: True = door closed.

    `contact_when_closed`: how that contact is wired (lock-board facts 2.3).
    """

    number: int
    board: int
    lock: int
    contact_when_closed: bool = True
    closed: bool = True
    switch: bool = True
    switch_dead: bool = False
    things: list[str] = field(default_factory=list)
    coil: Coil = field(default_factory=Coil)

    @property
    def contact(self) -> bool:
        """The board's input: True = contact closed."""
        return self.switch == self.contact_when_closed

    def move(self, closed: bool) -> bool:
        """Move the door; True when it was not already there."""
        moved = self.closed != closed
        self.closed = closed
        if not self.switch_dead:
            self.switch = closed
        return moved
