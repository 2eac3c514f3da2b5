"""Looking at doors and telling the truth about them: at the start, after every silence of a board, and in between.

The doors' real state always wins over the stored one. Blocking; the `locker` worker's thread.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, TypeVar

from drivers.roles import DeviceError, Door, Locker
from kiosk.custody import boxes, journal
from kiosk.custody.bounded_clock import BoundedClock
from kiosk.custody.boxes import Box
from kiosk.custody.journal import Entry
from kiosk.custody.words import (
    BoxState,
    DoorOutcome,
    DoorStillOpen,
    Finding,
    FindingKind,
    Opened,
    Unfinished,
)
from offline_queue.store import Tx

_T = TypeVar("_T")
_S = BoxState


class Run(Protocol):
    """Do `work` in one transaction on the thread that owns the store; its result comes back after the commit."""

    def __call__(self, work: Callable[[Tx], _T], /) -> _T: ...


class Sight:
    """The locker's switches and what the disk says of the doors."""

    def __init__(self, locker: Locker, clock: BoundedClock, run: Run) -> None:
        self._locker = locker
        self._clock = clock
        self._run = run
        self._silent: frozenset[int] = frozenset()  # could not be read when they were last asked for
        self._found: list[Finding] = []

    def read(self, number: int) -> Door:
        """One door as it is now; a board that does not answer gives UNKNOWN."""
        try:
            return self._locker.door(number)
        except DeviceError:
            return Door.UNKNOWN

    def read_all(self) -> Mapping[int, Door]:
        """Every door as it is now, UNKNOWN on a silent board. What comes back from silence is settled at once.

        Whoever reads first after a cable was pulled or a board lost its power does what the start does (rule 4).
        """
        doors = self._ask()
        silent = frozenset(number for number, door in doors.items() if door is Door.UNKNOWN)
        back, self._silent = self._silent - silent, silent
        if back:
            self._found += self._run(lambda tx: self._settle(tx, doors, back))
        return doors

    def found_meanwhile(self) -> list[Finding]:
        """What reading after a silence has brought to light since this was last asked."""
        found, self._found = self._found, []
        return found

    def inside(self, number: int) -> bool | None:
        """What the sensor says lies in the box; None without a sensor or an answer."""
        try:
            return self._locker.occupied(number)
        except DeviceError:
            return None

    def must_be_closed(self, number: int) -> None:
        """Raises `DoorStillOpen` unless the door reads closed now."""
        door = self.look(number)
        if door is not Door.CLOSED:
            raise DoorStillOpen(number, door)

    def look(self, number: int) -> Door:
        """Read one door and write down what that changes."""
        door = self.read(number)
        if door is Door.UNKNOWN:
            self._silent |= {number}
            return door
        back, self._silent = number in self._silent, self._silent - {number}
        self._run(lambda tx: self._agree(tx, boxes.get(tx, number), door, restart=back))
        return door

    def reconcile(self) -> list[Finding]:
        """Doors first, then what the disk believed of them; nothing is pulsed. See `Custody.reconcile`."""
        doors = self._ask()
        self._silent = frozenset(number for number, door in doors.items() if door is Door.UNKNOWN)
        findings = self._run(lambda tx: self._settle(tx, doors, None))
        if len(doors) > 1 and all(door is Door.OPEN for door in doors.values()):
            findings.insert(0, Finding(FindingKind.ALL_OPEN, None, None, Door.OPEN))
        return findings

    def _settle(self, tx: Tx, doors: Mapping[int, Door], only: Collection[int] | None) -> list[Finding]:
        """Every compartment (or `only` these) as after a start: nobody saw what happened before this reading."""
        found = [
            self._agree(tx, box, doors.get(box.number, Door.UNKNOWN), restart=True)
            for box in boxes.every(tx)
            if only is None or box.number in only
        ]
        return [finding for finding in found if finding]

    def _agree(self, tx: Tx, box: Box, door: Door, *, restart: bool) -> Finding | None:
        """Bring one compartment's row into agreement with its door; the door is right."""
        opening = boxes.live(tx, box.number)
        state, outcome, kind = _truth(box, opening, door, restart=restart)
        if kind is not None and (state is not box.state or (opening and outcome is not opening.outcome)):
            if opening and outcome:
                boxes.set_outcome(tx, opening, outcome)
            boxes.set_state(tx, box, state, box.parcel, self._clock.now())
            journal.append(
                tx,
                self._clock.now(),
                Entry.FOUND if restart else Entry.DOOR_SEEN,
                compartment=box.number,
                parcel=box.parcel,
                opening=opening.id if opening else None,
                door=door.value,
                was=box.state.value,
                now=state.value,
            )
        if kind is None or (door is Door.UNKNOWN and not opening and not restart):
            return None
        return Finding(kind, box.number, box.parcel, door)

    def unfinished(self) -> list[Unfinished]:
        """Openings under way, each with its door as it is now."""
        live = self._run(boxes.all_live)
        return [
            Unfinished(
                opening.purpose,
                opening.parcel,
                opening.compartment,
                self.read(opening.compartment),
                opening.authority.actor,
                opening.authority.kind,
                opening.outcome,
                opening.since,
            )
            for opening in live
        ]

    def _ask(self) -> Mapping[int, Door]:
        try:
            return self._locker.doors()
        except DeviceError:  # not this terminal's bank, which answers UNKNOWN, but a role may raise
            return dict.fromkeys((box.number for box in self._run(boxes.every)), Door.UNKNOWN)


def _truth(
    box: Box, opening: Opened | None, door: Door, *, restart: bool
) -> tuple[BoxState, DoorOutcome | None, FindingKind | None]:
    """(state, outcome, finding) that the door's word makes of a row; finding None = nothing to say."""
    outcome = opening.outcome if opening else None
    if door is Door.OPEN:
        if opening:
            resumed = FindingKind.RESUMED if restart or box.state is not _S.OPEN else None
            return _S.OPEN, DoorOutcome.OPENED, resumed
        state = box.state if box.state is _S.OUT_OF_SERVICE else _S.OPEN
        return state, None, FindingKind.LEFT_OPEN
    lost = _S.CLOSED_UNKNOWN if box.parcel else _S.FREE
    if opening is None:
        stale = box.state in (_S.OPEN, _S.OPENING) and door is Door.CLOSED
        silent = FindingKind.SILENT if door is Door.UNKNOWN and restart else None
        return (lost, None, FindingKind.UNSEEN) if stale else (box.state, None, silent)
    if restart and box.state in (_S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN):
        return _S.CLOSED_UNKNOWN, outcome or DoorOutcome.UNKNOWN, FindingKind.UNSEEN
    if not restart and door is Door.CLOSED and outcome is None:
        return _S.CLOSED_UNKNOWN, DoorOutcome.UNKNOWN, FindingKind.UNSEEN
    return box.state, outcome, None
