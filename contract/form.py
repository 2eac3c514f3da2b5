"""One form from many items: the union of their canonical fields, asked once (一表录入, domain 2.11).

Order: who, contact, address, each item's own block, agent, delivery. Photographs and signatures are not asked here:
the photo material and the signature meet them. `answers` maps field id to value in the shapes of `FieldType`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as part
from enum import StrEnum, unique
from typing import Any

from contract import answer
from contract.catalogue import Catalogue
from contract.item import Field, Item
from contract.people import Sex, birth_of, fold_id, is_foreign_2017_number, is_resident_number, sex_of
from contract.question import Question, base_of, merge
from contract.text import Language, Text

__all__ = [
    "ORIGIN_TEXT",
    "Form",
    "Group",
    "Known",
    "Origin",
    "Prefilled",
    "Question",
    "answered",
    "build",
    "derive",
    "prefill",
    "problem",
    "text_of",
]

GROUP_SIZE = 5  # a screen stays calm
_FORMS_KEPT = 200


@unique
class Origin(StrEnum):
    """Where a value came from; shown to the person and kept with the answer."""

    CARD = "card"
    DERIVED = "derived"
    LOOKUP = "lookup"
    PROFILE = "profile"
    TYPED = "typed"
    CAPTURED = "captured"
    ANSWERED = "answered"


ORIGIN_TEXT: dict[Origin, Text] = {
    Origin.CARD: Text(zh="读卡", en="From the card"),
    Origin.DERIVED: Text(zh="由证件号得出", en="From the identity number"),
    Origin.LOOKUP: Text(zh="查询", en="Looked up"),
    Origin.PROFILE: Text(zh="上次填写", en="From last time"),
    Origin.TYPED: Text(zh="本次填写", en="Filled in now"),
    Origin.CAPTURED: Text(zh="拍摄", en="Photographed"),
    Origin.ANSWERED: Text(zh="按您刚才的回答", en="From what you answered before"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """At most `GROUP_SIZE` questions that belong on one screen."""

    id: str
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The merged form; group ids stay the same whatever is answered."""

    groups: tuple[Group, ...]

    def visible(self, answers: Mapping[str, Any]) -> tuple[Group, ...]:
        """The groups and questions that are asked, given the answers; empty groups are left out."""
        kept = (
            replace(group, questions=tuple(question for question in group.questions if question.asked(answers)))
            for group in self.groups
        )
        return tuple(group for group in kept if group.questions)

    def only(self, fields: Collection[str]) -> "Form":
        """The form with nothing but these canonical fields, asked whatever else is answered."""
        kept = (
            replace(
                group,
                questions=tuple(replace(one, when=()) for one in group.questions if base_of(one.field.id) in fields),
            )
            for group in self.groups
        )
        return Form(tuple(group for group in kept if group.questions))

    def questions(self) -> tuple[Question, ...]:
        """Every question, asked or not, in order."""
        return tuple(question for group in self.groups for question in group.questions)


