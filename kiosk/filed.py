"""What became durable of a hand-in."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Filed:
    """What became durable."""

    case_id: UUID
    provisional: str
    parcel: str | None
    originals: list[str]
