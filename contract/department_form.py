"""Each department's own form out of the one form: its names, its labels, its codes, its dates (domain 2.11).

A field without a mapping keeps its canonical name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date
from typing import Any

from contract import answer
from contract.catalogue import Catalogue, Item
from contract.mapping import Mapped
from contract.question import answers_of
from contract.text import Language, Text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a department's form: its own field name, its label, the value it stores, the value as read."""

    field: str
    name: str
    label: Text
    value: Any = part(repr=False)
    text: str = part(repr=False)


def rows(item: Item, catalogue: Catalogue, answers: Mapping[str, Any], language: Language) -> tuple[Row, ...]:
    """The department's form of one item, from the answers of the merged form; what is not asked is left out."""
    own = answers_of(item.id, answers)
    found = []
    for use in item.fields:
        value = own.get(use.field)
        if answer.is_empty(value) or (use.when is not None and not use.when.holds(own)):
            continue
        canonical = catalogue.fields[use.field]
        mapped = item.department_form.fields.get(use.field) or Mapped(name=use.field)
        text = answer.text_of(canonical, value, language)
        found.append(Row(use.field, mapped.name, mapped.label or canonical.label, _stored(mapped, value), text))
    return tuple(found)


def _stored(mapped: Mapped, value: Any) -> Any:
    if mapped.date_format is not None:
        return date.fromisoformat(value).strftime(mapped.date_format)
    return mapped.codes.get(str(value), value)
