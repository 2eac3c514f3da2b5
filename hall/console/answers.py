"""The form of a case as an officer reads it: the catalogue's labels, options in words, numbers masked."""

from dataclasses import dataclass
from typing import Any

from contract.answer import text_of
from contract.catalogue import Catalogue, Field, FieldType
from contract.people import mask_id, mask_name, mask_phone
from contract.remark import REMARK_TEXT, Remark
from contract.text import Language
from hall.cases.models import Answer, Case, Material

_MASKED_ID = frozenset({FieldType.ID18, FieldType.BANK})
_NAME_FIELDS = frozenset({"p.name"})


@dataclass(frozen=True, slots=True)
class Line:
    """One answered field; `origin` is the contract's word."""

    field: str
    label: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One material with its catalogue title; `stored` when its PDF can be opened.

    `remarks`: what the terminal noticed about it, each with the page as photographed or None.
    """

    material: Material
    title: str
    stored: bool
    remarks: list[tuple[int | None, str]]


def lines(case: Case, catalogue: Catalogue, language: Language) -> list[Line]:
    """Every answer in the order of the form; a field this catalogue no longer knows shows under its id."""
    return [_line(answer, catalogue, language) for answer in case.answers.all()]


def papers(case: Case, catalogue: Catalogue, language: Language) -> list[Paper]:
    """Every material in the order it was handed in."""
    found = []
    for filed in case.materials.all():
        known = catalogue.materials.get(filed.material)
        title = known.title.in_(language) if known else filed.material
        found.append(Paper(filed, title, filed.stored_at is not None, _remarks(case, filed.material, language)))
    return found


def _remarks(case: Case, material: str, language: Language) -> list[tuple[int | None, str]]:
    kept = [Remark.model_validate(one) for one in case.remarks]
    return [(one.page, REMARK_TEXT[one.kind].in_(language)) for one in kept if one.material == material]


def _line(answer: Answer, catalogue: Catalogue, language: Language) -> Line:
    field = catalogue.fields.get(answer.field)
    if field is None:
        return Line(answer.field, answer.field, _plain(answer.value), answer.origin)
    return Line(answer.field, field.label.in_(language), _shown(field, answer.value, language), answer.origin)


def _shown(field: Field, value: Any, language: Language) -> str:
    if value is None or value == "":
        return "–"
    if field.id in _NAME_FIELDS:
        return mask_name(str(value))
    if field.type in _MASKED_ID:
        return mask_id(str(value))
    if field.type is FieldType.MOBILE:
        return mask_phone(str(value))
    return text_of(field, value, language) or "–"


def _plain(value: Any) -> str:
    """A value whose field is gone from the catalogue."""
    return "、".join(map(_plain, value)) if isinstance(value, list) else str(value)
