"""Custody of parcels: what the terminal's steps call. Every method is durable before it returns.

Called from the `locker` worker's thread; everything on disk goes through `run_on_queue`, and no transaction is open
while a board is spoken to. Persons appear only as tags, staff only by number.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contract.bodies import Manifest, ManifestLine, Signature
from contract.orders import ExpectedParcel
from contract.parcel import last_cut_off
from drivers.roles import Door
from kiosk.custody import boxes, journal, parcels, rounds
from kiosk.custody.at_doors import AtDoors
from kiosk.custody.audit import problems
from kiosk.custody.bank import Size
from kiosk.custody.journal import Entry
from kiosk.custody.parcels import Merged
from kiosk.custody.rounds import Handled
from kiosk.custody.words import Authority, BoxRow, Cell, ParcelRow
from offline_queue.store import Tx


class Custody(AtDoors):
    """One bank's boxes and parcels. See `kiosk.custody.words` for the values and errors."""

    # --- parcels -------------------------------------------------------------------------------------

    def start_drop(
        self, case_id: UUID, person_tag: str, *, case_number: str | None = None, size: Size | None = None
    ) -> str:
        """A new envelope of originals for a case, still in the resident's hands; its barcode."""
        return self._run(lambda tx: self.start_drop_in(tx, case_id, person_tag, case_number=case_number, size=size))

    def start_drop_in(
        self, tx: Tx, case_id: UUID, person_tag: str, *, case_number: str | None = None, size: Size | None = None
    ) -> str:
        """`start_drop` inside the caller's transaction (the submission's), on the queue's thread."""
        now = self._clock.now()
        return parcels.make_originals(tx, self._terminal, case_id, person_tag, case_number, size, now)

    def undropped(self, person_tag: str) -> list[ParcelRow]:
        """Originals this person has still to put in, also after a restart."""
        return self._run(lambda tx: parcels.undropped(tx, person_tag))

    def reclaimable(self, person_tag: str) -> list[BoxRow]:
        """This person's originals that lie in a box and that no courier has collected."""
        return self._run(lambda tx: parcels.reclaimable(tx, person_tag, self._clock.at_least()))

    def reclaimed_by(self, person_tag: str) -> set[str]:
        """Barcodes of the originals this person has taken back."""
        return self._run(lambda tx: parcels.reclaimed(tx, person_tag))

    def expect(self, expected: Iterable[ExpectedParcel]) -> Merged:
        """Take over the hall's list of results on their way here; idempotent, never touches a parcel in a box."""
        listed = list(expected)
        return self._run(lambda tx: parcels.merge_expected(tx, listed, self._clock.now()))

    def to_collect(self) -> list[BoxRow]:
        """Originals a courier should find, by compartment."""
        return self._run(lambda tx: parcels.to_collect(tx, self._clock.at_least()))

    def to_load(self, barcode: str, courier: str | None = None) -> ParcelRow:
        """The expected result with this barcode. Raises `ParcelUnknown`, and `OtherCourier` if not `courier`'s."""
        return self._run(lambda tx: parcels.to_load(tx, barcode, courier))

    def parcel(self, barcode: str) -> ParcelRow:
        """Any parcel this terminal knows; raises `ParcelUnknown`."""
        return self._run(lambda tx: parcels.get(tx, barcode))

    def waiting(self) -> list[BoxRow]:
        """Every result in a box, overdue ones marked: the station staff's list."""
        return self._run(lambda tx: parcels.results(tx, self._clock.at_least()))

    def in_doubt(self) -> list[str]:
        """Barcodes of envelopes nobody can vouch for since before the last cut-off (domain 2.12, custody chain)."""
        return self._run(lambda tx: parcels.in_doubt_since(tx, last_cut_off(self._clock.now())))

    def missed(self) -> list[BoxRow]:
        """Disputed parcels that no box is kept for: by the time of the dispute it was somebody else's."""
        return self._run(parcels.missed)

    # --- picking up ----------------------------------------------------------------------------------

    def for_person(self, person_tag: str) -> list[BoxRow]:
        """Results waiting here for one person, as applicant or as named proxy; frozen and overdue ones are marked."""
        return self._pick_up.by_card(person_tag)

    def for_code(self, code: str) -> BoxRow:
        """The result a code opens. Raises `CodeWrong`, `CodeLocked`, `Overdue`, `ParcelFrozen`, `CardNeeded`."""
        return self._pick_up.by_code(code)

    def code_locked_until(self) -> datetime | None:
        """Until when the panel takes no code, by the terminal's own clock; None when it does."""
        return self._pick_up.locked_until()

    def for_qr(self, token: str, hall_key: Ed25519PublicKey) -> BoxRow:
        """The result a signed QR opens, checked offline. Every refusal is journaled.

        Raises `contract.pickup.BadQr`, `QrElsewhere`, `QrExpired`; `QrUsed`, `Overdue`, `ParcelFrozen`, `CardNeeded`,
        `ParcelUnknown` (the hall signed for a parcel this terminal does not hold).
        """
        return self._pick_up.by_qr(token, hall_key)

    # --- staff ---------------------------------------------------------------------------------------

    def cells(self) -> dict[int, Cell]:
        """Every compartment with its door as it is now; for station staff and technicians."""
        doors = self._doors.read_all()
        return {
            box.number: Cell(
                box.number,
                box.size.value,
                box.low,
                box.state,
                doors.get(box.number, Door.UNKNOWN),
                box.parcel,
                box.since,
            )
            for box in self._run(boxes.every)
        }

    def manifest(self, courier: str, direction: str, lines: Sequence[ManifestLine], signature: Signature) -> UUID:
        """A courier's signed round, journaled and on its way to the hall; the envelope's id."""
        now = self._clock.now()
        body = Manifest(courier=courier, direction=direction, at=now, lines=list(lines), signature=signature)
        return self._run(lambda tx: self._writer.manifest(tx, body, now))

    def unsigned(self, courier: str, direction: str) -> list[Handled]:
        """What this courier handled ("collect" or "load") and has not signed for yet, over restarts."""
        return self._run(lambda tx: rounds.unsigned(tx, courier, direction))

    def pause(self, paused: bool, staff: str) -> None:
        """Station staff closes or opens the service; it outlives a restart."""
        entry, authority = Entry.PAUSED if paused else Entry.RESUMED, Authority("station", staff)
        self._run(lambda tx: journal.append(tx, self._clock.now(), entry, authority=authority))

    def paused(self) -> bool:
        """Whether staff has closed the service and not opened it again."""
        return self._run(journal.paused)

    def verify(self) -> list[str]:
        """What is wrong with the journal or between journal, parcels and boxes; empty when all is well."""
        return self._on_queue(lambda: problems(self._store))
