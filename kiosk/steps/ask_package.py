"""The few questions of a joint package (一件事), in daily words; their answers choose the services."""

from contract.package import Package
from contract.text import Text
from kiosk.events import Event, Said
from kiosk.screens.form import Form, Question
from kiosk.screens.screen import Choice, Screen
from kiosk.step import Back, Here, Next, Outcome, Step

_GROUP = Text(zh="先回答几个问题", en="A few questions first")
_ANSWER = Text(zh="请回答这个问题", en="Please answer this question")


class AskPackage(Step):
    """One page; the answers live in the visit. Passed over for a service that is applied for alone."""

    def __init__(self) -> None:
        self._missing: set[str] = set()

    def skip(self, here: Here) -> bool:
        return not here.visit.application.package

    def on(self, event: Event, here: Here) -> Outcome | None:
        application, package = here.visit.application, self._package(here)
        match event:
            case Said("edit", {"field": str(field), "value": value}):
                question = next((one for one in package.questions if one.id == field), None)
                if question is not None and question.answered(value):
                    application.package_answers[field] = value
                    self._missing.discard(field)
            case Said("next"):
                given = application.package_answers
                self._missing = {one.id for one in package.questions if one.id not in given}
                if not self._missing:
                    application.items = [part.item for part in package.chosen(given)]
                    return Next()
            case Said("back"):
                return Back()
        return None

    def _package(self, here: Here) -> Package:
        return here.terminal.catalogue.packages[here.visit.application.package]

    def screen(self, here: Here) -> Screen:
        t, package, given = here.visit.t, self._package(here), here.visit.application.package_answers
        questions = [
            Question(
                id=one.id,
                label=t(one.text),
                kind="choice" if one.choices else "bool",
                value=given.get(one.id),
                required=True,
                read_only=False,
                choices=[Choice(value, t(label)) for value, label in one.choices.items()],
                error=t(_ANSWER) if one.id in self._missing else "",
            )
            for one in package.questions
        ]
        return Form(t(package.title), t(_GROUP), 1, 1, questions)
