"""The acceptance list (受理清单) of what is chosen: what lets a general acceptor accept it (domain 2.8)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contract import plan
from contract.catalogue import Catalogue
from contract.hand_in import Need, needs, slots, verified_only
from contract.item import LEVEL_TEXT, Item
from contract.scope import Address, district_name
from contract.text import Text
from hall.counter.choosing import Chosen

_MONTHS = Text(zh="{0} 个月内", en="made within {0} months")
_SIZES = {
    "small 1-inch": Text(zh="小一寸", en="small 1-inch"),
    "2-inch": Text(zh="二寸", en="2-inch"),
}
_GROUNDS = {"white": Text(zh="白底", en="white background")}
_RECEIPTS = {
    "exit-entry": Text(zh="出入境证件照片回执", en="receipt of an exit-entry photograph"),
    "residence permit": Text(zh="居住证照片回执", en="receipt of a residence-permit photograph"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of what is brought; `checks`: what to look at beside name and number. `pages` least and most."""

    material: str
    title: Text
    scan: bool
    original: bool
    copies: int
    pages: tuple[int, int]
    checks: tuple[Text, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """One item of the hand-in as its list says it; `district`: that decides it, where an address says so."""

    item: Item
    level: Text
    district: Text | None


@dataclass(frozen=True, slots=True)
class Listed:
    """The whole list. `papers`: required and optional; `among`: what offices check among themselves."""

    offices: tuple[Office, ...]
    papers: tuple[Paper, ...]
    among: tuple[Text, ...]
    rejects: tuple[Text, ...]
    workdays: int | None


def of(choice: Chosen) -> Listed:
    """The list before anything is answered in the form: every paper that may be asked for."""
    offices = tuple(_office(item, choice.homes) for item in choice.items)
    items, known = choice.items, choice.known
    asked = {need.use.material for need in needs(items, known, {})}  # what stands on an answer is only possible
    whole = slots(items, known)
    papers = tuple(_paper(need, known, need.use.material not in asked) for need in whole if need.use.asked)
    among = tuple(known.materials[need.use.material].title for need in verified_only(items, known, {}))
    rejects = tuple(dict.fromkeys(rule.text for item in items for rule in item.rules))
    return Listed(offices, papers, among, rejects, _workdays(choice))


def papers_of(some: Sequence[Need], known: Catalogue, optional: bool) -> list[Paper]:
    """These lines of a hand-in."""
    return [_paper(need, known, optional) for need in some]


def _office(item: Item, homes: Mapping[Address, str]) -> Office:
    home = item.scope.decided_in(homes)
    return Office(item, LEVEL_TEXT[item.level], district_name(home) if home else None)


def _paper(need: Need, known: Catalogue, optional: bool) -> Paper:
    material = known.materials[need.use.material]
    pages = (material.pages_min, material.pages_max)
    checks = tuple(_checks(need))
    return Paper(material.id, material.title, need.use.scan, need.use.original, need.copies, pages, checks, optional)


def _checks(need: Need) -> Iterator[Text]:
    spec = need.spec
    if spec.newest_months:
        yield Text(zh=_MONTHS.zh.format(spec.newest_months), en=_MONTHS.en.format(spec.newest_months))
    for table, key in ((_SIZES, spec.size), (_GROUNDS, spec.background), (_RECEIPTS, spec.receipt)):
        if key:
            yield table.get(key, Text(zh=key, en=key))
    if need.use.note is not None:
        yield need.use.note
    if need.apart is not None:
        yield need.apart


def _workdays(choice: Chosen) -> int | None:
    """Working days of the whole, by the longest path of a package; None when a part promises no number."""
    if choice.package is not None and choice.package.answered(choice.answers):
        return plan.workdays_of(choice.package.plan(choice.items))
    return choice.items[0].promised_workdays if len(choice.items) == 1 else None
