"""Who may take which result: by card, by code, by signed QR; each refusal is journaled and changes nothing else."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contract.parcel import Holder
from contract.pickup import BadQr, read_qr, secret_matches
from kiosk.custody import codes, journal, parcels
from kiosk.custody.bounded_clock import BoundedClock
from kiosk.custody.journal import Entry
from kiosk.custody.sight import Run
from kiosk.custody.words import (
    Authority,
    BoxRow,
    CardNeeded,
    CodeWrong,
    CustodyError,
    Overdue,
    ParcelFrozen,
    ParcelUnknown,
    QrUsed,
)
from offline_queue.store import Tx


class PickUp:
    """Finds what a person may take; the door itself is opened by `Custody.open`, which asks everything again."""

    def __init__(self, run: Run, times: BoundedClock, terminal: str) -> None:
        self._run = run
        self._times = times
        self._terminal = terminal

    def by_card(self, person_tag: str) -> list[BoxRow]:
        """Results of one person, or for which this person was named as proxy; frozen and overdue ones are marked."""
        return self._run(lambda tx: parcels.results(tx, self._times.at_least(), person_tag=person_tag))

    def by_code(self, code: str) -> BoxRow:
        """See `Custody.for_code`. Only a code that opens a box ends the count of wrong ones.

        A code kept after its result is overdue or frozen would otherwise buy its owner guesses without end.
        """
        left = self._run(lambda tx: codes.charge(tx, self._times.at_least()))
        rows = self._run(parcels.hashes)
        # Every hash is tried, found or not: time must not tell how full the bank is. About 10 ms each, off the queue.
        found = [barcode for barcode, salt, expected in rows if secret_matches(code, salt, expected)]
        if not found:
            raise CodeWrong(left)
        if len(found) > 1:  # drawn twice: by this code alone nobody can tell whose box it is
            error = CardNeeded(" ".join(found))
            for barcode in found:
                self._refuse(barcode, Authority("pickup-code", f"code-{barcode}"), error)
            raise error
        row = self._may_take(found[0], Authority("pickup-code", f"code-{found[0]}"))
        self._run(lambda tx: codes.accepted(tx, found[0], self._times.now()))
        return row

    def locked_until(self) -> datetime | None:
        """Until when the panel takes no code, by the terminal's own clock (that is what people read); None: it does."""
        until = self._run(lambda tx: codes.locked_until(tx, self._times.at_least()))
        return None if until is None else self._times.wall() + (until - self._times.at_least())

    def by_qr(self, token: str, hall_key: Ed25519PublicKey) -> BoxRow:
        """See `Custody.for_qr`."""
        try:
            barcode = read_qr(token, self._terminal, self._times.at_least(), hall_key)
        except BadQr as error:
            self._refuse(None, Authority("pickup-qr", "unknown"), error)
            raise
        authority = Authority("pickup-qr", f"qr-{barcode}")
        row = self._may_take(barcode, authority)
        self._note(Entry.QR_ACCEPTED, barcode, authority)
        return row

    def _may_take(self, barcode: str, authority: Authority) -> BoxRow:
        try:
            return self._run(lambda tx: takeable(tx, barcode, self._times.at_least()))
        except CustodyError as error:
            self._refuse(barcode, authority, error)
            raise

    def _refuse(self, barcode: str | None, authority: Authority, error: Exception) -> None:
        self._note(Entry.REFUSED, barcode, authority, reason=type(error).__name__)

    def _note(self, entry: Entry, barcode: str | None, authority: Authority, reason: str | None = None) -> None:
        now = self._times.now()
        self._run(lambda tx: journal.append(tx, now, entry, parcel=barcode, authority=authority, reason=reason))


def takeable(tx: Tx, barcode: str, at_least: datetime) -> BoxRow:
    """The result's row when a code or QR may open it now. Raises what keeps it shut."""
    row = parcels.get(tx, barcode)
    if row.frozen:
        raise ParcelFrozen(barcode)
    if row.holder is Holder.RESIDENT:
        raise QrUsed(barcode)
    if row.holder is Holder.STAFF:
        raise Overdue(barcode)
    found = parcels.results(tx, at_least, code=barcode)
    if not found:
        raise ParcelUnknown(barcode)
    if found[0].overdue:
        raise Overdue(barcode)
    if found[0].card_needed:
        raise CardNeeded(barcode)
    return found[0]
