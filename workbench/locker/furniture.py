"""The wood and steel: compartments with a sprung door, a latch, a switch, and things inside."""

from dataclasses import dataclass, field


class DoorShut(Exception):
    """A hand reached for the inside of a compartment whose door is shut."""


@dataclass(slots=True)
class Compartment:
    """One compartment. `switch` is what the feedback contact last saw: True = door closed."""

    number: int
    board: int
    lock: int
    closed: bool = True
    switch: bool = True
    switch_dead: bool = False
    things: list[str] = field(default_factory=list)
    pulses: int = 0

    def move(self, closed: bool) -> bool:
        """Move the door; True when it was not already there."""
        moved = self.closed != closed
        self.closed = closed
        if not self.switch_dead:
            self.switch = closed
        return moved
