"""A step: what it may ask for and what it may answer. A step never waits: it asks, returns, and is told."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from contract.failures import Failure
from contract.text import Text
from drivers.roles import Slip
from kiosk.clock import Clock
from kiosk.events import Event
from kiosk.screens.screen import Screen
from kiosk.visit import Visit

if TYPE_CHECKING:
    from kiosk.terminal.terminal import Terminal

UNDO_S = 8.0  # how long a message with an undo button stands


@dataclass(frozen=True)
class Next:
    """On to the next step of the row; at its end the row returns `result`."""

    result: Any = None


@dataclass(frozen=True)
class Back:
    """One step back; before the first, the row returns None."""


@dataclass(frozen=True)
class GoTo:
    """To a named step of this row; from there back is index - 1 as ever."""

    step: "type[Step]"


@dataclass(frozen=True)
class Begin:
    """Start another row on top of this one; this step hears `Returned` when it ends."""

    row: "Row"


@dataclass(frozen=True)
class Become:
    """Leave this row for another one; nothing is returned to."""

    row: "Row"


@dataclass(frozen=True)
class Leave:
    """Back to the signed-in person's home."""


@dataclass(frozen=True)
class SignOnAgain:
    """Nobody can tell any more whose visit this is: it is forgotten, and a card is asked for (decision 043)."""


@dataclass(frozen=True)
class End:
    """End the visit, with a farewell screen unless `silent`."""

    silent: bool = False


@dataclass(frozen=True)
class Fail:
    """Show a failure; `retry` re-enters this step, otherwise the visit goes home (or ends)."""

    failure: Failure
    retry: bool = False


@dataclass(frozen=True)
class Stay:
    """Dealt with, failure or not: this step goes on."""

    quiet: bool = False  # nothing to show anew (typing must not redraw the page)


Outcome = Stay | Next | Back | GoTo | Begin | Become | Leave | SignOnAgain | End | Fail


class Here(Protocol):
    """What a step may ask of the session."""

    visit: Visit
    terminal: "Terminal"
    clock: Clock

    def run(self, tag: str, worker: str, call: Callable[[], Any]) -> None:
        """Do `call` on a device's thread; `Done(tag)` or `Failed(tag)` comes later unless the step was left."""

    def print(self, tag: str, slip: Slip) -> None:
        """Print for this visit, told as by `run`; what could not begin before the next visit is not printed into it."""

    def later(self, seconds: float, tag: str) -> None:
        """`Elapsed(tag)` after `seconds` unless the step was left."""

    def show(self) -> None:
        """The step's screen has changed."""

    def turned(self) -> None:
        """The step turned to another page of its own: shown like a new screen."""

    def toast(self, sentence: str, *, undo: bool = False) -> None:
        """A short message at the bottom of the screen; with `undo` a button beside it that says `Said("undo")`."""

    def end_toast(self) -> None:
        """Take the message away before its time."""

    @property
    def quiet_s(self) -> float:
        """Seconds since the person last touched anything."""


class Step(ABC):
    """One station of a row. Made anew at every entry: what must outlive it goes into the visit."""

    title: str = ""
    """Key of `kiosk.words.STEP_TITLES` when the step shows in the progress bar."""

    keeps_card: bool = True
    """Whether pulling the resident's card here ends the visit (False once everything is durable)."""

    def enter(self, here: Here) -> None:
        """Called once, when the step is reached."""

    @abstractmethod
    def on(self, event: Event, here: Here) -> Outcome | None:
        """React; None stays."""

    @abstractmethod
    def screen(self, here: Here) -> Screen:
        """What to show now."""

    def leave(self, here: Here) -> None:
        """Called once when the step is left, by whatever way."""

    def never_idle(self, here: Here) -> bool:
        """True while the idle warning must not come (an open door, a page being captured)."""
        return False

    def why_stay(self, here: Here) -> Text | None:
        """Why the person cannot leave by the shell's buttons now (a door stands open), or None."""
        return None

    def skip(self, here: Here) -> bool:
        """True when the row passes over this step, forwards and back."""
        return False


@dataclass(frozen=True)
class Row:
    """A service: its name and its steps in order. `back` is index - 1."""

    name: str
    steps: tuple[Callable[[], Step], ...]
