"""What truly happened to cases and parcels, kept apart from the hall, to be laid beside its books in the evening."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from contract.parcel import Holder, ParcelEvent, ParcelKind, move


@dataclass
class Truth:
    """Filled by all threads of the day. A move that no parcel can make raises `contract.parcel.ParcelMoveRefused`."""

    cases: dict[UUID, str] = field(default_factory=dict)  # provisional number by case
    receipts: dict[UUID, str] = field(default_factory=dict)  # case number by case, as the hall signed it
    holders: dict[str, Holder] = field(default_factory=dict)
    envelopes: Counter[str] = field(default_factory=Counter)  # made, sent, by kind, and refused by code
    cut_off: int = 0  # rounds of a terminal that ended without the hall
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handed_in(self, case: UUID, provisional: str) -> None:
        """A resident has been given this provisional number."""
        with self._lock:
            self.cases[case] = provisional

    def receipt(self, case: UUID, number: str) -> None:
        """The hall has signed for the case."""
        with self._lock:
            self.receipts[case] = number

    def moved(self, parcel: str, event: ParcelEvent) -> None:
        """Somebody's hands did this to a parcel."""
        kind = ParcelKind.ORIGINALS if parcel.startswith("M") else ParcelKind.RESULT
        first = Holder.RESIDENT if kind is ParcelKind.ORIGINALS else Holder.ISSUING_DESK
        with self._lock:
            self.holders[parcel] = move(self.holders.get(parcel, first), event)

    def count(self, what: str) -> None:
        """One more envelope of this sort."""
        with self._lock:
            self.envelopes[what] += 1

    def no_hall(self) -> None:
        """A terminal could not reach the hall."""
        with self._lock:
            self.cut_off += 1
