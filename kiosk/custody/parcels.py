"""Rows of parcels: making them, expecting them, and the lists each role sees. No names, only person tags."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contract.orders import ExpectedParcel
from contract.parcel import Holder, ParcelKind, barcode, is_barcode
from kiosk.custody import journal
from kiosk.custody.bank import Size
from kiosk.custody.journal import Entry
from kiosk.custody.words import BoxRow, BoxState, OtherCourier, ParcelRow, ParcelUnknown
from offline_queue.store import Tx, next_number

_PARCEL = (
    "SELECT barcode, kind, case_id, case_number, size, holder, compartment, person_tag, frozen, since, courier,"
    " proxy_tag, card_needed, expected FROM parcels"
)
_IN_BOX = (
    "SELECT p.barcode, c.number, p.since, p.kind, p.case_number, c.state, p.frozen, p.loaded_at, p.keep_days, p.holder,"
    " p.card_needed, p.person_tag FROM compartments c CROSS JOIN parcels p ON p.barcode = c.parcel"
)
"""From the bank's few compartments to their parcels, however many parcels there have ever been."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What new orders changed: barcodes newly expected, no longer expected, and not acceptable."""

    new: tuple[str, ...]
    withdrawn: tuple[str, ...]
    refused: tuple[str, ...]


def get(tx: Tx, code: str) -> ParcelRow:
    """One parcel; raises `ParcelUnknown`."""
    row = tx.execute(_PARCEL + " WHERE barcode = ?", (code,)).fetchone()
    if row is None:
        raise ParcelUnknown(code)
    return _parcel(row)


def make_originals(
    tx: Tx, terminal: str, case_id: UUID, person_tag: str, case_number: str | None, size: Size | None, now: datetime
) -> str:
    """A new envelope of originals, still in the resident's hands; returns its barcode."""
    code = barcode(ParcelKind.ORIGINALS, terminal, next_number(tx, f"parcel:{terminal}"))
    tx.execute(
        "INSERT INTO parcels (barcode, kind, case_id, case_number, person_tag, size, holder, since)"
        " VALUES (?, 'originals', ?, ?, ?, ?, 'resident', ?)",
        (code, str(case_id), case_number, person_tag, size.value if size else None, now.isoformat()),
    )
    journal.append(tx, now, Entry.PARCEL_MADE, parcel=code, case_id=str(case_id))
    return code


def merge_expected(tx: Tx, expected: Iterable[ExpectedParcel], now: datetime) -> Merged:
    """Make the list of results on their way agree with the hall's; a parcel that reached a box is never touched."""
    wanted = {item.parcel: item for item in expected}
    refused = tuple(code for code in wanted if not is_barcode(code) or code[0] != "R")
    new = tuple(code for code in wanted if code not in refused and not _is_expected(tx, code))
    for code in wanted.keys() - set(refused):
        _expect(tx, wanted[code], now)
    rows = tx.execute("SELECT barcode FROM parcels WHERE kind = 'result' AND holder = 'courier' AND expected = 1")
    withdrawn = tuple(row[0] for row in rows.fetchall() if row[0] not in wanted)
    for code in withdrawn:
        tx.execute("UPDATE parcels SET expected = 0 WHERE barcode = ?", (code,))
        journal.append(tx, now, Entry.WITHDRAWN, parcel=code)
    new = tuple(code for code in new if get(tx, code).holder is Holder.COURIER)
    for code in new:
        journal.append(tx, now, Entry.EXPECTED, parcel=code)
    return Merged(new, withdrawn, refused)


def _is_expected(tx: Tx, code: str) -> bool:
    row = tx.execute("SELECT expected FROM parcels WHERE barcode = ?", (code,)).fetchone()
    return row is not None and bool(row[0])


def _expect(tx: Tx, item: ExpectedParcel, now: datetime) -> None:
    # On its way means: in the courier's hands, as far as this terminal can know.
    size = item.size if item.size in set(Size) else None
    tx.execute(
        "INSERT INTO parcels (barcode, kind, case_id, case_number, person_tag, size, holder, keep_days, code_salt,"
        " code_hash, since, courier, proxy_tag, card_needed)"
        " VALUES (?, 'result', ?, ?, ?, ?, 'courier', ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (barcode) DO UPDATE"
        " SET case_number = excluded.case_number, person_tag = excluded.person_tag, size = excluded.size,"
        " keep_days = excluded.keep_days, code_salt = excluded.code_salt, code_hash = excluded.code_hash,"
        " courier = excluded.courier, proxy_tag = excluded.proxy_tag, card_needed = excluded.card_needed, expected = 1"
        " WHERE holder = 'courier'",
        (
            *(item.parcel, str(item.case_id), item.case_number, item.person_tag, size, item.keep_days),
            *(bytes(item.code_salt), bytes(item.code_hash), now.isoformat()),
            *(item.courier, item.proxy_tag, int(item.card_needed)),
        ),
    )


