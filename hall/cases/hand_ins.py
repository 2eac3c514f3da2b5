"""Every hand-in of a case with its signature: the first, and those that brought what was asked for afterwards (补正).

A case shows what counts now. What a later hand-in put in the place of something lies beside it, so that each signature
can be held against exactly what was signed at the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contract.bodies import MaterialFiled, Supplement
from contract.signed import document_sha256
from hall.cases.entry import Witness
from hall.cases.models import Answer, Case, LaterHandIn, Material
from hall.fit import fit

_OF_MATERIAL = ("pages", "pdf_sha256", "page_sha256", "original")


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in; `holds`: whether its signature is under what came, None where that cannot be told any more."""

    at: datetime
    signature: Mapping[str, Any]
    holds: bool | None

    @property
    def witness(self) -> Witness | None:
        """The officer who took it at a counter, where nobody signed."""
        said = self.signature.get("witness")
        return Witness.model_validate(said) if said else None


def keep(case: Case, said: Supplement, taken: Supplement, signed: Mapping[str, Any]) -> None:
    """Write a later hand-in down before it takes the place of anything; in the transaction that stores it.

    `said`: as it was signed; `taken`: what of it is stored, the lists that had lapsed left out; `signed`: how
    (`hall.cases.entry.Entry.signed`).
    """
    answers = {row.field: _of_answer(row) for row in case.answers.filter(field__in=taken.answers)}
    brought = [filed.material for filed in taken.materials]
    materials = {row.material: _of_material(row) for row in case.materials.filter(material__in=brought)}
    row = LaterHandIn(
        case=case,
        at=said.submitted_at,
        corrections=said.corrections,
        signature=dict(signed),
        answers={name: answer.value for name, answer in said.answers.items()},
        materials={filed.material: _of_material(filed) for filed in said.materials},
        before_at=case.submitted_at,
        before_answers={name: answers.get(name) for name in taken.answers},
        before_materials={name: materials.get(name) for name in brought},
    )
    fit(row).save()


def of_case(case: Case) -> list[HandIn]:
    """All hand-ins of a case, the first one first."""
    answers = _said({row.field: row.value for row in case.answers.all()})
    materials = {row.material: _of_material(row) for row in case.materials.all()}
    found, at = [], case.submitted_at
    later = list(case.later_hand_ins.order_by("-id"))
    for row in later:
        signed = _said(row.answers)
        brought = {name: _told(said) for name, said in row.materials.items()}
        holds = _holds(row.signature, signed, brought)
        stands = _parts(answers, row.before_answers) == _parts(signed, row.before_answers)
        stands &= _parts(materials, row.before_materials) == _parts(brought, row.before_materials)
        found.append(HandIn(row.at, row.signature, holds and stands))
        at = row.before_at
        answers = _back(answers, {name: one and {"value": one["value"]} for name, one in row.before_answers.items()})
        materials = _back(materials, row.before_materials)
    first = None if _replaced_unkept(case, later) else _holds(case.signature, answers, materials)
    return [HandIn(at, case.signature, first), *reversed(found)]


def _said(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers that tell one of nothing from none at all."""
    return {name: {"value": value} for name, value in answers.items()}


def _parts(whole: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: whole.get(name) for name in names}


def _back(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """As it was: what was put in the place of something, or came new, is taken out again."""
    kept = {name: said for name, said in now.items() if name not in before}
    return kept | {name: said for name, said in before.items() if said is not None}


def _replaced_unkept(case: Case, later: Sequence[LaterHandIn]) -> bool:
    """Whether a list was answered before hand-ins were kept: its signature then stands where the first one stood."""
    kept = {id_ for row in later for id_ in row.corrections}
    return any(row.answered and row.id not in kept for row in case.corrections.all())


def _holds(signature: Mapping[str, Any], answers: Mapping[str, Any], materials: Mapping[str, Any]) -> bool | None:
    if not signature.get("by_pages"):
        return None  # of a terminal that signed something else
    pages = {name: said["page_sha256"] for name, said in materials.items() if said["pdf_sha256"]}
    said = document_sha256({name: one["value"] for name, one in answers.items()}, pages)
    return bool(said == signature["document_sha256"])


def _of_answer(row: Answer) -> dict[str, Any]:
    return {"value": row.value, "origin": row.origin}


def _of_material(row: Material | MaterialFiled) -> dict[str, Any]:
    return _told({name: getattr(row, name) for name in _OF_MATERIAL})


def _told(material: Mapping[str, Any]) -> dict[str, Any]:
    """In the words of `Material`: "" where only the paper original came. Earlier rows, never rewritten, have null."""
    return {**material, "pdf_sha256": material["pdf_sha256"] or ""}
