"""The simulated bank: lock boards on a wire, doors and contents, and the hand that uses them.

Doors and contents live in this process, so they outlast a killed kiosk as real ones do.
"""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.locker.boards import Boards, Timing
from workbench.locker.faults import Fault, FaultBook
from workbench.locker.furniture import Coil, Compartment, DoorShut
from workbench.locker.speech import Speech, speech_of
from workbench.wire import Wire

Listener = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Board:
    """A board: its address on the line and how many locks it has."""

    address: int
    locks: int


class SimulatedBank:
    """Boards of one family on one line; compartments are numbered from `first`, board after board, lock after lock.

    `family`: a name, or a speech made with its own options. `contact_when_closed`: how the feedback switches are wired
    (`rewire` changes one). `pulse_s`: instead of the family's own. For the other times see `Timing`. `name`: where to
    put the line's symlink; by default in a temporary folder. All methods are safe from any thread; listeners get the
    compartment that changed, on whichever thread changed it.
    """

    def __init__(
        self,
        boards: Sequence[Board],
        family: str | Speech = "8a",
        *,
        first: int = 1,
        baud: int | None = None,
        contact_when_closed: bool = True,
        pulse_s: float | None = None,
        min_gap_s: float = 0.004,
        late_s: float = 2.0,
        cool_down_s: float = 0.0,
        boot_s: float = 1.0,
        name: Path | None = None,
    ) -> None:
        self.speech = speech_of(family) if isinstance(family, str) else family
        self.family = family if isinstance(family, str) else type(family).__module__.rpartition("speech_")[2]
        self.boards = tuple(boards)
        self._faults = FaultBook()
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        places = [(board.address, lock) for board in boards for lock in range(1, board.locks + 1)]
        self._compartments = {
            number: Compartment(number, address, lock, contact_when_closed)
            for number, (address, lock) in enumerate(places, first)
        }
        self.wire = Wire(baud or self.speech.baud, self._arrived, name)
        by_board = {
            board.address: [door for door in self._compartments.values() if door.board == board.address]
            for board in boards
        }
        own_pulse_s = self.speech.pulse_s if pulse_s is None else pulse_s
        timing = Timing(min_gap_s, late_s, own_pulse_s, cool_down_s, boot_s)
        self._boards = Boards(by_board, self.speech, self.wire, self._faults, self._lock, timing, self._sprung)

    @property
    def heard(self) -> list[bytes]:
        """Every whole valid request, in order."""
        return self._boards.heard

    @property
    def dropped(self) -> list[bytes]:
        """Requests not heard because they came too soon after other traffic."""
        return self._boards.dropped

    @property
    def path(self) -> str:
        """Steady name of the line; survives `unplug` and `plug`."""
        return self.wire.path

    @property
    def compartments(self) -> tuple[int, ...]:
        """All painted numbers."""
        return tuple(self._compartments)

    def place(self, compartment: int) -> tuple[int, int]:
        """Board and lock (from 1) behind a painted number."""
        door = self._compartments[compartment]
        return door.board, door.lock

    # --- the hand -------------------------------------------------------------------------------------

    def door(self, compartment: int) -> bool:
        """True when the door really stands open, whatever its switch says."""
        with self._lock:
            return not self._compartments[compartment].closed

    def pull(self, compartment: int, *, by_force: bool = False) -> bool:
        """Pull at the door; a latched one gives way only to force. True when it stands open now."""
        with self._lock:
            door = self._compartments[compartment]
            drawn = door.coil.on and not self._faults.has(Fault.JAMMED, compartment=compartment)
            if by_force or drawn:
                self._move(door, closed=False)
            return self.door(compartment)

    def push(self, compartment: int) -> bool:
        """Push the door shut; True when it has latched.

        During a pulse the hand presses until it has ended; a coil that stays on lets the door come back.
        """
        with self._lock:
            door = self._compartments[compartment]
            if door.coil.on and (door.coil.stuck or door.coil.on_until_s == math.inf):
                return door.closed
            if self._move(door, closed=True):
                self._boards.report(door)
            return True

    def put(self, compartment: int, thing: str) -> None:
        """Put a thing in; raises DoorShut."""
        with self._lock:
            self._inside(compartment).append(thing)
        self._tell(compartment)

    def take(self, compartment: int, thing: str | None = None) -> str | None:
        """Take a named thing, or the one on top, out; None when there is none. Raises DoorShut."""
        with self._lock:
            things = self._inside(compartment)
            if not things or (thing is not None and thing not in things):
                return None
            taken = things.pop() if thing is None else things.pop(things.index(thing))
        self._tell(compartment)
        return taken

    def things(self, compartment: int) -> tuple[str, ...]:
        """What lies inside, seen through the wall."""
        with self._lock:
            return tuple(self._compartments[compartment].things)

    def rewire(self, compartment: int, *, contact_when_closed: bool) -> None:
        """Fit the other kind of feedback switch to one lock."""
        with self._lock:
            self._compartments[compartment].contact_when_closed = contact_when_closed

    # --- what was done to the coils -------------------------------------------------------------------

    @property
    def pulses(self) -> Mapping[int, int]:
        """How many pulses each compartment's coil has had."""
        with self._lock:
            return {number: door.coil.pulses for number, door in self._compartments.items()}

    def coil(self, compartment: int) -> Coil:
        """The coil as it is now (a copy); `on_total_s` includes a pulse in progress."""
        with self._lock:
            seen = replace(self._compartments[compartment].coil)
        if seen.since_s is not None:
            seen.on_total_s += time.monotonic() - seen.since_s
        return seen

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the compartment at every change of a door or its contents."""
        with self._lock:
            self._listeners.append(listener)

    # --- faults ---------------------------------------------------------------------------------------

    def fault(
        self,
        fault: Fault | str,
        *,
        board: int | None = None,
        compartment: int | None = None,
        times: int | None = None,
        detail: int | None = None,
    ) -> None:
        """Put a fault in force; `times` None = until cleared, `detail` as the fault's meaning says.

        Raises ValueError for a fault given to the wrong thing (`Fault.of`), KeyError for a board or compartment that
        is not there.
        """
        kind = Fault(fault)
        if board not in (None, *(one.address for one in self.boards)):
            raise KeyError(f"no board {board}")
        with self._lock:
            door = None if compartment is None else self._compartments[compartment]
            self._faults.add(kind, board, compartment, times, detail)
            if kind is Fault.SENSOR_DEAD and door is not None:
                door.switch_dead = True
            elif kind is Fault.POWER_CUT:
                back_s = self._boards.cut_power(board, (detail or 0) / 1000)
                self.wire.at(back_s, lambda: self._booted(board))

    def clear(self, fault: Fault | str | None = None, compartment: int | None = None) -> None:
        """Lift a fault, or all of them; switches see their doors again, stuck relays let go, power is back."""
        kind = None if fault is None else Fault(fault)
        with self._lock:
            self._faults.clear(kind, compartment=compartment)
            if kind in (None, Fault.POWER_CUT):
                self._boards.wake(None)
            for door in self._compartments.values():
                door.switch_dead = self._faults.has(Fault.SENSOR_DEAD, compartment=door.number)
                door.move(door.closed)
                if kind in (None, Fault.RELAY_STUCK) and compartment in (None, door.number):
                    self._boards.unstick(door)

    @property
    def faults(self) -> list[str]:
        """Faults in force, in words."""
        with self._lock:
            return self._faults.in_force()

    def unplug(self) -> None:
        """Pull the adapter out."""
        self.wire.unplug()

    def plug(self) -> None:
        """Put the adapter back; it comes up as another device under the same steady name."""
        self.wire.plug()

    def close(self) -> None:
        """Switch everything off."""
        self.wire.close()

    def _sprung(self, door: Compartment) -> None:
        self._tell(door.number)

    def _arrived(self, data: bytes) -> None:
        self._boards.arrived(data)

    def _booted(self, board: int | None) -> None:
        with self._lock:
            if self._boards.awake(board):
                self._faults.clear(Fault.POWER_CUT, board=board)

    def _inside(self, compartment: int) -> list[str]:
        door = self._compartments[compartment]
        if door.closed:
            raise DoorShut(f"compartment {compartment} is shut")
        return door.things

    def _move(self, door: Compartment, *, closed: bool) -> bool:
        moved = door.move(closed)
        if moved:
            self._tell(door.number)
        return moved

    def _tell(self, compartment: int) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(compartment)


def demo_bank(name: Path | None = None) -> SimulatedBank:
    """The bank of the demo: two 8A boards of twelve locks, doors 1..24."""
    return SimulatedBank([Board(1, 12), Board(2, 12)], family="8a", name=name)
