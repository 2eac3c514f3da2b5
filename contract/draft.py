"""A form being filled in for several items: an edit checks all, a leaving item takes only its own (domain 2.11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from typing import Any

from contract import form
from contract.catalogue import Catalogue, Item
from contract.finding import Finding
from contract.prereview import review_answers
from contract.question import base_of
from contract.rule import Check

_BY_AGE = frozenset({Check.AGE_AT_LEAST, Check.FIELD_BELOW_AGE, Check.MATERIAL_BELOW_AGE})


@dataclass(frozen=True, slots=True)
class Draft:
    """Items and answers so far; `aside` keeps what nobody asks any more, should the item come back."""

    items: tuple[str, ...]
    answers: Mapping[str, Any] = part(repr=False)
    aside: Mapping[str, Any] = part(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Edit:
    """A draft after an edit: which items it touches, and what their check finds now and no longer finds."""

    draft: Draft
    affected: tuple[str, ...]
    raised: tuple[Finding, ...]
    settled: tuple[Finding, ...]


def edit(draft: Draft, catalogue: Catalogue, field: str, value: Any, today: date) -> Edit:
    """Set one answer (and what follows from it) and check every item again; raises `KeyError` for no such question."""
    items = [catalogue.items[id_] for id_ in draft.items]
    built = form.build(items, catalogue)
    asked = {question.field.id: question for question in built.questions()}[field]
    answers = {**draft.answers, field: value}
    derived = {id_: one.value for id_, one in form.derive(built, {field: value}).items()}
    answers |= derived
    before, after = (review_answers(items, catalogue, given, today) for given in (draft.answers, answers))
    touched = {base_of(id_) for id_ in (field, *derived)}
    affected = [i.id for i in items if i.id in asked.items or touched & _looked_at(i, catalogue)]
    raised = tuple(finding for finding in after if finding not in before)
    settled = tuple(finding for finding in before if finding not in after)
    return Edit(Draft(draft.items, answers, draft.aside), tuple(affected), raised, settled)


def without(draft: Draft, catalogue: Catalogue, item: str) -> Draft:
    """The draft without one item: the answers nobody else needs are put aside. Raises `ValueError` for the last one."""
    return _of(draft, catalogue, tuple(id_ for id_ in draft.items if id_ != item))


def together(draft: Draft, catalogue: Catalogue, item: str) -> Draft:
    """The draft with one more item; what was put aside of it comes back."""
    return _of(draft, catalogue, (*draft.items, item))


def _of(draft: Draft, catalogue: Catalogue, items: tuple[str, ...]) -> Draft:
    built = form.build([catalogue.items[id_] for id_ in items], catalogue)
    asked = {question.field.id for question in built.questions()}
    known = {**draft.aside, **draft.answers}
    answers = {id_: value for id_, value in known.items() if id_ in asked}
    return Draft(items, answers, {id_: value for id_, value in known.items() if id_ not in asked})


def _looked_at(item: Item, catalogue: Catalogue) -> set[str]:
    """Every canonical field on which the item's questions, materials or rules depend, its own fields included."""
    fields = {use.field for use in item.fields}
    whens = [use.when for use in item.fields] + [need.when for need in item.materials]
    rules = {rule.field for rule in item.rules if rule.field}
    ages = {"p.birth"} if any(rule.check in _BY_AGE for rule in item.rules) else set()
    common = {rule.against for rule in catalogue.rules if rule.against and fields & set(rule.fields)}
    return fields | {when.field for when in whens if when} | rules | ages | common
