"""The simulated bank: lock boards on a wire, doors and contents, and the hand that uses them.

Doors and contents live in this process, so they outlast a killed kiosk as real ones do.
"""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.locker.faults import Fault, FaultBook, garbled
from workbench.locker.furniture import Compartment, DoorShut
from workbench.locker.speech import SPEECHES, Request, Wish
from workbench.wire import Wire

PULSE_S = 0.2
SPRING_S = 0.12  # from the start of the pulse until the door stands open
SPLIT_S = 0.1
NOISE_S = 3.0

Listener = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Board:
    """A board: its address on the line and how many locks it has."""

    address: int
    locks: int


class SimulatedBank:
    """Boards of one family on one line; compartments are numbered from 1, board after board, lock after lock.

    `contact_when_closed`: how the feedback switches are wired. `min_gap_s`: a request coming sooner after the
    previous traffic is not heard (lock-board facts 4). `name`: where to put the line's symlink; by default in a
    temporary folder. All methods are safe from any thread; listeners get the compartment that changed, on
    whichever thread changed it.
    """

    def __init__(
        self,
        boards: Sequence[Board],
        family: str = "8a",
        *,
        baud: int | None = None,
        contact_when_closed: bool = True,
        min_gap_s: float = 0.004,
        late_s: float = 2.0,
        name: Path | None = None,
    ) -> None:
        self.family = family
        self.boards = tuple(boards)
        self.speech = SPEECHES[family]()
        self.late_s = late_s
        self.heard: list[bytes] = []  # every whole valid request, in order
        self.dropped: list[bytes] = []  # requests not heard because they came too soon
        self._contact_when_closed = contact_when_closed
        self._min_gap_s = min_gap_s
        self._faults = FaultBook()
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self._incoming = bytearray()
        self._incoming_at_s = 0.0
        self._traffic_end_s = 0.0
        places = [(board.address, lock) for board in boards for lock in range(1, board.locks + 1)]
        self._compartments = {
            number: Compartment(number, address, lock) for number, (address, lock) in enumerate(places, 1)
        }
        self._by_place = {(door.board, door.lock): door for door in self._compartments.values()}
        self.wire = Wire(baud or self.speech.baud, self._arrived, name)

    @property
    def path(self) -> str:
        """Steady name of the line; survives `unplug` and `plug`."""
        return self.wire.path

    @property
    def compartments(self) -> tuple[int, ...]:
        """All painted numbers."""
        return tuple(self._compartments)

    def door(self, compartment: int) -> bool:
        """True when the door really stands open, whatever its switch says."""
        with self._lock:
            return not self._compartments[compartment].closed

    def pull(self, compartment: int, *, by_force: bool = False) -> bool:
        """Pull at the door; a latched one gives way only to force. True when it stands open now."""
        with self._lock:
            if by_force:
                self._move(self._compartments[compartment], closed=False)
            return self.door(compartment)

    def push(self, compartment: int) -> None:
        """Push the door shut; it latches."""
        with self._lock:
            door = self._compartments[compartment]
            if self._move(door, closed=True) and self._faults.has(Fault.UNSOLICITED, board=door.board):
                self.wire.send(self.speech.event(door.board, door.lock, self._contact(door)))

    def put(self, compartment: int, thing: str) -> None:
        """Put a thing in; raises DoorShut."""
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

    @property
    def pulses(self) -> Mapping[int, int]:
        """How many pulses each compartment's coil has had."""
        with self._lock:
            return {number: door.pulses for number, door in self._compartments.items()}

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the compartment at every change of a door or its contents."""
        with self._lock:
            self._listeners.append(listener)

    def fault(
        self,
        fault: Fault | str,
        *,
        board: int | None = None,
        compartment: int | None = None,
        times: int | None = None,
        detail: int | None = None,
    ) -> None:
        """Put a fault in force: on one board or all, or on one compartment; `times` None = until cleared.

        `detail`: where to split, which bit to flip.
        """
        kind = Fault(fault)
        with self._lock:
            self._faults.add(kind, board, compartment, times, detail)
            if kind is Fault.SENSOR_DEAD and compartment is not None:
                self._compartments[compartment].switch_dead = True

    def clear(self, fault: Fault | str | None = None, compartment: int | None = None) -> None:
        """Lift a fault, or all of them; switches see their doors again."""
        with self._lock:
            self._faults.clear(None if fault is None else Fault(fault), compartment)
            for door in self._compartments.values():
                door.switch_dead = self._faults.has(Fault.SENSOR_DEAD, compartment=door.number)
                door.move(door.closed)

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

    def _inside(self, compartment: int) -> list[str]:
        with self._lock:
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

    def _contact(self, door: Compartment) -> bool:
        return door.switch == self._contact_when_closed

    def _arrived(self, data: bytes) -> None:
        """Bytes from the line; called on the wire's thread."""
        with self._lock:
            now_s = time.monotonic()
            if now_s - self._incoming_at_s > SPLIT_S:
                self._incoming.clear()  # a board forgets half a request
            began_s = now_s - len(data) * self.wire.byte_s
            self._incoming += data
            self._incoming_at_s = now_s
            if self._faults.has(Fault.ECHO):
                self.wire.send(data)
            while self._incoming:
                request, used = self.speech.next_request(bytes(self._incoming))
                if not used:
                    return
                del self._incoming[:used]
                if request is not None:
                    self._hear(request, began_s)

    def _hear(self, request: Request, began_s: float) -> None:
        too_soon = began_s < self._traffic_end_s + self._min_gap_s
        self._traffic_end_s = time.monotonic()
        if too_soon:
            self.dropped.append(request.data)
            return
        self.heard.append(request.data)
        if self._faults.has(Fault.NOISE):
            self._noise()
        doors = [door for door in self._compartments.values() if door.board == request.board]
        if doors and not self._faults.use(Fault.SILENT, board=request.board):
            self._act(request, doors)

    def _act(self, request: Request, doors: Sequence[Compartment]) -> None:
        """Do what a request to a living board asks for."""
        now_s = time.monotonic()
        if request.wish is Wish.READ_ALL:
            contacts = [self._contact(door) for door in doors]
            inside = [bool(door.things) for door in doors]
            self._answer(request.board, self.speech.states(request.board, contacts, inside))
        elif request.wish is Wish.OPEN_ALL:
            for index, door in enumerate(doors):
                self.wire.at(now_s + index * PULSE_S, lambda door=door: self._pulse(door))  # type: ignore[misc]
        elif (request.board, request.lock) in self._by_place:
            door = self._by_place[request.board, request.lock]
            if request.wish is Wish.READ_ONE:
                self._answer(door.board, self.speech.state(door.board, door.lock, self._contact(door)))
            else:
                self._pulse(door)
                self.wire.at(now_s + PULSE_S, lambda: self._pulsed(door))

    def _pulse(self, door: Compartment) -> None:
        with self._lock:
            door.pulses += 1
            if not self._faults.use(Fault.JAMMED, compartment=door.number):
                self.wire.at(time.monotonic() + SPRING_S, lambda: self._sprung(door))

    def _sprung(self, door: Compartment) -> None:
        with self._lock:
            self._move(door, closed=False)

    def _pulsed(self, door: Compartment) -> None:
        with self._lock:
            if self.speech.answers_open:
                self._answer(door.board, self.speech.opened(door.board, door.lock, self._contact(door)))

    def _answer(self, board: int, data: bytes) -> None:
        """Send an answer through whatever faults are in force."""
        if not data or self._faults.use(Fault.LOST, board=board):
            return
        data = garbled(data, board, self._faults, self.speech.neighbour)
        if self._faults.has(Fault.UNSOLICITED, board=board):
            data = self._news(board) + data
        if self._faults.has(Fault.SPLIT, board=board):
            cut = self._faults.detail(Fault.SPLIT, board, 3)
            self._faults.use(Fault.SPLIT, board=board)
            head, data = data[:cut], data[cut:]
            self._say(head)
            self.wire.at(time.monotonic() + len(head) * self.wire.byte_s + SPLIT_S, lambda: self._say(data))
        elif self._faults.use(Fault.LATE, board=board):
            self.wire.at(time.monotonic() + self.late_s, lambda: self._say(data))
        else:
            self._say(data)

    def _news(self, board: int) -> bytes:
        """A report nobody asked for, about the board's first lock."""
        return self.speech.event(board, 1, self._contact(self._by_place[board, 1]))

    def _say(self, data: bytes) -> None:
        self.wire.send(data)
        self._traffic_end_s = self.wire.line_free_at_s

    def _noise(self) -> None:
        """Hiss that would outlast any honest answer: a driver's deadline must not move."""
        if self.wire.line_free_at_s < time.monotonic() + NOISE_S / 2:
            self.wire.send(random.randbytes(int(NOISE_S / self.wire.byte_s)))


def demo_bank(name: Path | None = None) -> SimulatedBank:
    """The bank of the demo: two 8A boards of twelve locks, doors 1..24."""
    return SimulatedBank([Board(1, 12), Board(2, 12)], family="8a", name=name)
