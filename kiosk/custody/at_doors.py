"""Custody at the doors: what is settled after a start, which box is chosen, how a door opens and how a step ends."""

from collections.abc import Callable, Collection
from datetime import timedelta

from contract.parcel import Holder, ParcelEvent
from drivers.roles import Door
from kiosk.custody import alarms, boxes, duty, grace, parcels, rounds
from kiosk.custody.bank import Size
from kiosk.custody.events import already
from kiosk.custody.on_disk import OnDisk
from kiosk.custody.words import (
    Authority,
    BoxRow,
    BoxState,
    DoorOutcome,
    Finding,
    NothingInside,
    Purpose,
    StillInside,
    Unfinished,
)
from offline_queue.store import Tx

KEPT_S = 900.0
"""Ours: how long a box stays kept that nobody has opened."""


class AtDoors(OnDisk):
    """Everything that looks at a door, opens one, or needs one shut."""

    # --- after a start or a reconnect ----------------------------------------------------------------

    def reconcile(self) -> list[Finding]:
        """Read every door, then settle what was under way by what the doors say. Pulses nothing, loses nothing."""
        return self._doors.reconcile()

    def found_meanwhile(self) -> list[Finding]:
        """What came to light when a board answered again after a silence: each such door is settled when first read."""
        return self._doors.found_meanwhile()

    def unfinished(self) -> list[Unfinished]:
        """Steps that were under way at a door: what the screen has to go on with. Reads each such door."""
        return self._doors.unfinished()

    # --- choosing a box ------------------------------------------------------------------------------

    def free_by_size(self) -> dict[Size, int]:
        """How many compartments of each size are free."""
        free = [box.size for box in self._run(boxes.every) if box.state is BoxState.FREE]
        return {size: free.count(size) for size in Size}

    def free_for(self, parcel: str, avoid: Collection[int] = frozenset()) -> dict[Size, int]:
        """How many boxes of each size `parcel` may have: free or its own, and enough left for results on their way."""

        def usable(tx: Tx) -> list[Size]:
            mine = boxes.with_parcel(tx, parcel)
            own = [mine.size] if mine is not None and mine.number not in avoid else []
            return own + [box.size for box in duty.free_for(tx, parcels.get(tx, parcel), avoid)]

        sizes = self._run(usable)
        return {size: sizes.count(size) for size in Size}

    def reserve(self, size: Size, low: bool, for_parcel: str, avoid: Collection[int] = frozenset()) -> int:
        """The number of the smallest fitting free box, kept for one parcel; asked again the same.

        Raises `BankFull`, `BankTampered`.

        `avoid`: compartments not to choose now, since their board does not answer.
        """
        rest = timedelta(seconds=self._grace.seconds)
        return self._run(lambda tx: duty.reserve(tx, size, low, for_parcel, self._clock.now(), avoid, rest))

    def release(self, parcel: str) -> None:
        """Give back a reserved compartment nothing was put into; nothing happens when there is none."""
        self._run(lambda tx: duty.release(tx, parcel, self._clock.now()))

    def release_left(self) -> None:
        """Give back the boxes kept for somebody who went away before their door opened, or whose power went.

        Asked while no visit is under way. Another box is kept for them when they come again.
        """
        now = self._clock.now()
        self._run(lambda tx: duty.release_left(tx, now - timedelta(seconds=KEPT_S), now))

    # --- doors ---------------------------------------------------------------------------------------

    def open(
        self,
        compartment: int,
        authority: Authority,
        purpose: Purpose,
        parcel: str | None,
        check: Callable[[Tx], None] | None = None,
    ) -> DoorOutcome:
        """Intent on disk, one pulse, outcome on disk; neither an open door nor a silent board is pulsed.

        The same wish again goes on with the same opening: at most three pulses, 3.5 s apart, until a quarter
        of an hour has passed since the last.
        `check`: asked in the same transaction as the intent, whether the authority still counts (`CardLost`).
        Raises `AnotherDoorOpen`, `WrongState`, `ParcelFrozen`, `Overdue`, `TooSoon`, `TooManyPulses`.
        """
        return self._doors.open(compartment, authority, purpose, parcel, check=check)

    def reopen(
        self,
        compartment: int,
        authority: Authority,
        purpose: Purpose,
        parcel: str,
        check: Callable[[Tx], None] | None = None,
    ) -> DoorOutcome:
        """Once more the door whose leg (DROP or TAKE) has just ended: that end is taken back with the intent, on disk.

        For the same authority, within the grace and as often as it says. Raises `GraceOver`, and as `open`.
        """

        def undo(tx: Tx) -> None:
            now = self._clock.now()
            grace.undo(tx, self._writer, self._grace, compartment, authority, purpose, parcel, now)

        return self._doors.open(compartment, authority, purpose, parcel, undo, check)

    def reopen_left_s(self, parcel: str, authority: Authority) -> float:
        """How many seconds this authority may still have the door of its last leg opened once more; 0 when it may not.

        The hall's word on the time may cut it short.
        """
        found = self._run(lambda tx: grace.chance(tx, parcel, self._clock.now(), self._grace))
        return found.left_s if found is not None and found.authority == authority else 0.0

    def reopenable(self, person_tag: str) -> list[tuple[BoxRow, Authority]]:
        """Results taken and originals put in by card within the grace, the last first: doors, and by what right."""
        return self._run(lambda tx: grace.for_person(tx, person_tag, self._clock.now(), self._grace))

    def forget_codes(self) -> None:
        """A taking that can no longer be taken back leaves nothing that a code could be tried against."""
        rest = timedelta(seconds=self._grace.seconds)
        self._run(lambda tx: parcels.forget_codes(tx, self._clock.now() - rest))

    def look(self, compartment: int) -> Door:
        """Read one door now; a door found open or closed against expectation is journaled."""
        return self._doors.look(compartment)

    def uncommanded(self, compartment: int, *, attended: bool) -> bool:
        """A door nobody commanded is open: journaled, set aside, told to the hall. False when it is no alarm.

        No alarm: the visit's own door (`attended`) while its step is not concluded, or an empty box that was set
        aside and is being worked on.
        """
        now = self._clock.now()
        return self._run(lambda tx: alarms.uncommanded(tx, self._writer, compartment, now, attended=attended))

    def left_ajar(self, compartment: int, open_s: float) -> bool:
        """A door of ours was never shut: journaled and told to the hall, unless staff has set the box aside."""
        self._doors.look(compartment)
        return self._run(lambda tx: alarms.left_ajar(tx, self._writer, compartment, open_s, self._clock.now()))

    def shut_again(self, compartment: int) -> None:
        """A door that gave an alarm reads shut; whoever knows that is the journal and the hall."""
        self._run(lambda tx: alarms.shut_again(tx, self._writer, compartment, self._clock.now()))

    def not_shut_again(self) -> list[int]:
        """Compartments of whose alarm the hall does not know the end."""
        return self._run(alarms.not_shut_again)

    def to_be_looked_at(self) -> list[int]:
        """Compartments that opened without command and are set aside until a person has looked."""
        return self._run(alarms.standing)

    def set_aside(self, compartment: int, authority: Authority, reason: str) -> None:
        """Take a compartment out of service (a jam, a technician's word); a parcel on its way in keeps its holder."""
        self._run(lambda tx: duty.set_aside(tx, compartment, authority, reason, self._clock.now()))

    def back_in_service(self, compartment: int, authority: Authority) -> None:
        """A repaired, empty or still holding compartment is used again. Raises `DoorStillOpen`, `ParcelFrozen`."""
        self._doors.must_be_closed(compartment)
        self._run(lambda tx: duty.back_in_service(tx, compartment, authority, self._clock.now()))

    def tested(self, compartment: int) -> None:
        """A technician's door test is over: the compartment is as it was before. Raises `DoorStillOpen`."""
        self._doors.must_be_closed(compartment)
        self._run(lambda tx: duty.tested(tx, compartment, self._clock.now()))

    # --- how a step ends: each needs the door closed now (`DoorStillOpen`) and seen open before (`NotOpened`) ---

    def dropped(self, parcel: str, compartment: int) -> None:
        """The resident's originals are in the box. Raises `NothingInside` when the sensor says otherwise."""
        self._conclude(ParcelEvent.DROPPED, parcel, compartment, inside=True)

    def collected(self, parcel: str, compartment: int, courier: str, *, damaged: bool = False) -> None:
        """The courier has taken the originals out and scanned them. Raises `StillInside`, `OtherCourier`."""
        reason = rounds.DAMAGED if damaged else None
        self._conclude(ParcelEvent.COLLECTED, parcel, compartment, actor=courier, reason=reason, inside=False)

    def loaded(self, parcel: str, compartment: int, courier: str) -> None:
        """The courier it was handed to has put the result in; from now on its code opens the box.

        Raises `NothingInside`, `OtherCourier`.
        """
        self._conclude(ParcelEvent.LOADED, parcel, compartment, actor=courier, inside=True)

    def taken(self, parcel: str, compartment: int) -> None:
        """The resident has the result; its code opens nothing more. Raises `StillInside`."""
        self._conclude(ParcelEvent.TAKEN, parcel, compartment, inside=False)

    def reclaimed(self, parcel: str, compartment: int) -> None:
        """The resident has the originals back, and with that the case is withdrawn. Raises `StillInside`."""
        self._conclude(ParcelEvent.RECLAIMED, parcel, compartment, inside=False)

    def recovered(self, parcel: str, compartment: int, staff: str, reason: str) -> None:
        """Staff has taken an overdue, disputed or doubtful parcel out. Raises `StillInside`."""
        self._conclude(ParcelEvent.RECOVERED, parcel, compartment, actor=staff, reason=reason, inside=False)

    def missing(self, parcel: str, compartment: int, actor: str, reason: str = "empty") -> None:
        """Expected in the box and not there: both are frozen. What was never confirmed as put in just frees the box."""
        if self._run(lambda tx: parcels.get(tx, parcel)).holder in (Holder.RESIDENT, Holder.COURIER):
            self._nothing_moved(parcel, compartment, "nothing_inside", inside=False)
            return
        self._conclude(ParcelEvent.MISSING, parcel, compartment, actor=actor, reason=reason)

    def disputed(self, parcel: str, compartment: int, authority: Authority, reason: str) -> None:
        """A person says the box did not hold what it should: frozen until staff has looked (domain 2.12, case 11).

        Whatever has become of the box meanwhile. While the parcel's own step is under way the door has to be shut.
        """
        if any(step.parcel == parcel for step in self._run(boxes.all_live)):
            self._doors.must_be_closed(compartment)
        now = self._clock.now()
        self._run(lambda tx: self._writer.freeze(tx, parcel, compartment, authority, reason, now))

    def nothing_inside(self, parcel: str, compartment: int) -> None:
        """Opened and closed with nothing put in: the box stays reserved for another try (domain 2.12, case 2)."""
        self._nothing_moved(parcel, compartment, "nothing_inside", inside=False)

    def does_not_fit(self, parcel: str, compartment: int) -> None:
        """Too big for this box, taken back out: the box is free again, reserve a larger one."""
        self._nothing_moved(parcel, compartment, "does_not_fit", inside=False)

    def left_inside(self, parcel: str, compartment: int) -> None:
        """Opened and closed without taking the parcel: it waits on."""
        self._nothing_moved(parcel, compartment, "left_inside", inside=True)

    def _conclude(
        self,
        event: ParcelEvent,
        parcel: str,
        compartment: int,
        *,
        actor: str | None = None,
        reason: str | None = None,
        inside: bool | None = None,
    ) -> None:
        if self._run(lambda tx: already(tx, event, parcel, compartment)):
            return
        self._doors.must_be_closed(compartment)
        self._believe(compartment, inside)
        now = self._clock.now()
        self._run(lambda tx: self._writer.conclude(tx, event, parcel, compartment, now, actor, reason))

    def _nothing_moved(self, parcel: str, compartment: int, how: str, *, inside: bool) -> None:
        self._doors.must_be_closed(compartment)
        self._believe(compartment, inside)
        self._run(lambda tx: self._writer.nothing_moved(tx, parcel, compartment, how, self._clock.now()))

    def _believe(self, compartment: int, inside: bool | None) -> None:
        """The sensor overrules what a person says; without a sensor the person's word stands."""
        if inside is None:
            return
        sensed = self._doors.inside(compartment)
        if inside and sensed is False:
            raise NothingInside(f"compartment {compartment} reads empty")
        if not inside and sensed is True:
            raise StillInside(f"compartment {compartment} reads occupied")
