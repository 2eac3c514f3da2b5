"""Words of look-ups for the pages: sources, answers, ways, faults; and the closed slots of a case."""

from typing import Any

from django import template

from contract.covered import WAY_TEXT, Way
from contract.source import ANSWER_TEXT, SOURCE_TEXT, LookUpAnswer, Source
from hall.cases.models import Case
from hall.console import words
from hall.console.worded import worded_by
from hall.verification.models import LookUp

register = template.Library()
register.filter("answer_text", words.look_up_answer)
register.filter("fault_text", words.look_up_fault)

_TONES = {
    LookUpAnswer.YES.value: "good",
    LookUpAnswer.NO.value: "bad",
    LookUpAnswer.SOURCE_UNAVAILABLE.value: "wait",
    "": "new",
}


@register.filter
def source_text(source: str) -> str:
    """A department."""
    return SOURCE_TEXT[Source(source)].in_(words.language())


@register.filter
def told_text(answer: str) -> str:
    """What the resident was told."""
    return ANSWER_TEXT[LookUpAnswer(answer)].in_(words.language()) if answer else "–"


@register.filter
def answer_tone(answer: str) -> str:
    """The chip's colour; the words beside it say the same."""
    return _TONES.get(answer, "wait")


@register.filter
def way_text(way: str) -> str:
    """What closed a slot."""
    return WAY_TEXT[Way(way)].in_(words.language())


@register.filter
def material_text(material: str) -> str:
    """A material's name in the present catalogue, or its id."""
    known = worded_by().materials.get(material)
    return known.title.in_(words.language()) if known else material


@register.filter
def get(table: dict[str, Any], key: str) -> Any:
    """A value of a dict by its key, None when it is not there."""
    return table.get(key)


@register.inclusion_tag("verification/slots.html")
def closed_slots(case: Case) -> dict[str, Any]:
    """What stands for papers the resident did not have to bring, and how many facts are not settled yet."""
    look_ups = list(LookUp.objects.filter(case_id=case.pk))
    return {"case": case, "covers": case.covers.all(), "look_ups": look_ups}