def to_load(tx: Tx, code: str, courier: str | None) -> ParcelRow:
    """The result with this barcode, if the hall expects it here and it is not in a box yet.

    Raises `ParcelUnknown`, and `OtherCourier` when the hall gave it to somebody else than `courier`.
    """
    row = tx.execute(
        _PARCEL + " WHERE barcode = ? AND kind = 'result' AND holder = 'courier' AND expected = 1", (code,)
    ).fetchone()
    if row is None:
        raise ParcelUnknown(code)
    parcel = _parcel(row)
    if courier is not None and parcel.courier not in (None, courier):
        raise OtherCourier(f"{code} was handed to {parcel.courier}")
    return parcel


def to_collect(tx: Tx, now: datetime) -> list[BoxRow]:
    """Originals a courier should find, by compartment; doubtful ones (domain 2.12, case 3) marked as such."""
    rows = tx.execute(
        _IN_BOX + " WHERE p.kind = 'originals' AND (p.holder = 'box' OR c.state = 'closed_unknown') AND p.frozen = 0"
        " ORDER BY c.number"
    )
    return [_in_box(row, now) for row in rows]


def results(tx: Tx, now: datetime, *, person_tag: str | None = None, code: str | None = None) -> list[BoxRow]:
    """Results lying in boxes, of (or for) one person, or one barcode, or all; frozen and overdue ones marked."""
    rows = tx.execute(
        _IN_BOX + " WHERE p.kind = 'result' AND p.holder = 'box' AND c.state != 'out_of_service'"
        " AND (?1 IS NULL OR ?1 IN (p.person_tag, p.proxy_tag)) AND p.barcode = coalesce(?2, p.barcode)"
        " ORDER BY c.number",
        (person_tag, code),
    )
    return [_in_box(row, now, person_tag) for row in rows]


def undropped(tx: Tx, person_tag: str) -> list[ParcelRow]:
    """Originals this person has still to put in; not those that were reclaimed."""
    rows = tx.execute(
        _PARCEL + " WHERE person_tag = ? AND holder = 'resident' AND kind = 'originals' AND frozen = 0"
        " AND loaded_at IS NULL AND expected = 1 ORDER BY barcode",
        (person_tag,),
    )
    return [_parcel(row) for row in rows]


def reclaimable(tx: Tx, person_tag: str, now: datetime) -> list[BoxRow]:
    """Originals of this person that still lie in a box: no courier has them, and nothing is disputed."""
    rows = tx.execute(
        _IN_BOX + " WHERE p.kind = 'originals' AND p.holder = 'box' AND p.frozen = 0 AND c.state != 'out_of_service'"
        " AND p.person_tag = ? ORDER BY c.number",
        (person_tag,),
    )
    return [_in_box(row, now) for row in rows]


def reclaimed(tx: Tx, person_tag: str) -> set[str]:
    """Barcodes of originals this person took back before a courier came."""
    rows = tx.execute(
        "SELECT barcode FROM parcels WHERE person_tag = ? AND holder = 'resident' AND kind = 'originals'"
        " AND expected = 0",
        (person_tag,),
    )
    return {row[0] for row in rows}


def taken_by(tx: Tx, person_tag: str) -> list[BoxRow]:
    """Results that this person (or who was named for it) has; `compartment` 0: they are in no box."""
    rows = tx.execute(
        "SELECT barcode, since, case_number FROM parcels WHERE holder = 'resident' AND kind = 'result'"
        " AND person_tag = ?1 UNION ALL SELECT barcode, since, case_number FROM parcels WHERE holder = 'resident'"
        " AND kind = 'result' AND proxy_tag = ?1",
        (person_tag,),
    )
    return [BoxRow(code, 0, since, ParcelKind.RESULT, number) for code, since, number in rows]


def hashes(tx: Tx) -> list[tuple[str, bytes, bytes]]:
    """(barcode, salt, hash) of every result a code may open now."""
    return tx.execute(
        "SELECT barcode, code_salt, code_hash FROM parcels WHERE kind = 'result' AND holder = 'box'"
        " AND code_hash IS NOT NULL ORDER BY barcode"
    ).fetchall()


