"""What is on disk about people's cases and parcels, and what a visit adds to it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from contract.bodies import Rating, Unwanted
from contract.envelope import Kind
from contract.message import Message
from contract.reminding import Unasked
from kiosk.cases import CaseRow, Cases
from kiosk.clock import Clock, local
from kiosk.custody.custody import Custody
from kiosk.custody.words import BoxRow, Purpose
from kiosk.keys import Keys
from kiosk.visit import DoorTask
from offline_queue.store import Store


class Records:
    """`keys` raises `NotEnrolled`; `wake` tells the sender that something new waits."""

    def __init__(
        self,
        terminal: str,
        clock: Clock,
        store: Store,
        custody: Custody,
        cases: Cases,
        keys: Callable[[], Keys],
        wake: Callable[[], None],
    ) -> None:
        self._terminal, self._clock = terminal, clock
        self._store, self._custody, self._cases = store, custody, cases
        self._keys, self._wake = keys, wake

    def known_of(self, person_tag: str) -> tuple[list[CaseRow], list[BoxRow], set[str]]:
        """Cases, results waiting, and barcodes of originals still owed; on the queue thread.

        A case whose originals were reclaimed is withdrawn, also before the hall has heard of it; unless its later news
        say otherwise.
        """
        custody = self._custody
        owed = {row.parcel for row in custody.undropped(person_tag)}
        ready = [row for row in custody.for_person(person_tag) if not row.frozen and not row.overdue]
        reclaimed = {code: custody.parcel(code).since for code in custody.reclaimed_by(person_tag)}

        def goes_on(case: CaseRow) -> bool:
            since = reclaimed.get(case.parcel or "")
            return since is None or (case.updated_at is not None and case.updated_at >= datetime.fromisoformat(since))

        return [case for case in self._cases.of(person_tag) if goes_on(case)], ready, owed

    def by_qr(self, token: str) -> BoxRow:
        """The result a signed QR opens; raises `NotEnrolled` and as `Custody.for_qr`. On the locker thread."""
        return self._custody.for_qr(token, self._keys().hall)

    def conclude(self, task: DoorTask) -> None:
        """The step at a door is over and the door is shut: what is now true, in one transaction."""
        custody, parcel, compartment = self._custody, task.parcel, task.compartment
        match task.purpose:
            case Purpose.DROP:
                custody.dropped(parcel, compartment)
            case Purpose.LOAD:
                custody.loaded(parcel, compartment, task.authority.actor)
            case Purpose.TAKE:
                custody.taken(parcel, compartment)
            case Purpose.RECLAIM:
                custody.reclaimed(parcel, compartment)
            case Purpose.RECOVER:
                custody.recovered(parcel, compartment, task.authority.actor, "station")
            case Purpose.TEST:
                custody.tested(compartment)
            case Purpose.COLLECT:
                raise RuntimeError("a collection is concluded by its scan")
        self._wake()

    def found_empty(self, task: DoorTask) -> None:
        """Staff has opened a box that should hold a parcel, and it does not: nobody is called its holder for that."""
        self._custody.missing(task.parcel, task.compartment, task.authority.actor, "station")
        self._wake()

    def dispute(self, task: DoorTask) -> None:
        """A person says the box did not hold what it should."""
        self._custody.disputed(task.parcel, task.compartment, task.authority, "resident")
        self._wake()

    def rate(self, parcel: str, level: int | None) -> None:
        """File the rating (or that it was skipped) with the parcel's case; on the queue thread."""
        self._file(Kind.RATING, UUID(self._custody.parcel(parcel).case_id), Rating(level=level))

    def unwanted(self, id_number: str, reminder: str, why: Unasked) -> None:
        """File that a person wants no more of a reminder: sealed, it cannot be read here. On the queue thread."""
        on = local(self._clock.now()).date()
        self._file(Kind.UNWANTED, None, Unwanted(id_number=id_number, reminder=reminder, why=why, on=on))

    def _file(self, kind: Kind, case_id: UUID | None, body: Message) -> None:
        key, now = self._keys().seal, self._clock.now()
        with self._store.transaction() as tx:
            self._store.enqueue(tx, kind, case_id, body, hall_key=key, terminal=self._terminal, now=now)
        self._wake()
