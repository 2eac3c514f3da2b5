"""Rows of compartments and of openings. Every function works inside the transaction it is given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.custody.bank import Compartment, Size
from kiosk.custody.words import BOX_MOVES, Authority, BoxState, DoorOutcome, Opened, Purpose, WrongState
from offline_queue.store import Tx


@dataclass(frozen=True, slots=True)
class Box:
    """One compartment's row."""

    number: int
    size: Size
    low: bool
    state: BoxState
    parcel: str | None
    since: str


_BOX = "SELECT number, size, low, state, parcel, since FROM compartments WHERE fitted = 1"
_OPENING = (
    "SELECT id, compartment, parcel, purpose, authority, actor, reference, before, pulses, pulsed_at, outcome, since"
    " FROM openings INDEXED BY openings_live WHERE ended_at IS NULL"
)


def seed(tx: Tx, compartments: Iterable[Compartment], now: datetime) -> None:
    """Make the table agree with the bank as configured; a compartment taken away keeps its row and its history."""
    tx.execute("UPDATE compartments SET fitted = 0")
    for box in compartments:
        tx.execute(
            "INSERT INTO compartments (number, size, low, state, since) VALUES (?, ?, ?, 'free', ?)"
            " ON CONFLICT (number) DO UPDATE SET size = excluded.size, low = excluded.low, fitted = 1",
            (box.number, box.size.value, int(box.low), now.isoformat()),
        )


def every(tx: Tx) -> list[Box]:
    """All compartments of the bank, by number."""
    return [_box(row) for row in tx.execute(_BOX + " ORDER BY number")]


def get(tx: Tx, number: int) -> Box:
    """One compartment; raises `WrongState` when the bank has none of this number."""
    row = tx.execute(_BOX + " AND number = ?", (number,)).fetchone()
    if row is None:
        raise WrongState(f"there is no compartment {number}")
    return _box(row)


def with_parcel(tx: Tx, parcel: str) -> Box | None:
    """The compartment reserved for, or holding, `parcel`."""
    row = tx.execute(_BOX + " AND parcel = ?", (parcel,)).fetchone()
    return _box(row) if row else None


def kept_for(tx: Tx, parcel: str) -> int | None:
    """The number of the compartment that names `parcel`, also of one that is no longer fitted."""
    row = tx.execute("SELECT number FROM compartments WHERE parcel = ?", (parcel,)).fetchone()
    return int(row[0]) if row else None


def set_state(tx: Tx, box: Box, state: BoxState, parcel: str | None, now: datetime) -> None:
    """Move one compartment; raises `WrongState` for a change `BOX_MOVES` does not have."""
    if state is not box.state and state not in BOX_MOVES[box.state]:
        raise WrongState(f"compartment {box.number} cannot go from {box.state} to {state}")
    tx.execute(
        "UPDATE compartments SET state = ?, parcel = ?, since = ? WHERE number = ?",
        (state.value, parcel, now.isoformat(), box.number),
    )


def live(tx: Tx, number: int) -> Opened | None:
    """The opening under way at this door."""
    row = tx.execute(_OPENING + " AND compartment = ?", (number,)).fetchone()
    return _opened(row) if row else None


def broken_off(tx: Tx, number: int, parcel: str) -> bool:
    """Whether an opening of this box was ended by setting it aside, since the parcel was put in: it may be out."""
    sql = (
        "SELECT 1 FROM openings WHERE compartment = :box AND parcel = :parcel AND ended_as = 'set_aside' AND id >"
        " (SELECT coalesce(max(id), 0) FROM openings WHERE compartment = :box AND parcel = :parcel"
        " AND purpose IN ('drop', 'load') AND ended_as IS NOT 'set_aside') LIMIT 1"
    )
    return tx.execute(sql, {"box": number, "parcel": parcel}).fetchone() is not None


def ended(tx: Tx, id_: int) -> tuple[Purpose, Authority, str] | None:
    """(purpose, authority, when it ended) of an opening that is over; None while it is under way."""
    row = tx.execute(
        "SELECT purpose, authority, actor, reference, ended_at FROM openings WHERE id = ? AND ended_at IS NOT NULL",
        (id_,),
    ).fetchone()
    return (Purpose(row[0]), Authority(*row[1:4]), row[4]) if row else None


def all_live(tx: Tx) -> list[Opened]:
    """Every opening under way, oldest first."""
    return sorted((_opened(row) for row in tx.execute(_OPENING)), key=lambda opening: opening.id)


