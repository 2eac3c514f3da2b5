"""What filing works with: papers as they were made, and what became durable."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MadePaper:
    """One material as PDF/A, still in memory."""

    material: str
    pages: int
    pdf: bytes


@dataclass(frozen=True)
class Filed:
    """What became durable."""

    case_id: UUID
    provisional: str
    parcel: str | None
    originals: list[str]
