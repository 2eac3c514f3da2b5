"""Who may open which door for what: the last word before an intent, whoever asks."""

from datetime import datetime

from contract.parcel import Holder
from kiosk.custody import boxes, parcels
from kiosk.custody.boxes import Box
from kiosk.custody.words import (
    CARRIED,
    MAY_OPEN,
    Authority,
    BankTampered,
    BoxState,
    CardNeeded,
    CustodyError,
    OtherCourier,
    Overdue,
    ParcelFrozen,
    Purpose,
    WrongState,
)
from offline_queue.store import Tx


class CardLost(CustodyError):
    """The card by whose right a door was to open is reported lost; a code still opens it (domain 2.3, edge)."""


_S = BoxState
_BEFORE: dict[Purpose, frozenset[BoxState]] = {
    Purpose.DROP: frozenset({_S.RESERVED, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.LOAD: frozenset({_S.RESERVED, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.COLLECT: frozenset({_S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.TAKE: frozenset({_S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.RECLAIM: frozenset({_S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
    Purpose.RECOVER: frozenset({_S.HOLDING, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN, _S.OUT_OF_SERVICE}),
    Purpose.TEST: frozenset({_S.FREE, _S.OUT_OF_SERVICE, _S.OPENING, _S.OPEN, _S.CLOSED_UNKNOWN}),
}

_FROM = {
    Purpose.DROP: Holder.RESIDENT,
    Purpose.LOAD: Holder.COURIER,
    Purpose.TAKE: Holder.BOX,
    Purpose.RECLAIM: Holder.BOX,
}


def may_open(tx: Tx, box: Box, authority: Authority, purpose: Purpose, parcel: str | None, at_least: datetime) -> None:
    """The last word before an intent, whoever asks: right, person, parcel and box must belong together."""
    if authority.kind not in MAY_OPEN[purpose]:
        raise WrongState(f"{authority.kind} opens no door for {purpose}")
    if box.state not in _BEFORE[purpose] or box.parcel != parcel or (parcel is None) != (purpose is Purpose.TEST):
        raise WrongState(f"compartment {box.number} is {box.state}: no {purpose} of {parcel}")
    if parcel is None:
        return
    row = parcels.get(tx, parcel)
    if row.kind is not CARRIED.get(purpose, row.kind):
        raise WrongState(f"parcel {parcel} holds {row.kind}: no {purpose}")
    if authority.actor != {"resident-card": row.person_tag, "proxy-card": row.proxy_tag}.get(
        authority.kind, authority.actor
    ):
        raise WrongState(f"parcel {parcel} is another person's")
    if purpose is Purpose.LOAD and row.courier not in (None, authority.actor):
        raise OtherCourier(f"parcel {parcel} was handed to {row.courier}")
    forced = boxes.tampered(tx) if box.state is _S.RESERVED else []  # a step under way may end
    if forced:
        raise BankTampered(forced)
    if row.card_needed and authority.kind in ("pickup-code", "pickup-qr"):
        raise CardNeeded(parcel)
    if row.frozen and purpose is not Purpose.RECOVER:
        raise ParcelFrozen(parcel)
    if purpose is Purpose.TAKE and parcels.is_overdue(tx, parcel, at_least):
        raise Overdue(parcel)
    if purpose is Purpose.DROP and not row.expected:
        raise WrongState(f"parcel {parcel} was reclaimed: its case is withdrawn")
    if row.holder is not _FROM.get(purpose, row.holder):
        raise WrongState(f"parcel {parcel} is with {row.holder}: no {purpose}")
