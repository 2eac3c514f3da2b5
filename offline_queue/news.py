"""What the sender tells the terminal, each a message of its own."""

from dataclasses import dataclass
from uuid import UUID

from contract.envelope import Kind, Receipt
from contract.orders import Orders
from offline_queue.line import Reason


@dataclass(frozen=True, slots=True)
class Sent:
    """An envelope is with the hall."""

    envelope_id: UUID
    receipt: Receipt
    kind: Kind
    case_id: UUID | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """An envelope will never be taken as it is; it stays visible as a dead letter.

    `envelope_id`, `kind` and `case_id` are None as far as a spoilt row no longer says them.
    """

    envelope_id: UUID | None
    code: str
    kind: Kind | None = None
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OrdersArrived:
    """The hall has a new word for this terminal."""

    orders: Orders


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The hall can be had, or no longer; `reason` is a `contract.failures.Failure` value, None when online."""

    online: bool
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class StoreFailed:
    """The sender could not use the store or met a bug; it tries again later. `error` is for the log."""

    error: Exception


News = Sent | Rejected | OrdersArrived | LinkChanged | StoreFailed
