"""Sealing a message before anything is stored: slow mathematics that needs no transaction and no disk."""

from dataclasses import dataclass
from uuid import UUID

from contract.bodies import BODIES
from contract.envelope import MAX_BODY_BYTES, Kind, bound, new_id
from contract.message import Message
from contract.seal import HallPublicKey


class BodyTooLarge(ValueError):
    """A message body is over `contract.envelope.MAX_BODY_BYTES`; large things travel as blobs."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One message that only the hall can read, tied to its id, kind and case."""

    id: UUID
    kind: Kind
    case_id: UUID | None
    key_id: str
    body: bytes


def seal(
    kind: Kind, case_id: UUID | None, body: Message, hall_key: HallPublicKey, envelope_id: UUID | None = None
) -> Sealed:
    """Seal `body` to the hall. Raises TypeError for a body of another kind, `BodyTooLarge`."""
    if not isinstance(body, BODIES[kind]):
        raise TypeError(f"a {kind} envelope carries {BODIES[kind].__name__}, not {type(body).__name__}")
    plain = body.model_dump_json().encode()
    if len(plain) > MAX_BODY_BYTES:
        raise BodyTooLarge(f"{len(plain)} bytes of {kind}")
    id_ = envelope_id or new_id()
    return Sealed(id_, kind, case_id, hall_key.key_id, hall_key.seal(plain, bound(id_, kind, case_id)))
