"""What the hall reminds a signed-in person of, and what the person does not want to be reminded of (domain 2.7).

What begins at an age the terminal works out itself (`contract.due`). The rest stands on what the hall has: the
person's cases, results and e-certificates. It is told to whose card was read, and to nobody else.
"""

from enum import StrEnum, unique
from typing import Annotated
from uuid import UUID

from pydantic import Base64Bytes, Field

from contract.envelope import MAX_BODY_BYTES
from contract.message import Message
from contract.text import Text

CORRECTION_DAYS = 3
"""From so many days before its last day on a person is reminded of a correction (domain 2.7, a design)."""
LAST_DAYS = 1
"""From so many days before a locker times out (domain 2.7, a design)."""
MOST_TOLD = 20

ReminderId = Annotated[str, Field(pattern=r"^[A-Za-z0-9:-]{1,80}$")]
"""The same for one reminder on every day: a rule's name, and what it is about where that is not the same for ever."""


@unique
class Duty(StrEnum):
    """What the hall reminds of; the value is the beginning of the reminder's id."""

    LAST_DAY = "last-day"  # the locker times out
    CORRECTION = "correction"
    RESULT = "result"  # it lies in a locker
    RENEWAL = "renewal"  # a certificate's full year


@unique
class Unasked(StrEnum):
    """Why a reminder is not wanted."""

    NEVER = "never"  # do not remind again (不再提醒)
    NOT_ME = "not_me"  # it is not about this person, or wrong


class RemindersWish(Message):
    """Asked by a terminal for the person whose card it has read; sealed: `contract.looked_up.SealedPerson`."""

    id: UUID
    key_id: str = Field(max_length=64)
    sealed: Base64Bytes = Field(max_length=MAX_BODY_BYTES)


class Told(Message):
    """One reminder, worded. `terminal`: whose locker or case it is, "" where it can be done anywhere."""

    id: ReminderId
    duty: Duty
    title: Text
    text: Text
    item: str = ""  # the service to apply for
    case_id: UUID | None = None
    terminal: str = ""


class RemindersFound(Message):
    """The most urgent first. `unwanted`: ids the person wants no more of, those by age among them."""

    told: list[Told] = Field(default=[], max_length=MOST_TOLD)
    unwanted: list[str] = Field(default=[])


def rule_of(id_: str) -> str:
    """Under which rule a reminder is counted: without the case or parcel it is about."""
    duty, _colon, about = id_.partition(":")
    return id_ if duty == Duty.RENEWAL or not about else duty


def bound(id_: UUID) -> bytes:
    """What the sealed body of a wish is tied to."""
    return f"reminders|{id_}".encode()