def forget_codes(tx: Tx, before: datetime) -> None:
    """Throw away what the codes of results taken up to `before` could be tried against."""
    tx.execute(
        "UPDATE parcels SET code_salt = NULL, code_hash = NULL"
        " WHERE kind = 'result' AND holder = 'resident' AND code_hash IS NOT NULL AND since <= ?",
        (before.isoformat(),),
    )


def is_overdue(tx: Tx, code: str, now: datetime) -> bool:
    """Whether a result's keeping time is over."""
    row = tx.execute("SELECT loaded_at, keep_days FROM parcels WHERE barcode = ?", (code,)).fetchone()
    return row is not None and _overdue(row[0], row[1], now)


def _overdue(loaded_at: str | None, keep_days: int, now: datetime) -> bool:
    return loaded_at is not None and now >= datetime.fromisoformat(loaded_at) + timedelta(days=keep_days)


def on_the_way(tx: Tx) -> list[Size]:
    """The sizes of the results a courier is bringing here: each needs a box (domain 2.12, case 5)."""
    rows = tx.execute("SELECT size FROM parcels WHERE holder = 'courier' AND expected = 1 AND courier IS NOT NULL")
    return [Size(row[0] or Size.S) for row in rows]


def shift_loaded(tx: Tx, since: datetime | None, by: timedelta) -> None:
    """Move the beginning of every keeping time that began after `since` (None: every one) along with the clock."""
    rows = tx.execute(
        "SELECT barcode, loaded_at FROM parcels WHERE holder = 'box' AND loaded_at IS NOT NULL"
    ).fetchall()
    for code, text in rows:
        loaded_at = datetime.fromisoformat(text)
        if since is None or loaded_at >= since:
            tx.execute("UPDATE parcels SET loaded_at = ? WHERE barcode = ?", ((loaded_at + by).isoformat(), code))


def in_doubt_since(tx: Tx, before: datetime) -> list[str]:
    """Barcodes of envelopes whose box nobody may vouch for, and that since before `before`.

    A box in doubt stays so when it is set aside before anybody has looked.
    """
    rows = tx.execute(
        "SELECT c.parcel, c.since FROM compartments c JOIN parcels p ON p.barcode = c.parcel WHERE c.fitted = 1"
        " AND (c.state IN ('closed_unknown', 'opening', 'open') OR c.state = 'out_of_service' AND p.holder != 'box')"
        " ORDER BY c.number"
    )
    return [code for code, since in rows if datetime.fromisoformat(since) < before]


def missed(tx: Tx) -> list[BoxRow]:
    """Disputed parcels whose compartment was somebody else's by then and which no staff of ours has opened since."""
    # Of its own rows the last event counts: refusals of who comes again with its code are rows of it as well. The
    # door's next user is no witness; station or technician is.
    rows = tx.execute(
        "SELECT p.barcode, j.compartment, j.at, p.kind, p.case_number FROM parcels p JOIN journal j ON j.sequence ="  # noqa: S608
        f" (SELECT max(sequence) FROM journal WHERE parcel = p.barcode AND entry IN ({journal.EVENTS}))"
        " AND j.entry = 'disputed'"
        " WHERE p.frozen = 1 AND NOT EXISTS (SELECT 1 FROM compartments c WHERE c.parcel = p.barcode)"
        " AND NOT EXISTS (SELECT 1 FROM journal later WHERE later.sequence > j.sequence AND later.entry = 'outcome'"
        " AND later.compartment = j.compartment AND later.authority IN ('station', 'technician')"
        " AND json_extract(later.detail, '$.outcome') = 'opened') ORDER BY j.sequence"
    )
    return [BoxRow(code, number, at, ParcelKind(kind), case, frozen=True) for code, number, at, kind, case in rows]


def _parcel(row: tuple[Any, ...]) -> ParcelRow:
    code, kind, case_id, number, size, holder, compartment, tag, frozen, since, courier, proxy, card, expected = row
    return ParcelRow(
        *(code, ParcelKind(kind), case_id, number, size, Holder(holder), compartment, tag, bool(frozen), since),
        *(courier, proxy, bool(card), bool(expected)),
    )


def _in_box(row: tuple[Any, ...], now: datetime, asked_by: str | None = None) -> BoxRow:
    code, number, since, kind, case_number, state, frozen, loaded_at, keep_days, holder, card, owner = row
    doubtful = holder != Holder.BOX or state in (BoxState.CLOSED_UNKNOWN, BoxState.OPEN, BoxState.OPENING)
    overdue = kind == ParcelKind.RESULT and _overdue(loaded_at, keep_days, now)
    proxy = asked_by is not None and asked_by != owner
    return BoxRow(
        *(code, number, since, ParcelKind(kind), case_number, doubtful, bool(frozen), overdue, bool(card), proxy)
    )
