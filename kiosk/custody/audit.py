"""Does the disk tell one story? The hash chain, and journal against parcels against boxes against openings."""

from kiosk.custody import journal
from kiosk.custody.words import BOX_MOVES
from offline_queue.store import Store

_CHECKS = {
    "parcel {0} is said to be in box {1}, which holds {2}": (
        "SELECT p.barcode, p.compartment, c.parcel FROM parcels p JOIN compartments c ON c.number = p.compartment"
        " WHERE c.parcel IS NOT p.barcode"
    ),
    "box {0} is holding {1}, whose holder is {2}": (
        "SELECT c.number, c.parcel, p.holder FROM compartments c JOIN parcels p ON p.barcode = c.parcel"
        " WHERE c.state = 'holding' AND p.holder != 'box'"
    ),
    "parcel {0} is with {1}, the journal says {2}": (
        "SELECT p.barcode, p.holder, json_extract(j.detail, '$.holder') FROM parcels p JOIN journal j ON j.sequence ="
        " (SELECT max(sequence) FROM journal WHERE parcel = p.barcode AND json_extract(detail, '$.holder') IS NOT NULL)"
        " WHERE json_extract(j.detail, '$.holder') != p.holder"
    ),
    "opening {0} of box {1} was pulsed without an intent in the journal": (
        "SELECT o.id, o.compartment FROM openings o WHERE o.pulsed_at > 0 AND NOT EXISTS"
        " (SELECT 1 FROM journal j WHERE j.opening = o.id AND j.entry = 'intent')"
    ),
    "journal row {0} tells of an opening {1} that does not exist": (
        "SELECT j.sequence, j.opening FROM journal j WHERE j.opening IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM openings o WHERE o.id = j.opening)"
    ),
}


def problems(store: Store) -> list[str]:
    """One sentence a contradiction; empty when all is well."""
    found = store.check() + journal.broken(store)
    moves = {(row["was"], row["now"]) for row in store.read("SELECT was, now FROM box_moves")}
    if moves != {(was.value, now.value) for was, after in BOX_MOVES.items() for now in after}:
        found.append("the table of allowed moves of a box is not what it was made as")
    for sentence, sql in _CHECKS.items():
        found += [sentence.format(*tuple(row)) for row in store.read(sql)]
    return found
