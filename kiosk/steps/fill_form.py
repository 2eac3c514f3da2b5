"""One form for all items, a group of questions a page. Values live here, so a change of language loses nothing."""

from typing import Any

from contract import form
from contract.form import Group, Known, Question
from contract.item import Field, FieldType
from contract.people import mask_id
from contract.text import Text
from kiosk.asked import catalogue_of, items_of
from kiosk.events import Event, Said
from kiosk.screens import Choice, Form, Screen
from kiosk.screens import Question as Asked
from kiosk.step import Back, Here, Next, Outcome, Stay, Step

_REQUIRED = Text(zh="请填写这一项", en="Please fill this in")
_KINDS = {"text": "text", "enum": "choice", "id18": "id", "bank": "text", "list": "text", "slot": "text"}


class FillForm(Step):
    """Pages of questions; leaving a page checks it, and only shown questions count."""

    title = "form"

    def __init__(self) -> None:
        self._page = 0
        self._errors: dict[str, Text] = {}

    def skip(self, here: Here) -> bool:
        asked = here.visit.application.asked
        return asked is not None and not asked.fields

    def enter(self, here: Here) -> None:
        application, identity = here.visit.application, here.visit.identity
        self._form = form.build(items_of(here), catalogue_of(here))
        if application.asked is not None:
            self._form = self._form.only(application.asked.fields)
        if identity and not application.prefilled:
            known = Known(identity.name, identity.id_number, identity.sex, identity.birth, identity.ethnic)
            application.prefilled = form.prefill(self._form, known)
            application.answers = {field: one.value for field, one in application.prefilled.items()}
        self._open_at(here, application.open_field)
        application.open_field = ""

    def _open_at(self, here: Here, field: str) -> None:
        for index, group in enumerate(self._groups(here)):
            if any(question.field.id == field for question in group.questions):
                self._page = index

    def _groups(self, here: Here) -> tuple[Group, ...]:
        return self._form.visible(here.visit.application.answers)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("edit", {"field": field, "value": value}):
                return Stay(quiet=self._edit(field, value, here))
            case Said("next"):
                return self._forward(here)
            case Said("back") if self._page > 0:
                self._page -= 1
                self._errors = {}
                here.turned()
            case Said("back"):
                return Back()
        return None

    def _edit(self, field: str, value: Any, here: Here) -> bool:
        """Take a value; True when the page need not be drawn anew: no other question opened or shut."""
        question = self._question(field, here)
        if question is None or (question.read_only and field in here.visit.application.prefilled):
            return True
        before = self._groups(here)
        here.visit.application.answers[field] = value.strip() if isinstance(value, str) else value
        self._errors.pop(field, None)
        self._derive(question, here)
        return self._groups(here) == before and question.field.type not in ("enum", "bool", "id18")

    def _derive(self, question: Question, here: Here) -> None:
        """Sex and birth follow from a typed identity number, so they are not asked twice."""
        application = here.visit.application
        if question.field.type != "id18":
            return
        owner = question.field.id.partition(".")[0]
        for id_, one in form.derive(self._form, application.answers).items():
            if id_.startswith(f"{owner}."):
                application.answers[id_], application.prefilled[id_] = one.value, one

    def _question(self, field: str, here: Here) -> Question | None:
        return next((q for g in self._groups(here) for q in g.questions if q.field.id == field), None)

    def _forward(self, here: Here) -> Outcome | None:
        answers = here.visit.application.answers
        groups = self._groups(here)
        self._errors = {}
        for question in groups[self._page].questions:
            value = answers.get(question.field.id)
            if question.required and value in (None, "", []):
                self._errors[question.field.id] = _REQUIRED
            elif problem := form.problem(question, value, answers):
                self._errors[question.field.id] = problem
        if self._errors:
            return None
        if self._page + 1 < len(groups):
            self._page += 1
            here.turned()
            return None
        asked = {question.field.id for group in groups for question in group.questions}
        here.visit.application.answers = {field: value for field, value in answers.items() if field in asked}
        return Next()  # what is no longer asked is not handed in either

    def screen(self, here: Here) -> Screen:
        t, groups = here.visit.t, self._groups(here)
        self._page = min(self._page, len(groups) - 1)
        group = groups[self._page]
        title = here.terminal.title_of(here.visit.application, here.visit.language)
        questions = [self._asked(question, here) for question in group.questions]
        return Form(title, t(group.title), self._page + 1, len(groups), questions)

    def _asked(self, question: Question, here: Here) -> Asked:
        t, field, application = here.visit.t, question.field, here.visit.application
        prefilled = application.prefilled.get(field.id)
        value = application.answers.get(field.id)
        untouched = prefilled is not None and prefilled.value == value
        fixed = question.read_only and value not in (None, "") and prefilled is not None
        error = self._errors.get(field.id)
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
