"""What an envelope carries, one model a kind."""

from datetime import date
from enum import StrEnum, unique
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from contract.covered import Covered
from contract.envelope import Kind
from contract.message import Message
from contract.parcel import ParcelEvent
from contract.remark import Remark
from contract.reminding import ReminderId, Unasked
from contract.scope import Address, SaidDistrict

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


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
    homes: dict[Address, SaidDistrict] = Field(default={})  # as said, where who decides stands on them


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


class Unwanted(Message):
    """A reminder the signed-in person wants no more of, or that is wrong; kept by the person's keyed hash."""

    id_number: str = Field(repr=False, min_length=1, max_length=18)
    reminder: ReminderId
    why: Unasked
    on: date


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
    Kind.UNWANTED: Unwanted,
}
