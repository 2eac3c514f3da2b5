"""A courier's round as the journal has it: what was done since the last signature, over power cuts and idle ends."""

import json
from dataclasses import dataclass

from contract.parcel import ParcelEvent
from offline_queue.store import Tx

DAMAGED = "damaged"
_STATES = {
    ("collect", ParcelEvent.COLLECTED): "done",
    ("collect", ParcelEvent.MISSING): "absent",
    ("load", ParcelEvent.LOADED): "done",
}
_LAST_SIGNED = (
    "SELECT sequence FROM journal WHERE actor = ? AND entry = 'manifest'"
    " AND entry IN ('collected', 'loaded', 'missing', 'manifest')"
    " AND json_extract(detail, '$.direction') = ? ORDER BY sequence DESC LIMIT 1"
)
_SINCE = (
    "SELECT entry, parcel, compartment, detail, at FROM journal WHERE actor = ? AND authority = 'courier'"
    " AND entry IN ('collected', 'loaded', 'missing', 'manifest') AND entry != 'manifest' AND sequence > ?"
    " ORDER BY sequence"
)


@dataclass(frozen=True, slots=True)
class Handled:
    """One envelope a courier has dealt with and not signed for; `state`: done | absent | damaged."""

    parcel: str
    compartment: int
    state: str
    at: str


def unsigned(tx: Tx, courier: str, direction: str) -> list[Handled]:
    """What `courier` did in this direction ("collect" or "load") since the last signed manifest of that direction."""
    signed = tx.execute(_LAST_SIGNED, (courier, direction)).fetchone()
    found = []
    for entry, parcel, compartment, detail, at in tx.execute(_SINCE, (courier, signed[0] if signed else 0)):
        state = _STATES.get((direction, entry))
        if state is not None:
            damaged = json.loads(detail).get("reason") == DAMAGED
            found.append(Handled(parcel, compartment, DAMAGED if damaged else state, at))
    return found
