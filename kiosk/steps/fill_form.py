"""One form for all items, a group of questions a page; its values live in the visit, so nothing is lost on the way."""

from contract.form import Group
from contract.text import Text
from kiosk.events import Event, Said
from kiosk.screens.screen import Screen
from kiosk.step import Back, Here, Next, Outcome, Stay, Step
from kiosk.steps.fill_form_answers import form_for, take, wrong
from kiosk.steps.fill_form_screen import form_screen


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
        self._form = form_for(here)
        self._open_at(here, here.visit.application.open_field)
        here.visit.application.open_field = ""

    def _open_at(self, here: Here, field: str) -> None:
        for index, group in enumerate(self._groups(here)):
            if any(question.field.id == field for question in group.questions):
                self._page = index

    def _groups(self, here: Here) -> tuple[Group, ...]:
        return self._form.visible(here.visit.application.answers)

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("edit", {"field": field, "value": value}):
                quiet = take(self._form, field, value, here)
                self._errors.pop(field, None)
                return Stay(quiet)
            case Said("next"):
                return self._forward(here)
            case Said("back") if self._page > 0:
                self._page -= 1
                self._errors = {}
                here.turned()
            case Said("back"):
                return Back()
        return None

    def _forward(self, here: Here) -> Outcome | None:
        answers = here.visit.application.answers
        groups = self._groups(here)
        self._errors = dict(wrong(groups[self._page], answers))
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
        groups = self._groups(here)
        self._page = min(self._page, len(groups) - 1)
        return form_screen(groups, self._page, self._errors, here)