@dataclass(frozen=True, slots=True)
class Known:
    """What a card says of its holder. `sex` as GB/T 2261.1 ("1", "2") or a `Sex` value, `ethnic` a GB 3304 code."""

    name: str = part(default="", repr=False)
    id_number: str = part(default="", repr=False)
    sex: str = part(default="", repr=False)
    birth: Any = part(default=None, repr=False)  # datetime.date or None
    ethnic: str = part(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A first value, where it came from, and whether the person has to confirm it."""

    value: Any = part(repr=False)
    origin: Origin = Origin.TYPED
    must_confirm: bool = False


_SHARED: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("who", Text(zh="申请人", en="Applicant"), ("p.name", "p.id_type", "p.id_no", "p.sex", "p.birth")),
    ("contact", Text(zh="联系方式", en="Contact"), ("p.mobile", "p.emergency")),
    (
        "address",
        Text(zh="户籍和住址", en="Household and address"),
        ("p.hukou_kind", "p.hukou_addr", "p.live_addr", "p.live_since", "permit.no"),
    ),
)
_LAST: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    (
        "agent",
        Text(zh="代办人", en="Acting for someone"),
        ("agent.used", "agent.name", "agent.id_no", "agent.mobile", "agent.relation"),
    ),
    ("delivery", Text(zh="结果送达", en="Receiving the result"), ("out.channel", "out.mail_addr")),
)
_COMMON = frozenset(id_ for _, _, ids in _SHARED + _LAST for id_ in ids)
_CARD_SEX = {"1": Sex.MALE, "2": Sex.FEMALE, "9": Sex.UNSPECIFIED}
_PERMIT_TYPE = {"81": "hmt_permit", "82": "hmt_permit", "83": "hmt_permit"}


def build(items: Sequence[Item], catalogue: Catalogue) -> Form:
    """The merged form of one or more items; raises `ValueError` for none or for one named twice.

    That of items as the catalogue has them is worked out once, and kept with it.
    """
    if not items or len({item.id for item in items}) != len(items):
        raise ValueError("a form is built from one or more different items")
    if any(catalogue.items.get(item.id) is not item for item in items):
        return _build(items, catalogue)
    key, forms = tuple(item.id for item in items), catalogue.worked_out.setdefault("forms", {})
    if key not in forms:
        if len(forms) >= _FORMS_KEPT:
            forms.clear()
        forms[key] = _build(items, catalogue)
    form: Form = forms[key]
    return form


def _build(items: Sequence[Item], catalogue: Catalogue) -> Form:
    merged = merge(items, catalogue)
    blocks = [(id_, title, _of(merged, ids)) for id_, title, ids in _SHARED]
    for item in items:
        own = [q for id_, q in merged.items() if base_of(id_) not in _COMMON and q.items[0] == item.id]
        blocks.append((f"item-{item.id}", item.short, own))
    blocks += [(id_, title, _of(merged, ids)) for id_, title, ids in _LAST]
    return Form(tuple(group for block in blocks for group in _screens(*block)))


def prefill(form: Form, known: Known) -> dict[str, Prefilled]:
    """First values of the form's fields from the card; sex and birth come from the number when it states them."""
    number = fold_id(known.id_number)
    values: dict[str, Prefilled] = {}
    for id_, value in (("p.name", known.name.strip()), ("p.id_no", number), ("p.ethnic", known.ethnic)):
        if value:
            values[id_] = Prefilled(value, Origin.CARD)
    if number:
        values["p.id_type"] = Prefilled(_id_type(number), Origin.CARD)
    for id_, value in _from_card(known).items():
        values[id_] = Prefilled(value, Origin.CARD)
    for id_, value in _from_number(number, "p").items():
        values[id_] = Prefilled(value, Origin.DERIVED)
    asked = {question.field.id: question.field for question in form.questions()}
    return {i: p for i, p in values.items() if i in asked and answer.shape_problem(asked[i], p.value) is None}


def answered(form: Form, said: Mapping[str, Any]) -> dict[str, Prefilled]:
    """First values from what was answered to a package's questions (`contract.package.Package.filled`)."""
    asked = {question.field.id: question.field for question in form.questions()}
    return {
        id_: Prefilled(value, Origin.ANSWERED)
        for id_, value in said.items()
        if id_ in asked and answer.shape_problem(asked[id_], value) is None
    }


def derive(form: Form, answers: Mapping[str, Any]) -> dict[str, Prefilled]:
    """The derived fields that the answers so far decide: sex and birth from an identity number that was typed."""
    asked = {question.field.id for question in form.questions()}
    found: dict[str, Any] = {}
    for owner in ("p", "k"):
        found |= _from_number(str(answers.get(f"{owner}.id_no") or ""), owner)
    return {id_: Prefilled(value, Origin.DERIVED) for id_, value in found.items() if id_ in asked}


def problem(question: Question, value: Any, answers: Mapping[str, Any]) -> Text | None:
    """What is wrong with one answer, or None; a question that is not asked has no wrong answer."""
    if not question.asked(answers):
        return None
    if answer.is_empty(value):
        return answer.missing(question.field) if question.required else None
    return answer.shape_problem(question.field, value) or question.limit.problem(value)


def text_of(field: Field, value: Any, language: Language) -> str:
    """A value as a person reads it."""
    return answer.text_of(field, value, language)


def _of(merged: Mapping[str, Question], fields: Sequence[str]) -> list[Question]:
    """The questions of these canonical fields, in their order; one asked twice stands beside itself."""
    return [question for field in fields for id_, question in merged.items() if base_of(id_) == field]


def _screens(id_: str, title: Text, questions: list[Question]) -> list[Group]:
    """Split a block into groups of at most `GROUP_SIZE`, evenly, so that none is left with a single question."""
    count = -(-len(questions) // GROUP_SIZE)
    groups = []
    start = 0
    for place in range(count):
        size = -(-(len(questions) - start) // (count - place))
        groups.append(Group(f"{id_}-{place + 1}" if place else id_, title, tuple(questions[start : start + size])))
        start += size
    return groups


def _id_type(number: str) -> str:
    if is_foreign_2017_number(number):
        return "foreign_permit"
    if not is_resident_number(number):
        return "assigned"
    return "foreign_permit" if number[0] == "9" else _PERMIT_TYPE.get(number[:2], "resident_id")


def _from_card(known: Known) -> dict[str, Any]:
    values: dict[str, Any] = {}
    sex = _CARD_SEX.get(known.sex, known.sex)
    if sex in set(Sex):
        values["p.sex"] = str(sex)
    if known.birth is not None:
        values["p.birth"] = known.birth.isoformat()
    return values


def _from_number(number: str, owner: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    sex, birth = sex_of(number), birth_of(number)
    if sex is not None and birth is not None:
        values = {f"{owner}.sex": str(sex), f"{owner}.birth": birth.isoformat()}
    return values
