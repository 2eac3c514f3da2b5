"""Joint packages (一件事): questions in daily words lead to one chain of items with one date (domain 2.6).

Models and what they work out; `contract.catalogue` reads the files of `packages/`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum, unique
from typing import Any, Self

import pydantic
from pydantic import model_validator

from contract import plan
from contract.item import Item, When
from contract.part import Part
from contract.plan import After
from contract.text import Text

Answers = Mapping[str, Any]


@unique
class Certainty(StrEnum):
    """How sure we are that a package is made up like this (domain, the tags of its facts)."""

    SOURCED = "sourced"
    WEAK = "weak"  # from one source that could not be checked
    DESIGN = "design"  # only the theme's name is known; the contents are ours


class PackageQuestion(Part):
    """One question in daily words: yes or no, or one of `choices`."""

    id: str = pydantic.Field(pattern=r"^[a-z_]+$")
    text: Text
    choices: dict[str, Text] = pydantic.Field(default_factory=dict)

    def answered(self, value: Any) -> bool:
        """Whether this is an answer to it."""
        return value in self.choices if self.choices else isinstance(value, bool)


class PackageItem(Part):
    """One item of the chain. `workdays`: its promise within this chain, None: the item's own.

    `gives`: the materials its result is, which no later item of the chain asks the person for.
    """

    item: str
    when: tuple[When, ...] = ()
    after: tuple[After, ...] = ()
    workdays: int | None = pydantic.Field(default=None, ge=0)
    gives: tuple[str, ...] = ()


class ElsewhereStep(Part):
    """A step of the chain that no terminal can do: what, where, and what to bring. `after` names an item."""

    title: Text
    where: Text
    bring: Text
    when: tuple[When, ...] = ()
    after: str | None = None


class NotFor(Part):
    """Answers with which this package is not offered, and what to do instead."""

    when: tuple[When, ...] = pydantic.Field(min_length=1)
    text: Text


class Fill(Part):
    """A field of the form that answers already say, and what they say; the person sees where it came from."""

    field: str
    value: bool | str
    when: tuple[When, ...] = pydantic.Field(min_length=1)


class Package(Part):
    """One joint package."""

    id: str = pydantic.Field(pattern=r"^[A-Z]+(-[A-Z]+)*$")
    order: int
    title: Text
    short: Text
    who: Text
    certainty: Certainty
    sources: tuple[str, ...] = ()
    keywords: tuple[str, ...]
    questions: tuple[PackageQuestion, ...] = pydantic.Field(min_length=1, max_length=6)
    items: tuple[PackageItem, ...] = pydantic.Field(min_length=1)
    elsewhere: tuple[ElsewhereStep, ...] = ()
    not_for: tuple[NotFor, ...] = ()
    fills: tuple[Fill, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        names = [one.item for one in self.items]
        if len(set(names)) != len(names):
            raise ValueError("items: one is named twice")
        unknown = {edge.item for one in self.items for edge in one.after} - set(names)
        unknown |= {step.after for step in self.elsewhere if step.after} - set(names)
        if unknown:
            raise ValueError(f"after: not in this package: {', '.join(sorted(unknown))}")
        plan.in_order({one.item: one.after for one in self.items})
        asked = {question.id: question for question in self.questions}
        whens = [one.when for one in self.items] + [one.when for one in self.elsewhere]
        whens += [one.when for one in self.not_for] + [one.when for one in self.fills]
        for when in (one for some in whens for one in some):
            _check_when(when, asked)
        return self

    def answered(self, answers: Answers) -> bool:
        """Whether every question has its answer."""
        return all(question.answered(answers.get(question.id)) for question in self.questions)

    def refusal(self, answers: Answers) -> Text | None:
        """Why the package is not for this person, or None."""
        return next((one.text for one in self.not_for if _holds(one.when, answers)), None)

    def chosen(self, answers: Answers) -> tuple[PackageItem, ...]:
        """The items that are left by the answers, each after those it waits for."""
        kept = {one.item: one for one in self.items if _holds(one.when, answers)}
        return tuple(kept[id_] for id_ in plan.in_order({id_: one.after for id_, one in kept.items()}))

    def steps_elsewhere(self, answers: Answers) -> tuple[ElsewhereStep, ...]:
        """The steps that are left by the answers and cannot be done at a terminal."""
        return tuple(step for step in self.elsewhere if _holds(step.when, answers))

    def filled(self, answers: Answers) -> dict[str, bool | str]:
        """What the answers say of the form's fields, by field."""
        return {one.field: one.value for one in self.fills if _holds(one.when, answers)}

    def part(self, item: str) -> PackageItem:
        """The package's word on one of its items; raises `KeyError`."""
        return {one.item: one for one in self.items}[item]

    def relieved(self, items: Sequence[Item]) -> list[Item]:
        """The items without the materials that an earlier one of the chain produces (domain 2.6, "works when")."""
        after = {item.id: self.part(item.id).after for item in items}
        return [_without(item, self._given_before(item.id, after)) for item in items]

    def plan(self, items: Sequence[Item]) -> list[plan.Step]:
        """The chain's steps with the promise each has in it."""
        parts = [(item, self.part(item.id)) for item in items]
        return [plan.Step(item.id, _days(item, one), one.after) for item, one in parts]

    def _given_before(self, item: str, after: Mapping[str, Sequence[After]]) -> frozenset[str]:
        return frozenset(material for id_ in plan.held_by(item, after) for material in self.part(id_).gives)


def _days(item: Item, part: PackageItem) -> int | None:
    return item.promised_workdays if part.workdays is None else part.workdays


def _without(item: Item, given: frozenset[str]) -> Item:
    kept = tuple(use for use in item.materials if use.material not in given)
    return item if len(kept) == len(item.materials) else item.model_copy(update={"materials": kept})


def _holds(whens: Sequence[When], answers: Answers) -> bool:
    return all(when.holds(answers) for when in whens)


def _check_when(when: When, asked: Mapping[str, PackageQuestion]) -> None:
    question = asked.get(when.field)
    if question is None:
        raise ValueError(f"when: no question is called {when.field!r}")
    values = [when.is_] if when.is_ is not None else [*(when.in_ or ()), *(when.not_in or ())]
    if not all(question.answered(value) for value in values):
        raise ValueError(f"when: {when.field}: not an answer to that question")