def tampered(tx: Tx) -> list[int]:
    """Compartments that hold a parcel and whose door came open without a command; until staff has seen to them.

    Such a box is in doubt with nothing under way, or the terminal itself set it aside, or noted that it came open
    once more, and nobody touched it since.
    """
    rows = tx.execute(
        "SELECT c.number FROM compartments c JOIN parcels p ON p.barcode = c.parcel AND p.holder = 'box'"
        " WHERE c.fitted = 1 AND NOT EXISTS"
        " (SELECT 1 FROM openings o WHERE o.compartment = c.number AND o.ended_at IS NULL)"
        " AND (c.state IN ('open', 'closed_unknown') OR c.state = 'out_of_service' AND EXISTS"
        " (SELECT 1 FROM journal j WHERE j.parcel = c.parcel AND j.compartment = c.number"
        " AND j.entry IN ('set_aside', 'uncommanded_opening') AND j.authority = 'terminal' AND j.at = c.since))"
    )
    return sorted(number for (number,) in rows)


def taken_since(tx: Tx, moment: datetime) -> set[int]:
    """Free compartments whose last step was a result's taking after `moment`: somebody may not have reached in."""
    rows = tx.execute(
        "SELECT c.number, c.since FROM compartments c WHERE c.state = 'free' AND EXISTS (SELECT 1 FROM openings o"
        " WHERE o.compartment = c.number AND o.ended_as = 'taken' AND o.ended_at = c.since)"
    )
    return {number for number, since in rows if datetime.fromisoformat(since) > moment}


def last_vain_pulse(tx: Tx, number: int) -> float:
    """When this lock was last pulsed without its door being seen open, epoch seconds; 0 when never."""
    row = tx.execute(
        "SELECT coalesce(max(pulsed_at), 0) FROM openings WHERE compartment = ? AND outcome IS NOT 'opened'", (number,)
    ).fetchone()
    return float(row[0])


def begin(
    tx: Tx, box: Box, parcel: str | None, purpose: Purpose, authority: Authority, before: BoxState, now: datetime
) -> Opened:
    """A new opening with its first pulse still to come."""
    tx.execute(
        "INSERT INTO openings (compartment, parcel, purpose, authority, actor, reference, before, pulses, pulsed_at,"
        " since) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
        (
            *(box.number, parcel, purpose.value, authority.kind, authority.actor, authority.reference),
            *(before.value, now.isoformat()),
        ),
    )
    made = live(tx, box.number)
    if made is None:
        raise WrongState(f"compartment {box.number}: the opening was not kept")
    return made


def count_pulse(tx: Tx, opening: Opened, now: datetime) -> None:
    """One pulse is about to leave: counted before, so that no crash can hide it."""
    tx.execute(
        "UPDATE openings SET pulses = pulses + 1, pulsed_at = ?, outcome = NULL WHERE id = ?",
        (now.timestamp(), opening.id),
    )


def uncount_pulse(tx: Tx, opening: Opened) -> None:
    """The pulse that was counted never left the terminal: the row is as `opening`, read before it, has it."""
    tx.execute(
        "UPDATE openings SET pulses = ?, pulsed_at = ? WHERE id = ?", (opening.pulses, opening.pulsed_at, opening.id)
    )


def set_outcome(tx: Tx, opening: Opened, outcome: DoorOutcome) -> None:
    """What came of it. A door seen open sets the pulse count back, and there is no "as before" to fall back to:

    a person may have put something in or taken it out (a technician's test only opens what is empty).
    """
    tx.execute("UPDATE openings SET outcome = ? WHERE id = ?", (outcome.value, opening.id))
    if outcome is DoorOutcome.OPENED:
        tx.execute("UPDATE openings SET pulses = 0 WHERE id = ?", (opening.id,))
        tx.execute(
            "UPDATE openings SET before = 'closed_unknown' WHERE id = ? AND purpose != 'test'",
            (opening.id,),
        )


def end(tx: Tx, opening: Opened, how: str, now: datetime) -> None:
    """The step at this door is over."""
    tx.execute("UPDATE openings SET ended_at = ?, ended_as = ? WHERE id = ?", (now.isoformat(), how, opening.id))


def _box(row: tuple[Any, ...]) -> Box:
    number, size, low, state, parcel, since = row
    return Box(number, Size(size), bool(low), BoxState(state), parcel, since)


def _opened(row: tuple[Any, ...]) -> Opened:
    id_, number, parcel, purpose, kind, actor, reference, before, pulses, pulsed_at, outcome, since = row
    return Opened(
        id_,
        number,
        parcel,
        Purpose(purpose),
        Authority(kind, actor, reference),
        BoxState(before),
        pulses,
        pulsed_at,
        DoorOutcome(outcome) if outcome else None,
        since,
    )
