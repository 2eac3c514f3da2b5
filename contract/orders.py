"""What the hall tells a terminal: once at its enrolment, and whenever it asks."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field

from contract.message import Message
from contract.parcel import KEEP_DAYS


class TaskNews(Message):
    """Where one task of a case stands; `state` of `contract.task.TaskState`."""

    item: str
    state: str


class CaseNews(Message):
    """Where a case of this terminal stands. `correction`: what is asked for (`contract.correction.seal_for`)."""

    case_id: UUID
    number: str
    state: str
    promised_by: date | None = None
    updated_at: AwareDatetime
    tasks: list[TaskNews] = Field(default=[])
    correction: Base64Bytes | None = None
    correct_by: date | None = None


class ExpectedParcel(Message):
    """A result on its way to this terminal. The code itself never comes here, only its salted hash.

    `courier`: whom the issuing desk gave it to, None before that. `proxy_tag`: who else was named in advance to collect
    it. `card_needed`: an identity document, which neither code nor QR alone may open (domain 2.12, case 12).
    """

    parcel: str
    case_id: UUID
    case_number: str
    size: str
    person_tag: str
    code_salt: Base64Bytes
    code_hash: Base64Bytes
    keep_days: int = KEEP_DAYS
    courier: str | None = None
    proxy_tag: str | None = None
    card_needed: bool = False


class StaffMember(Message):
    """Someone who may sign in at this terminal; the PIN only as a salted hash."""

    number: str
    role: str  # "courier", "station", "technician"
    pin_salt: Base64Bytes
    pin_hash: Base64Bytes
    active: bool = True


HALL_LEVEL = 1
"""What a terminal of this version needs its hall to speak; raised whenever a terminal must not meet an older hall."""


class Orders(Message):
    """The hall's whole word to one terminal; polled, replaces the last one."""

    hall_time: AwareDatetime
    version: str
    cases: list[CaseNews]
    expected: list[ExpectedParcel]
    staff: list[StaffMember]
    seal_key: str | None = None  # `contract.proof.sign_seal_key`: what to seal to from now on
    level: int = 0  # the hall's `HALL_LEVEL`; a hall that says none is of before
    packs: tuple[str, ...] = ()  # versions of `contract.pack` to hold: that in force, and the next one if there is one
    cards: int = Field(default=0, ge=0)  # the last of `contract.lost_cards.CardWord` there is


class Enrolment(Message):
    """What a new terminal sends once, with a code that works once."""

    terminal: str
    code: str
    public_key: Base64Bytes  # Ed25519, 32 bytes


class Enrolled(Message):
    """What the hall answers: its keys, and the key by which this terminal recognises people without their numbers.

    `serials_from`: the first number to give to slips and envelopes; those before it may be given already.
    """

    terminal: str
    seal_key: Base64Bytes
    hall_key: Base64Bytes  # Ed25519, 32 bytes: signs receipts and pick-up codes
    person_key: Base64Bytes  # 32 bytes, HMAC key of `contract.pickup.person_tag`
    site: str
    serials_from: int = Field(default=1, ge=1)
