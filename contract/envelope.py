"""What travels from terminal to hall, and what comes back: the models of every message.

An *envelope* is one thing the terminal took on itself to deliver. Its id (UUIDv7) is the idempotency key: the hall
takes one id once, however often it is sent. The body is sealed (`contract.seal`), so only the routing fields below
can be read on the way or on the terminal's disk.
"""

import hashlib
from datetime import date
from enum import StrEnum, unique
from os import urandom
from threading import Lock
from time import time_ns
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field

from contract.covered import Covered
from contract.message import Message as Message
from contract.parcel import KEEP_DAYS, ParcelEvent
from contract.remark import Remark

MAX_BODY_BYTES = 1_000_000
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

_RANDOM_BITS = 74
_newest = 0
_one_at_a_time = Lock()


def new_id() -> UUID:
    """A fresh UUIDv7: ordered by time, so that the newest rows of an index lie together.

    48 bits of Unix milliseconds and 74 of chance; a second one within a millisecond, or after the clock was set back,
    is the last one plus a random step (RFC 9562, 6.2, method 2): a process's ids only grow.
    """
    global _newest
    chance = int.from_bytes(urandom(10), "big")
    fresh = (time_ns() // 1_000_000 << _RANDOM_BITS) | (chance >> 6)
    with _one_at_a_time:
        if fresh >> _RANDOM_BITS <= _newest >> _RANDOM_BITS:
            fresh = _newest + 1 + (chance & 0xFFFFFFFF)
        _newest = fresh
    high, low = fresh >> 62, fresh & (1 << 62) - 1
    return UUID(int=(high >> 12) << 80 | 0x7000 << 64 | (high & 0xFFF) << 64 | 0b10 << 62 | low)


@unique
class Kind(StrEnum):
    """What an envelope carries; the body's model is the class of the same name below."""

    SUBMISSION = "submission"
    PAPER = "paper"
    CUSTODY = "custody"
    MANIFEST = "manifest"
    RATING = "rating"
    ALARM = "alarm"
    SUPPLEMENT = "supplement"


class Envelope(Message):
    """One sealed message. `counter` grows by one an envelope a terminal, so gaps and repeats show."""

    id: UUID
    kind: Kind
    case_id: UUID | None
    terminal: str
    counter: int = Field(ge=1)
    created_at: AwareDatetime
    key_id: str
    sealed: Base64Bytes = Field(max_length=MAX_BODY_BYTES * 2)

    @property
    def bound(self) -> bytes:
        """The bytes the seal is bound to."""
        return bound(self.id, self.kind, self.case_id)


def bound(id_: UUID, kind: Kind, case_id: UUID | None) -> bytes:
    """What a sealed body is tied to: which envelope, which kind, which case."""
    return f"{id_}|{kind}|{case_id or '-'}".encode()


class Receipt(Message):
    """The hall's answer to an envelope, signed; asked for again it is the same."""

    envelope_id: UUID
    taken_at: AwareDatetime
    case_number: str | None = None
    token: str  # JWT (EdDSA) by the hall over envelope_id, digest of the sealed bytes and case_number


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


# --- bodies, one a Kind ------------------------------------------------------------------------------


class Applicant(Message):
    """The person the case is about, as the card and the form say."""

    name: str = Field(repr=False)
    id_number: str = Field(repr=False)
    mobile: str = Field(repr=False)


class Answer(Message):
    """One field of the form and where its value came from (`contract.form.Origin`)."""

    value: Any = Field(repr=False)
    origin: str


class MaterialFiled(Message):
    """One material of the case; `pdf_sha256` is None when only the paper original comes.

    `pages` as photographed; `page_sha256` of each page's picture in the PDF, empty from an older terminal.
    """

    material: str
    pages: int = Field(ge=0)
    pdf_sha256: str | None = None
    page_sha256: list[Sha256] = Field(default=[], max_length=200)
    original: bool = False


class Signature(Message):
    """Vector strokes (x_mm, y_mm, t_ms), bound to the document by SHA-256; `by_pages`: by `contract.signed`'s."""

    strokes: list[list[tuple[float, float, int]]]
    document_sha256: str
    by_pages: bool = False


class PackageChosen(Message):
    """The joint package an application was put together by, and what was answered to its questions."""

    id: str
    answers: dict[str, bool | str]


class Submission(Message):
    """A whole application, one or more items in one hand-in; `package` says by which questions they were chosen."""

    provisional_number: str
    items: list[str] = Field(min_length=1)
    catalogue_version: str
    applicant: Applicant
    answers: dict[str, Answer]
    materials: list[MaterialFiled]
    originals_parcel: str | None
    delivery: str
    signature: Signature
    prereview_verdict: str
    submitted_at: AwareDatetime
    language: str
    covered: list[Covered] = Field(default_factory=list, max_length=40)  # slots the hall said are closed
    remarks: list[Remark] = Field(default=[], max_length=500)
    package: PackageChosen | None = None


class Supplement(Message):
    """The second hand-in (补正): exactly what the lists named by `corrections` ask for, signed anew."""

    corrections: list[int] = Field(min_length=1)
    answers: dict[str, Answer]
    materials: list[MaterialFiled]
    originals_parcel: str | None
    signature: Signature
    submitted_at: AwareDatetime
    remarks: list[Remark] = Field(default=[], max_length=500)


class Paper(Message):
    """One material's PDF; the sealed file itself travels by resumable upload and is named by its digest."""

    material: str
    pages: int
    pdf_sha256: str
    blob_sha256: str
    blob_bytes: int


class Custody(Message):
    """One change of holder or of door, as the terminal's journal has it."""

    sequence: int = Field(ge=1)
    at: AwareDatetime
    event: ParcelEvent
    parcel: str
    compartment: int | None
    actor: str
    authority: str
    reason: str | None = None


class ManifestLine(Message):
    """One envelope of a courier's round: found, absent, wrong or damaged."""

    parcel: str
    compartment: int
    result: str


class Manifest(Message):
    """A courier's round, signed by the courier's hand and by the terminal's key (the request's proof)."""

    courier: str
    direction: str  # "collect" or "load"
    at: AwareDatetime
    lines: list[ManifestLine]
    signature: Signature


class Rating(Message):
    """The resident's rating, 5 best to 1; None when skipped."""

    level: int | None = Field(default=None, ge=1, le=5)


@unique
class DoorAlarm(StrEnum):
    """What a terminal tells of a door that is not as it should be, besides what its screen and log say."""

    UNCOMMANDED_OPENING = "uncommanded_opening"  # open, and nothing of ours opened it: the box is set aside
    LEFT_AJAR = "left_ajar"  # opened by us and never shut
    SHUT_AGAIN = "shut_again"  # ends either of them; what lies inside still has to be looked at


class Alarm(Message):
    """One alarm of a door, as the terminal's journal has it; `parcel` is what should lie behind it."""

    sequence: int = Field(ge=1)
    at: AwareDatetime
    event: DoorAlarm
    compartment: int = Field(ge=1)
    parcel: str | None
    open_s: int | None = Field(default=None, ge=0)


BODIES: dict[Kind, type[Message]] = {
    Kind.SUBMISSION: Submission,
    Kind.PAPER: Paper,
    Kind.CUSTODY: Custody,
    Kind.MANIFEST: Manifest,
    Kind.RATING: Rating,
    Kind.ALARM: Alarm,
    Kind.SUPPLEMENT: Supplement,
}


# --- what the hall tells a terminal when it asks ------------------------------------------------------


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


class Orders(Message):
    """The hall's whole word to one terminal; polled, replaces the last one."""

    hall_time: AwareDatetime
    version: str
    cases: list[CaseNews]
    expected: list[ExpectedParcel]
    staff: list[StaffMember]
    seal_key: str | None = None  # `contract.proof.sign_seal_key`: what to seal to from now on
    packs: tuple[str, ...] = ()  # versions of `contract.pack` to hold: that in force, and the next one if there is one


class Enrolment(Message):
    """What a new terminal sends once, with a code that works once."""

    terminal: str
    code: str
    public_key: Base64Bytes  # Ed25519, 32 bytes


class Enrolled(Message):
    """What the hall answers: its keys, and the key by which this terminal recognises people without their numbers."""

    terminal: str
    seal_key: Base64Bytes
    hall_key: Base64Bytes  # Ed25519, 32 bytes: signs receipts and pick-up codes
    person_key: Base64Bytes  # 32 bytes, HMAC key of `contract.pickup.person_tag`
    site: str
