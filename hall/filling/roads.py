"""What an invented case goes through: the moves of the case and of its parcels in one row, in their true order."""

from dataclasses import dataclass

from contract.life import CaseState
from contract.parcel import ParcelEvent

_S, _E = CaseState, ParcelEvent


@dataclass(frozen=True, slots=True)
class Beat:
    """One line of a case's story; `state` None when the case itself does not move, `event` None without a parcel."""

    action: str
    state: CaseState | None = None
    event: ParcelEvent | None = None


_ORIGINALS = (
    Beat("awaiting_paper", _S.AWAITING_PAPER),
    Beat("originals_dropped", None, _E.DROPPED),
    Beat("originals_collected", None, _E.COLLECTED),
    Beat("originals_arrived", _S.RECEIVED, _E.ARRIVED),
)
_ON_ITS_WAY = len(_ORIGINALS) - 1
_RESULT = (
    Beat("packed", _S.PACKED, _E.PACKED),
    Beat("result_handed_out", None, _E.HANDED_OUT),
    Beat("result_loaded", _S.IN_LOCKER, _E.LOADED),
    Beat("result_taken", _S.COLLECTED, _E.TAKEN),
    Beat("rated"),
    Beat("closed", _S.CLOSED),
)
_ACCEPTED = Beat("accepted", _S.ACCEPTED)
_GRANTED = (_ACCEPTED, Beat("granted", _S.GRANTED))
_BY_STATE: dict[CaseState, tuple[Beat, ...]] = {
    _S.RECEIVED: (),
    _S.AWAITING_PAPER: (),
    _S.TO_CORRECT: (Beat("correction_asked", _S.TO_CORRECT),),
    _S.NOT_ACCEPTED: (Beat("not_accepted", _S.NOT_ACCEPTED),),
    _S.WITHDRAWN: (Beat("withdrawn", _S.WITHDRAWN),),
    _S.ACCEPTED: (_ACCEPTED,),
    _S.GRANTED: _GRANTED,
    _S.REFUSED: (_ACCEPTED, Beat("refused", _S.REFUSED)),
    _S.PACKED: (*_GRANTED, *_RESULT[:1]),
    _S.IN_LOCKER: (*_GRANTED, *_RESULT[:3]),
    _S.COLLECTED: (*_GRANTED, *_RESULT[:4]),
    _S.CLOSED: (*_GRANTED, *_RESULT),
}


def road(state: CaseState, *, originals: bool) -> tuple[Beat, ...]:
    """From receipt to `state`, with the originals' way to the office before it where some travel."""
    if not originals:
        return _BY_STATE[state]
    return (_ORIGINALS[:_ON_ITS_WAY] if state is _S.AWAITING_PAPER else _ORIGINALS) + _BY_STATE[state]
