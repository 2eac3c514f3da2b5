"""Which questions a form of several items asks: each canonical field once, with the limits of all (domain 2.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract.catalogue import Catalogue
from contract.item import Field, FieldType, FieldUse, Item, When
from contract.limit import ANYTHING, Limit
from contract.text import Text

_TWICE = "@"
_AND = "+"
_READ_ONLY = frozenset({"p.name", "p.id_type", "p.id_no", "p.sex", "p.birth", "k.birth"})
_NOT_ASKED = frozenset({FieldType.PHOTO, FieldType.SIGN})


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the merged form. `read_only` counts once a value is there; `when` empty = always asked.

    `limit` is what every item of `items` accepts. A field whose items accept nothing in common is asked once for each
    such item, and then `field.id` is `field@ITEM+ITEM` (see `answers_of`) and the label names the item.
    """

    field: Field
    required: bool
    read_only: bool
    items: tuple[str, ...]
    when: tuple[When, ...] = ()
    limit: Limit = ANYTHING

    def asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether any of the items wants it, given the answers so far."""
        return not self.when or any(when.holds(answers) for when in self.when)


def answers_of(item: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as one item sees them, by canonical field: its own where a field had to be asked twice."""
    own = {id_: value for id_, value in answers.items() if _TWICE not in id_}
    for id_, value in answers.items():
        base, mark, whose = id_.partition(_TWICE)
        if mark and item in whose.split(_AND):
            own[base] = value
    return own


def base_of(field: str) -> str:
    """The canonical field behind a question's field id."""
    return field.partition(_TWICE)[0]


def field_id(item: str, field: str, answers: Mapping[str, Any]) -> str:
    """Under which id `answers` has one item's answer of a canonical field."""
    apart = (id_ for id_ in answers if id_.startswith(field + _TWICE))
    return next((id_ for id_ in apart if item in id_.partition(_TWICE)[2].split(_AND)), field)


def merge(items: Sequence[Item], catalogue: Catalogue) -> dict[str, Question]:
    """The questions of the items by their field ids, each asked of as few as can be."""
    uses: dict[str, list[tuple[Item, FieldUse]]] = {}
    for item in items:
        for use in item.fields:
            if catalogue.fields[use.field].type not in _NOT_ASKED:
                uses.setdefault(use.field, []).append((item, use))
    twice: dict[tuple[str, str], str] = {}  # where (item, field) is asked apart from the others: by which id
    shared = {field: _shared(field, of, twice) for field, of in uses.items()}
    questions = [_question(catalogue.fields[field], *one, twice) for field, ones in shared.items() for one in ones]
    return {question.field.id: question for question in questions}


def _shared(
    field: str, uses: list[tuple[Item, FieldUse]], twice: dict[tuple[str, str], str]
) -> list[tuple[list[tuple[Item, FieldUse]], Limit]]:
    """The uses that one answer can serve, together with what it may be; notes in `twice` who is asked apart."""
    together: list[tuple[list[tuple[Item, FieldUse]], Limit]] = []
    for item, use in uses:
        for place, (of, limit) in enumerate(together):
            both = limit.meet(use.limit)
            if both is not None:
                together[place] = ([*of, (item, use)], both)
                break
        else:
            together.append(([(item, use)], use.limit))
    for of, _ in together[1:]:
        whose = _AND.join(item.id for item, _ in of)
        twice |= {(item.id, field): f"{field}{_TWICE}{whose}" for item, _ in of}
    return together


def _question(
    field: Field, uses: list[tuple[Item, FieldUse]], limit: Limit, twice: dict[tuple[str, str], str]
) -> Question:
    first, items = uses[0][0], tuple(item.id for item, _ in uses)
    always = any(use.when is None for _, use in uses)
    whens = [_renamed(use.when, item.id, twice) for item, use in uses if use.when is not None]
    changes: dict[str, Any] = {}
    if limit.choices is not None:
        changes["options"] = tuple(option for option in field.options if option.value in limit.choices)
    if (first.id, field.id) in twice:
        label = Text(zh=f"{field.label.zh}({first.short.zh})", en=f"{field.label.en} ({first.short.en})")
        changes |= {"id": twice[first.id, field.id], "label": label}
    return Question(
        field=field.model_copy(update=changes),
        required=any(use.required for _, use in uses),
        read_only=field.id in _READ_ONLY,
        items=items,
        when=() if always else tuple(dict.fromkeys(whens)),
        limit=limit,
    )


def _renamed(when: When, item: str, twice: dict[tuple[str, str], str]) -> When:
    """The condition, on the answer this item is asked apart when it is."""
    return when.model_copy(update={"field": twice.get((item, when.field), when.field)})
