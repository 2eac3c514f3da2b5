"""The electronics of the boards on one line: they hear requests, drive coils, and answer."""

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from workbench.locker.answering import SPLIT_S, Answering
from workbench.locker.faults import Fault, FaultBook
from workbench.locker.furniture import Compartment
from workbench.locker.speech import EVERY_BOARD, Answers, Look, Request, Speech, Wish
from workbench.locker.supply import Supply
from workbench.wire import Wire

SPRING_S = 0.12  # from the start of the pulse until the door stands open
TURN_S = 0.02  # an answer that comes before the pulse has left by then
EXCEPTION_CODE = 2
GAP_MS = 20
TINY_S = 1e-6


@dataclass(frozen=True, slots=True)
class Timing:
    """`min_gap_s`: a request coming sooner after other traffic is not heard by anyone (lock-board facts 4).

    `late_s`: how late a late answer is. `pulse_s`: length of a pulse where no request says it. `cool_down_s`: the least
    from the beginning of a pulse to the next of the same coil. `boot_s`: silence after a power cut.
    """

    min_gap_s: float
    late_s: float
    pulse_s: float
    cool_down_s: float
    boot_s: float


class Boards:
    """All boards of a line. `doors` by address, in the order of their locks; `moved` is told of a door that sprang."""

    def __init__(
        self,
        doors: Mapping[int, Sequence[Compartment]],
        speech: Speech,
        wire: Wire,
        book: FaultBook,
        lock: threading.RLock,
        timing: Timing,
        moved: Callable[[Compartment], None],
    ) -> None:
        self.heard: list[bytes] = []
        self.dropped: list[bytes] = []
        self._doors, self._speech, self._wire, self._book, self._timing = doors, speech, wire, book, timing
        self._moved = moved
        self._lock = lock
        self._supply = Supply(doors, wire, lock)
        self._answering = Answering(speech, wire, book, self._supply, timing.late_s, self._news)
        self._pulse_s = dict.fromkeys(doors, timing.pulse_s)
        self._incoming = bytearray()
        self._incoming_at_s = 0.0

    # --- hearing --------------------------------------------------------------------------------------

    def arrived(self, data: bytes) -> None:
        """Bytes from the line; called on the wire's thread."""
        with self._lock:
            now_s = time.monotonic()
            if now_s - self._incoming_at_s > SPLIT_S:
                self._incoming.clear()  # a board forgets half a request
            began_s = now_s - len(data) * self._wire.byte_s
            self._incoming += data
            self._incoming_at_s = now_s
            if self._book.use(Fault.ECHO):
                self._wire.send(data)
            while self._incoming:
                request, used = self._speech.next_request(bytes(self._incoming))
                if not used:
                    return
                del self._incoming[:used]
                if request is not None:
                    self._hear(request, began_s)

    def _hear(self, request: Request, began_s: float) -> None:
        quiet_s = began_s - self._answering.traffic_end_s
        self._answering.traffic_end_s = time.monotonic()
        if quiet_s < self._timing.min_gap_s:
            self.dropped.append(request.data)
            return
        self.heard.append(request.data)
        self._answering.say_kept_back()
        if self._book.use(Fault.NOISE):
            self._answering.noise()
        for board in self._doors if request.board == EVERY_BOARD else [request.board]:
            if board in self._doors and self._supply.awake(board) and self._notices(board, request, quiet_s):
                self._act(board, request)

    def _notices(self, board: int, request: Request, quiet_s: float) -> bool:
        gap_ms = self._book.detail(Fault.NEEDS_GAP, GAP_MS, board=board)
        if gap_ms is not None and quiet_s < gap_ms / 1000:
            self._book.use(Fault.NEEDS_GAP, board=board)
            self.dropped.append(request.data)
            return False
        return not self._book.use(Fault.SILENT, board=board)

    # --- acting ---------------------------------------------------------------------------------------

    def _act(self, board: int, request: Request) -> None:
        """Do what a request to a living board asks for."""
        if self._speech.refuses:
            code = self._book.used(Fault.EXCEPTION, EXCEPTION_CODE, board=board)
            if code is not None or request.wish is Wish.REFUSED:
                self._word(board, self._speech.exception(request, request.refusal if code is None else code))
                return
        doors = self._doors[board]
        if any(lock > len(doors) for lock in request.locks):
            self._word(board, self._speech.no_such_lock(request))
            return
        wanted = [doors[lock - 1] for lock in request.locks] or doors
        if request.wish in (Wish.OPEN, Wish.OPEN_TOGETHER):
            self._open(board, request, wanted)
            return
        if request.wish is Wish.SET_PULSE and request.pulse_s is not None:
            self._pulse_s[board] = request.pulse_s
        elif request.wish in (Wish.HOLD, Wish.RELEASE, Wish.TOGGLE):
            for door in wanted:
                self._switch(door, request)
        self._answer(board, request)

    def _open(self, board: int, request: Request, wanted: Sequence[Compartment]) -> None:
        start_s = time.monotonic()
        hot = [door for door in wanted if self._must_cool(door)]
        refusal = self._speech.busy(request) if hot else b""
        if refusal:
            self._word(board, refusal)
            return
        if self._speech.answers_open is Answers.BEFORE:
            self._answer(board, request)
            start_s += TURN_S
        pulse_s = self._pulse_s[board] if request.pulse_s is None else request.pulse_s
        step_s = 0.0 if request.wish is Wish.OPEN_TOGETHER else pulse_s
        for index, door in enumerate(wanted):
            if door not in hot:
                self._supply.later(board, start_s + index * step_s, partial(self._pulse, door, pulse_s))
        if self._speech.answers_open is Answers.AFTER:
            end_s = start_s + step_s * (len(wanted) - 1) + pulse_s
            self._supply.later(board, end_s, lambda: self._answer(board, request))

    def _must_cool(self, door: Compartment) -> bool:
        recent = time.monotonic() - door.coil.last_pulse_s < self._timing.cool_down_s
        return self._book.use(Fault.BUSY, board=door.board, compartment=door.number) or recent

    def _answer(self, board: int, request: Request) -> None:
        look = self._look(board)
        twin = Look(board, _turned(look.contacts), _turned(look.objects), _turned(look.coils), look.pulse_s)
        self._answering.answer(board, self._speech.answer(request, look), self._speech.answer(request, twin))

    def _word(self, board: int, data: bytes) -> None:
        """An answer that does not depend on what the board sees: a twin would say the same."""
        self._answering.answer(board, data, data)

    def _look(self, board: int) -> Look:
        doors = self._doors[board]
        return Look(
            board,
            [door.contact for door in doors],
            [bool(door.things) for door in doors],
            [door.coil.on for door in doors],
            self._pulse_s[board],
        )

    # --- unasked --------------------------------------------------------------------------------------

    def _news(self, board: int) -> bytes:
        return self._speech.event(board, 1, self._doors[board][0].contact)

    def report(self, door: Compartment) -> None:
        """Report a door that a hand has shut, where the board is set to do so and the family can."""
        if self._supply.awake(door.board) and self._book.has(Fault.UNSOLICITED, board=door.board):
            self._answering.say(door.board, self._speech.event(door.board, door.lock, door.contact))

    # --- coils and power ------------------------------------------------------------------------------

    def _pulse(self, door: Compartment, for_s: float) -> None:
        now_s = time.monotonic()
        door.coil.energise(now_s, now_s + for_s)
        self._supply.later(door.board, now_s + for_s, lambda: self._fall(door))
        if not self._book.use(Fault.JAMMED, compartment=door.number):
            self._supply.later(door.board, now_s + SPRING_S, lambda: self._spring(door))

    def _spring(self, door: Compartment) -> None:
        if door.move(False):
            self._moved(door)

    def _fall(self, door: Compartment) -> None:
        """The current is to end, unless another pulse has begun meanwhile."""
        now_s = time.monotonic()
        if door.coil.on and now_s >= door.coil.on_until_s - TINY_S:
            door.coil.stuck = door.coil.stuck or self._book.use(Fault.RELAY_STUCK, compartment=door.number)
            door.coil.drop(now_s)

    def _switch(self, door: Compartment, request: Request) -> None:
        """On or off for good; off with a time (Modbus flash OFF) = on again after it."""
        if request.wish is Wish.HOLD or (request.wish is Wish.TOGGLE and not door.coil.on):
            if not door.coil.on or door.coil.on_until_s < math.inf:
                self._pulse(door, math.inf)
            return
        door.coil.on_until_s = time.monotonic()
        self._fall(door)
        if request.pulse_s is not None:
            self._supply.later(door.board, time.monotonic() + request.pulse_s, lambda: self._pulse(door, math.inf))

    def unstick(self, door: Compartment) -> None:
        """The relay's contact lets go."""
        if door.coil.stuck:
            door.coil.stuck = False
            door.coil.drop(time.monotonic())

    def cut_power(self, board: int | None, without_s: float) -> float:
        """Cut the power of a board or of all for so long; the moment (`time.monotonic()`) when they are back."""
        now_s = time.monotonic()
        awake_at_s = now_s + without_s + self._timing.boot_s
        for address in self._addresses(board):
            self._supply.cut(address, awake_at_s)
            self._answering.forget(address)
            self._pulse_s[address] = self._timing.pulse_s
            for door in self._doors[address]:
                door.coil.drop(now_s)
        self._incoming.clear()
        return awake_at_s

    def wake(self, board: int | None) -> None:
        """Back at once, booted."""
        for address in self._addresses(board):
            if not self._supply.awake(address):
                self._supply.cut(address, time.monotonic())

    def awake(self, board: int | None) -> bool:
        """Whether the board, or all, have power and have booted."""
        return all(self._supply.awake(address) for address in self._addresses(board))

    def _addresses(self, board: int | None) -> list[int]:
        return list(self._doors) if board is None else [board]


def _turned(flags: Sequence[bool]) -> list[bool]:
    return [not flag for flag in flags]
