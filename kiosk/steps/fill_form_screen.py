"""What one page of the form shows."""

from collections.abc import Mapping
from typing import Any

from contract import form
from contract.form import Group, Question
from contract.item import Field, FieldType
from contract.people import mask_id
from contract.text import Text
from kiosk.screens.form import Form
from kiosk.screens.form import Question as Asked
from kiosk.screens.screen import Choice, Screen
from kiosk.step import Here

_KINDS = {"text": "text", "enum": "choice", "id18": "id", "bank": "text", "list": "text", "slot": "text"}


def form_screen(groups: tuple[Group, ...], page: int, errors: Mapping[str, Text], here: Here) -> Screen:
    """Page `page` of `groups`; `errors` by field."""
    group = groups[page]
    title = here.terminal.title_of(here.visit.application, here.visit.language)
    questions = [_asked(question, errors.get(question.field.id), here) for question in group.questions]
    return Form(title, here.visit.t(group.title), page + 1, len(groups), questions)


def _asked(question: Question, error: Text | None, here: Here) -> Asked:
    t, field, application = here.visit.t, question.field, here.visit.application
    prefilled = application.prefilled.get(field.id)
    value = application.answers.get(field.id)
    untouched = prefilled is not None and prefilled.value == value
    fixed = question.read_only and value not in (None, "") and prefilled is not None
    return Asked(
        id=field.id,
        label=t(field.label),
        kind="text" if fixed else _KINDS.get(field.type, str(field.type)),
        value=_shown(field, value, here) if fixed else value,
        required=question.required,
        read_only=fixed,
        origin=t(form.ORIGIN_TEXT[prefilled.origin]) if prefilled and untouched else "",
        must_confirm=bool(prefilled and untouched and prefilled.must_confirm),
        choices=[Choice(option.value, t(option.label)) for option in field.options],
        hint=t(field.hint) if field.hint else "",
        error=t(error) if error else "",
    )


def _shown(field: Field, value: Any, here: Here) -> str:
    """A fixed value as text; numbers of documents masked, since people stand behind (kiosk requirements H-03)."""
    text = form.text_of(field, value, here.visit.language)
    return mask_id(text) if field.type is FieldType.ID18 else text
