"""What is answered in the form: filled in beforehand, typed, following from what was typed, checked."""

from collections.abc import Iterator, Mapping
from typing import Any

from contract import form
from contract.form import Group, Known, Question
from contract.text import Text
from kiosk.asked import catalogue_of, items_of
from kiosk.step import Here
from kiosk.told import take_over

_REQUIRED = Text(zh="请填写这一项", en="Please fill this in")


def form_for(here: Here) -> form.Form:
    """The one form of all items, or of what an office asks for; filled in from the card and the package's answers."""
    application, identity = here.visit.application, here.visit.identity
    built = form.build(items_of(here), catalogue_of(here))
    if application.asked is not None:
        built = built.only(application.asked.fields)
    if identity and not application.prefilled:
        known = Known(identity.name, identity.id_number, identity.sex, identity.birth, identity.ethnic)
        application.prefilled = form.prefill(built, known)
        application.answers = {field: one.value for field, one in application.prefilled.items()}
    take_over(built, application, catalogue_of(here).packages.get(application.package))
    return built


def take(built: form.Form, field: str, value: Any, here: Here) -> bool:
    """Take a typed value; True when the page need not be drawn anew: no other question opened or shut."""
    application = here.visit.application
    before = built.visible(application.answers)
    question = next((q for group in before for q in group.questions if q.field.id == field), None)
    if question is None or (question.read_only and field in application.prefilled):
        return True
    application.answers[field] = value.strip() if isinstance(value, str) else value
    _derive(built, question, here)
    return built.visible(application.answers) == before and question.field.type not in ("enum", "bool", "id18")


def _derive(built: form.Form, question: Question, here: Here) -> None:
    """Sex and birth follow from a typed identity number, so they are not asked twice."""
    application = here.visit.application
    if question.field.type != "id18":
        return
    owner = question.field.id.partition(".")[0]
    for id_, one in form.derive(built, application.answers).items():
        if id_.startswith(f"{owner}."):
            application.answers[id_], application.prefilled[id_] = one.value, one


def wrong(group: Group, answers: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Each field of a page that cannot stay as it is, and why."""
    for question in group.questions:
        value = answers.get(question.field.id)
        if question.required and value in (None, "", []):
            yield question.field.id, _REQUIRED
        elif problem := form.problem(question, value, answers):
            yield question.field.id, problem
