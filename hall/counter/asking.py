"""The one form as a page asks it, and what comes back from it (contract.form; domain 2.11, one form)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from contract import answer
from contract.bodies import Answer
from contract.form import Form, Origin, Question
from contract.item import FieldType
from contract.prereview import Verdict
from contract.text import Language
from hall.counter.begun import derived

_KINDS = {
    FieldType.ENUM: "choice",
    FieldType.BOOL: "yes_no",
    FieldType.DATE: "date",
    FieldType.MONTH: "month",
    FieldType.INT: "number",
    FieldType.LIST: "lines",
    FieldType.SLOT: "slot",
}
_FOLLOWS = frozenset({"p.id_type", "p.sex", "p.birth"})  # from the identity number, where it says them
_MOST_CHARACTERS = 2000
_RADIOS_UP_TO = 4


@dataclass(frozen=True, slots=True)
class Ask:
    """One question on a page; `value` as its control takes it, `half` of a SLOT. `fixed`: said by another answer."""

    question: Question
    name: str
    kind: str
    label: str
    hint: str
    value: str
    half: str
    options: list[tuple[str, str]]
    problem: str
    origin: str
    fixed: bool

    @property
    def id(self) -> str:
        """An id for the page."""
        return self.name.replace(".", "-").replace("@", "-").replace("+", "-")

    @property
    def radios(self) -> bool:
        """Whether all choices stand side by side."""
        return len(self.options) <= _RADIOS_UP_TO


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that belong together, under one heading."""

    title: str
    asks: list[Ask]


def parts(built: Form, answers: Mapping[str, Answer], language: Language, verdict: Verdict | None = None) -> list[Part]:
    """The questions as they stand; `verdict`: what its findings say of a field stands beside it."""
    values = {name: one.value for name, one in answers.items()}
    problems = {found.field: found.text.in_(language) for found in reversed(verdict.findings)} if verdict else {}
    shown: list[Part] = []
    for group in built.visible(values):
        asks = [_ask(one, answers, problems, language) for one in group.questions if not _later(one, values)]
        title = group.title.in_(language)
        if asks and shown and shown[-1].title == title:
            shown[-1].asks.extend(asks)
        elif asks:
            shown.append(Part(title, asks))
    return shown


def read(built: Form, posted: QueryDict, before: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers of a form that was sent; what was left as it was keeps its origin. Wrong shapes are kept and told."""
    said: dict[str, Any] = {}
    for question in built.questions():
        value = _value(question, posted)
        if not answer.is_empty(value):
            said[question.field.id] = value
    found = {name: _answer(name, value, before) for name, value in said.items()}
    found |= derived(built, said)
    return _asked(built, found)


def _asked(built: Form, answers: dict[str, Answer]) -> dict[str, Answer]:
    """In the form's order, without what nobody asks any more: an answer may take away the question of another."""
    while True:
        values = {name: one.value for name, one in answers.items()}
        asked = {question.field.id for group in built.visible(values) for question in group.questions}
        kept = {name: one for name, one in answers.items() if name in asked}
        if len(kept) == len(answers):
            return {one.field.id: kept[one.field.id] for one in built.questions() if one.field.id in kept}
        answers = kept


def _answer(name: str, value: Any, before: Mapping[str, Answer]) -> Answer:
    earlier = before.get(name)
    return earlier if earlier is not None and earlier.value == value else Answer(value=value, origin=Origin.TYPED.value)


def _later(question: Question, values: Mapping[str, Any]) -> bool:
    """What the identity number may say is asked once there is one, and it does not."""
    waits = answer.is_empty(values.get("p.id_no")) and answer.is_empty(values.get(question.field.id))
    return question.field.id in _FOLLOWS and waits


def _ask(
    question: Question, answers: Mapping[str, Answer], problems: Mapping[str | None, str], language: Language
) -> Ask:
    field, given = question.field, answers.get(question.field.id)
    value = None if given is None else given.value
    text, half = _control(field.type, value)
    fixed = given is not None and given.origin == Origin.DERIVED
    return Ask(
        question,
        f"f.{field.id}",
        _KINDS.get(field.type, "text"),
        field.label.in_(language),
        field.hint.in_(language) if field.hint else "",
        answer.text_of(field, value, language) if fixed else text,
        half,
        list(_options(question, language)),
        problems.get(field.id, ""),
        given.origin if given else "",
        fixed,
    )


def _options(question: Question, language: Language) -> Iterator[tuple[str, str]]:
    allowed = question.limit.choices
    for option in question.field.options:
        if allowed is None or option.value in allowed:
            yield option.value, option.label.in_(language)


def _control(type_: FieldType, value: Any) -> tuple[str, str]:
    """A value as its control takes it, and the half of a day."""
    if value is None:
        return "", ""
    if type_ is FieldType.BOOL:
        return ("yes" if value is True else "no" if value is False else ""), ""
    if type_ is FieldType.LIST and isinstance(value, list):
        return "\n".join(map(str, value)), ""
    if type_ is FieldType.SLOT:
        day, _slash, half = str(value).partition("/")
        return day, half
    return str(value), ""


def _value(question: Question, posted: QueryDict) -> Any:
    """What was sent for a question, in the shape of its type where it has it; None for nothing."""
    name, type_ = f"f.{question.field.id}", question.field.type
    text = posted.get(name, "")[:_MOST_CHARACTERS].strip()
    if not text:
        return None
    match type_:
        case FieldType.BOOL:
            return {"yes": True, "no": False}.get(text)
        case FieldType.INT:
            return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
        case FieldType.LIST:
            return [line.strip() for line in text.splitlines() if line.strip()]
        case FieldType.SLOT:
            return f"{text}/{posted.get(f'{name}.half', '')[:2]}"
        case FieldType.ID18:
            return "".join(text.split()).upper()
    return "".join(text.split()) if type_ in (FieldType.MOBILE, FieldType.BANK) else text
