"""Going on where rows cannot be read or changed: they are named, each transaction without them, the rest is done."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from offline_queue import outbox
from offline_queue.errors import RowUnwritable

if TYPE_CHECKING:
    from offline_queue.store import Store, Tx

_T = TypeVar("_T")


def around_damage(
    store: "Store",
    work: "Callable[[Tx], _T]",
    now: Callable[[], datetime],
    named: Callable[[RowUnwritable], object] = lambda stuck: None,
    *,
    durable: bool = True,
) -> _T:
    """`work` in a transaction; as long as one row stands in its way, name that row and do it again without.

    `named` hears of each row once that is on the disk.
    """
    while True:
        try:
            with store.transaction(durable=durable) as tx:
                return work(tx)
        except RowUnwritable as stuck:  # each time one row fewer is in the way
            for one in _quarantined(store, stuck, now()):
                named(one)


def _quarantined(store: "Store", stuck: RowUnwritable, now: datetime) -> list[RowUnwritable]:
    """Name the row, and with it those that cannot be changed to let their case go on without it."""
    all_stuck = [stuck]
    while True:
        try:
            with store.transaction() as tx:
                outbox.quarantine(tx, all_stuck, now)
            return all_stuck
        except RowUnwritable as behind:
            all_stuck.append(behind)
