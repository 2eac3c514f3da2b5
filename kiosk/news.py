"""What the queue tells the screen: small facts, already durable."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CaseNumbered:
    """The hall has given a case its number."""

    case_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class CaseRefused:
    """The hall will not take an application as it is; it stays here until staff has seen to it."""

    case_id: UUID


@dataclass(frozen=True, slots=True)
class LinkMoved:
    """The hall is within reach, or no longer."""

    online: bool


@dataclass(frozen=True, slots=True)
class OrdersTaken:
    """New orders of the hall are in the store."""


@dataclass(frozen=True, slots=True)
class LostCardsTaken:
    """The hall's list of lost cards has changed, in the store."""


@dataclass(frozen=True, slots=True)
class ManifestTaken:
    """The hall has countersigned a courier's manifest."""

    envelope_id: UUID
