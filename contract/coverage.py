"""What closes a material's slot without the resident: the order of domain 2.5, decided here and answered by the hall.

(1) internal verification, (2) an e-certificate in the library, (3) a paper filed before, (4) a scan here, (5) the paper
by locker. The first way that has something closes the slot; the resident sees only the slots left.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum, unique
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field, model_validator

from contract.bodies import Applicant
from contract.catalogue import Catalogue
from contract.covered import Covered, Way
from contract.envelope import MAX_BODY_BYTES
from contract.hand_in import Need, needs, verified_only
from contract.item import Item
from contract.message import Message
from contract.spec import Subject

Finder = Callable[[Need], Covered | None]


@unique
class Consent(StrEnum):
    """What the resident agreed to: all three ways, only what the law lets offices ask among themselves anyway, or that
    one e-certificate of theirs, which they chose, is used."""

    ALL = "all"
    VERIFICATION = "verification"
    ONE = "one"


class CoverageAsk(Message):
    """The sealed body of a wish: who applies for what, with which answers, and what they agreed to."""

    items: list[str] = Field(min_length=1, max_length=10)
    applicant: Applicant
    answers: dict[str, Any] = Field(repr=False)
    consent: Consent
    consented_at: AwareDatetime
    certificate: str = Field(default="", max_length=40)  # the number of the one that was chosen

    @model_validator(mode="after")
    def _one_is_named(self) -> "CoverageAsk":
        if (self.consent is Consent.ONE) is not bool(self.certificate):
            raise ValueError("a certificate is named when one is agreed to, and only then")
        return self


class CoverageWish(Message):
    """Asked by a terminal while the resident waits. The case's id is the one it will be handed in under."""

    case_id: UUID
    key_id: str = Field(max_length=64)
    sealed: Base64Bytes = Field(max_length=MAX_BODY_BYTES)


class CoverageFound(Message):
    """Every slot that is closed, and by what. No number and no name of a person in it."""

    covered: list[Covered]


def bound(case_id: UUID) -> bytes:
    """What the sealed body of a wish is tied to."""
    return f"coverage|{case_id}".encode()


def askable(items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]) -> tuple[Need, ...]:
    """The slots an electronic way could close, what offices verify among themselves included."""
    wanted = (*needs(items, catalogue, answers), *verified_only(items, catalogue, answers))
    return tuple(need for need in wanted if electronic(need, catalogue))


def electronic(need: Need, catalogue: Catalogue) -> tuple[Way, ...]:
    """The electronic ways that may be tried for a slot, in their order.

    A paper that an office keeps has to come as paper; a scan filed before is a copy and never stands for an original
    that has to be seen; other people's papers are not looked up on the applicant's word.
    """
    material, use = catalogue.materials[need.use.material], need.use
    if use.kept or material.subject is not Subject.APPLICANT:
        return ()
    open_to = {
        Way.VERIFICATION: material.verify is not None,
        Way.CERTIFICATE: bool(material.certificate),
        Way.FILED_BEFORE: bool(material.reuse_months) and use.scan and not use.original,
    }
    return tuple(way for way in Way if open_to.get(way, False))


def first(need: Need, catalogue: Catalogue, finders: Mapping[Way, Finder]) -> Covered | None:
    """What closes a slot: the ways are asked in their order, and none after the first that has something."""
    for way in electronic(need, catalogue):
        found = finders[way](need) if way in finders else None
        if found is not None:
            return found
    return None


def left(
    items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any], covered: Sequence[Covered]
) -> tuple[Need, ...]:
    """The slots the resident still has to fill."""
    closed = {one.material for one in covered}
    return tuple(need for need in needs(items, catalogue, answers) if need.use.material not in closed)
