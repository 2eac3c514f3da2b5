"""What everything in custody stands on: one store, one bounded clock, one thread that writes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from contract.seal import HallPublicKey
from drivers.roles import Locker
from kiosk.clock import Clock
from kiosk.custody import boxes
from kiosk.custody.bank import Compartment
from kiosk.custody.bounded_clock import BoundedClock
from kiosk.custody.doors import Doors
from kiosk.custody.events import Writer
from kiosk.custody.grace import GRACE, Grace
from kiosk.custody.pick_up import PickUp
from kiosk.custody.tables import MIGRATIONS
from offline_queue.sender import RunOnQueue
from offline_queue.store import Store, Tx

_T = TypeVar("_T")


class OnDisk:
    """The store, the clock and the tables; everything is done in one transaction on the queue's thread."""

    def __init__(
        self,
        store: Store,
        locker: Locker,
        clock: Clock,
        terminal: str,
        compartments: Sequence[Compartment],
        hall_key: Callable[[], HallPublicKey],
        run_on_queue: RunOnQueue,
        once_more: Grace = GRACE,
    ) -> None:
        self._store = store
        self._terminal, self._grace = terminal, once_more
        self._on_queue = run_on_queue
        self._on_queue(lambda: store.migrate(MIGRATIONS))
        self.times = self._clock = self._in_transaction(lambda tx: BoundedClock(clock, tx))
        """The time that decides and is written down; see `kiosk.custody.bounded_clock`."""
        self._doors = Doors(locker, self.times, self._run)
        self._pick_up = PickUp(self._run, self.times, terminal)
        self._writer = Writer(store, terminal, hall_key)
        self._run(lambda tx: boxes.seed(tx, compartments, self._clock.now()))

    def _in_transaction(self, work: Callable[[Tx], _T]) -> _T:
        def call() -> _T:
            with self._store.transaction() as tx:
                return work(tx)

        return self._on_queue(call)

    def _run(self, work: Callable[[Tx], _T]) -> _T:
        def timed(tx: Tx) -> _T:
            result = work(tx)
            self.times.keep(tx)
            return result

        return self._in_transaction(timed)

    def heard(self, hall_time: datetime) -> None:
        """The hall's word on what time it is; keeping times that began on a guess move along."""
        self._in_transaction(lambda tx: self.times.heard(tx, hall_time))

    def keep_time(self) -> None:
        """Write down how long the terminal has run; called now and then while nothing else happens."""
        self._run(lambda tx: None)
