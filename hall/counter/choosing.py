"""Choosing a service or a joint package, and what has to be known before its form can be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from contract.bodies import PackageChosen
from contract.catalogue import Catalogue
from contract.item import Item
from contract.package import Package
from contract.scope import DISTRICTS, OUTSIDE, Address, Taken
from contract.text import Text
from hall.counter.begun import Begun

_SAID = {"yes": True, "no": False}


@dataclass(frozen=True)
class Chosen:
    """A service or a package of the catalogue, and what was answered so far of what has to be known first."""

    known: Catalogue
    item: Item | None
    package: Package | None
    answers: Mapping[str, bool | str]
    homes: Mapping[Address, str]

    @property
    def items(self) -> list[Item]:
        """The items it leads to; of a package whose questions are open, all it may lead to."""
        if self.item is not None:
            return [self.item]
        if self.package is None or not self.package.answered(self.answers):
            return [self.known.items[one.item] for one in self.package.items] if self.package else []
        picked = [self.known.items[one.item] for one in self.package.chosen(self.answers)]
        return self.package.relieved(picked)


def found(known: Catalogue, words: str) -> tuple[list[Package], list[Item]]:
    """Packages and services by everyday words; all of them when none were said."""
    if not words.strip():
        return list(known.packages.values()), list(known.items.values())
    return known.find_packages(words), known.search(words)


def chosen(known: Catalogue, kind: str, id_: str, said: QueryDict) -> Chosen | None:
    """What an address names, with what was said beside it; None for what the catalogue does not have."""
    package = known.packages.get(id_) if kind == "package" else None
    item = known.items.get(id_) if kind == "item" else None
    if package is None and item is None:
        return None
    answers: dict[str, bool | str] = {}
    for question in package.questions if package else ():
        text = said.get(f"q.{question.id}", "")
        value = text if question.choices else _SAID.get(text)
        if value is not None and question.answered(value):
            answers[question.id] = value
    places = {code for code, _name in districts()}
    homes = {one: home for one in Address if (home := said.get(f"home.{one}", "")) in places}
    return Chosen(known, item, package, answers, homes)


def unanswered(choice: Chosen, district: str) -> bool:
    """Whether something is still to be said before the form can be made."""
    package = choice.package is not None and not choice.package.answered(choice.answers)
    return package or bool(homes_asked(choice, district, choice.homes))


def homes_asked(choice: Chosen, district: str, homes: Mapping[Address, str]) -> list[Address]:
    """Of which addresses the district has to be known; a place whose district nobody has said judges nothing."""
    asks = {item.scope.by for item in choice.items if item.scope.taken(district, homes) is Taken.ASK}
    return [address for address in Address if district and address in asks]


def begun(choice: Chosen) -> Begun:
    """An application for what is chosen, with nothing answered in it."""
    package = PackageChosen(id=choice.package.id, answers=dict(choice.answers)) if choice.package else None
    return Begun(
        version=choice.known.version,
        items=[item.id for item in choice.items],
        package=package,
        homes={address: home for address, home in choice.homes.items() if home},
    )


def once_more(known: Catalogue, before: Begun) -> Chosen | None:
    """What was chosen before, by this catalogue; None when it no longer has that, or other items follow from it."""
    kind, id_ = address_of(before)
    package = known.packages.get(id_) if kind == "package" else None
    item = known.items.get(id_) if kind == "item" else None
    if (package or item) is None:
        return None
    answers = before.package.answers if before.package else {}
    found = Chosen(known, item, package, answers, before.homes)
    return found if [one.id for one in found.items] == before.items else None


def address_of(begun: Begun) -> tuple[str, str]:
    """By what kind and id it was chosen."""
    return ("package", begun.package.id) if begun.package else ("item", begun.items[0])


def districts() -> list[tuple[str, Text]]:
    """What may be said of an address."""
    return [*DISTRICTS.items(), (OUTSIDE, Text(zh="不在本市", en="Outside this city"))]
