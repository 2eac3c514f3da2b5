"""The form, page by page."""

from dataclasses import dataclass, field
from typing import Any

from kiosk.screens.screen import Choice, Screen


@dataclass(frozen=True)
class Question:
    """One question of the form. `kind`: text | choice | bool | date | month | mobile | id | addr | int | money."""

    id: str
    label: str
    kind: str
    value: Any
    required: bool
    read_only: bool
    origin: str = ""  # "read from your card"; empty when typed
    must_confirm: bool = False
    choices: list[Choice] = field(default_factory=list)
    hint: str = ""
    error: str = ""


@dataclass(frozen=True)
class Form(Screen):
    """One group of questions a page. The view sends `edit` at every change and never waits for an answer to it."""

    EVENTS = ("edit", "next", "back")  # edit: {field, value}
    title: str
    group: str
    page: int
    pages: int
    questions: list[Question]
