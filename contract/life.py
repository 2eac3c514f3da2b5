"""A case's life (domain 2.0): states, who may move it, and what the resident is told. Received is not accepted."""

from dataclasses import dataclass
from enum import StrEnum, unique

from contract.text import Text


@unique
class CaseState(StrEnum):
    """States of a case; wording follows practice, the machine is ours (domain 2.0)."""

    RECEIVED = "received"
    AWAITING_PAPER = "awaiting_paper"
    TO_CORRECT = "to_correct"
    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    REFUSED = "refused"
    PACKED = "packed"
    IN_LOCKER = "in_locker"
    COLLECTED = "collected"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@unique
class Role(StrEnum):
    """Who may act on a case (受理审批监管相分离: accepting, deciding and supervising are separate hands)."""

    SYSTEM = "system"
    APPLICANT = "applicant"
    ACCEPTOR = "acceptor"
    APPROVER = "approver"
    ISSUER = "issuer"
    SUPERVISOR = "supervisor"
    COURIER = "courier"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"
    STATION = "station"
    AGENT = "agent"  # 代办人: helps whoever cannot use the terminal alone; decides nothing


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed change of a case."""

    source: CaseState
    target: CaseState
    by: Role


_S = CaseState
MOVES: frozenset[Move] = frozenset(
    {
        Move(_S.RECEIVED, _S.AWAITING_PAPER, Role.SYSTEM),
        Move(_S.AWAITING_PAPER, _S.RECEIVED, Role.SYSTEM),
        Move(_S.RECEIVED, _S.ACCEPTED, Role.ACCEPTOR),
        Move(_S.RECEIVED, _S.TO_CORRECT, Role.ACCEPTOR),
        Move(_S.RECEIVED, _S.NOT_ACCEPTED, Role.ACCEPTOR),
        Move(_S.TO_CORRECT, _S.RECEIVED, Role.APPLICANT),
        Move(_S.ACCEPTED, _S.GRANTED, Role.APPROVER),
        Move(_S.ACCEPTED, _S.REFUSED, Role.APPROVER),
        Move(_S.GRANTED, _S.PACKED, Role.ISSUER),
        Move(_S.REFUSED, _S.PACKED, Role.ISSUER),
        Move(_S.PACKED, _S.IN_LOCKER, Role.COURIER),
        Move(_S.IN_LOCKER, _S.COLLECTED, Role.APPLICANT),
        Move(_S.COLLECTED, _S.CLOSED, Role.SYSTEM),
        Move(_S.RECEIVED, _S.WITHDRAWN, Role.APPLICANT),
        Move(_S.AWAITING_PAPER, _S.WITHDRAWN, Role.APPLICANT),
        Move(_S.TO_CORRECT, _S.WITHDRAWN, Role.APPLICANT),
        Move(_S.ACCEPTED, _S.WITHDRAWN, Role.APPLICANT),
    }
)

DECIDED = frozenset({_S.GRANTED, _S.REFUSED, _S.PACKED, _S.IN_LOCKER, _S.COLLECTED, _S.CLOSED})
OUTLIVES_RECLAIM = DECIDED | {_S.ACCEPTED}
"""Accepted: the envelope brought a correction's papers, others may have decided. It goes on without it."""
WITH_THE_RESIDENT = frozenset({_S.TO_CORRECT, _S.AWAITING_PAPER, _S.IN_LOCKER})
"""The next move is the resident's."""
ENDED = frozenset({_S.NOT_ACCEPTED, _S.CLOSED, _S.WITHDRAWN})

STATE_TEXT: dict[CaseState, Text] = {
    _S.RECEIVED: Text(zh="已收件,待受理", en="Received, waiting to be accepted"),
    _S.AWAITING_PAPER: Text(zh="已收件,等待纸质原件送达", en="Received, waiting for the paper originals"),
    _S.TO_CORRECT: Text(zh="需要补正", en="Something needs correcting"),
    _S.NOT_ACCEPTED: Text(zh="不予受理", en="Not accepted"),
    _S.ACCEPTED: Text(zh="已受理,办理中", en="Accepted, being handled"),
    _S.GRANTED: Text(zh="已批准,正在制证", en="Granted, result being prepared"),
    _S.REFUSED: Text(zh="不予批准", en="Refused"),
    _S.PACKED: Text(zh="结果已封装,等待投柜", en="Result sealed, on its way to the locker"),
    _S.IN_LOCKER: Text(zh="结果已在柜中,请取件", en="Result in the locker, ready for you"),
    _S.COLLECTED: Text(zh="结果已取走", en="Result collected"),
    _S.CLOSED: Text(zh="已办结", en="Closed"),
    _S.WITHDRAWN: Text(zh="已撤回", en="Withdrawn"),
}


class MoveRefused(Exception):
    """The case is not in a state, or the actor not in a role, that allows this."""


def check_move(source: CaseState, target: CaseState, by: Role) -> None:
    """Raises `MoveRefused` unless the table allows the change."""
    if Move(source, target, by) not in MOVES:
        raise MoveRefused(f"{by} may not move a case from {source} to {target}")
