"""An application under way, at the counter or on the web: what was chosen, what is answered, what is brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import Field

from contract import form
from contract.bodies import Answer, PackageChosen
from contract.catalogue import Catalogue
from contract.form import Form, Known, Origin
from contract.hand_in import Need, asked_again, needs, offers, slots
from contract.item import Item
from contract.message import Message
from contract.people import is_foreign_2017_number, is_resident_number
from contract.prereview import Verdict
from contract.scope import Address, SaidDistrict
from contract.spec import Spec
from hall.cases.review import judged

_NUMBER, _KIND = "p.id_no", "p.id_type"


class Begun(Message):
    """What of it is kept or sealed; `version` is that of the catalogue it was begun with."""

    version: str
    items: list[str]
    package: PackageChosen | None = None
    homes: dict[Address, SaidDistrict] = Field(default={})
    answers: dict[str, Answer] = Field(default={})
    originals: list[str] = Field(default=[])  # materials whose original is handed over with it
    corrections: list[int] = Field(default=[])  # of a second hand-in: the lists it answers,
    fields: list[str] = Field(default=[])  # what they ask to be filled in again,
    materials: list[str] = Field(default=[])  # and which papers to bring


@dataclass(frozen=True)
class Application:
    """A `Begun` read by its catalogue; raises `KeyError` where that does not have its items."""

    begun: Begun
    known: Catalogue

    @cached_property
    def items(self) -> list[Item]:
        """Its items, without the papers its own chain produces."""
        return self.known.asked(self.begun.items, self.begun.package.id if self.begun.package else "")

    @cached_property
    def form(self) -> Form:
        """The one form; of a second hand-in only what is asked again."""
        whole = form.build(self.items, self.known)
        return whole.only(self.begun.fields) if self.again else whole

    @property
    def again(self) -> bool:
        """Whether it brings what an office asked for, and nothing else."""
        return bool(self.begun.corrections)

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by field."""
        return {name: one.value for name, one in self.begun.answers.items()}

    @cached_property
    def needs(self) -> Sequence[Need]:
        """What has to be brought, as the answers stand."""
        if not self.again:
            return needs(self.items, self.known, self.answers)
        named = tuple(self.begun.items)
        return tuple(Need(use, Spec(), named, 0) for use in asked_again(self.items, self.begun.materials))

    @cached_property
    def offers(self) -> Sequence[Need]:
        """What may be brought besides."""
        return () if self.again else offers(self.items, self.known, self.answers)

    @cached_property
    def slots(self) -> dict[str, Need]:
        """Every paper that has a place here now, by material."""
        return {need.use.material: need for need in (*self.needs, *self.offers)}

    @property
    def ever(self) -> set[str]:
        """Every paper that could have a place, whatever is answered."""
        return {need.use.material for need in slots(self.items, self.known)} | set(self.begun.materials)

    @property
    def originals(self) -> list[str]:
        """The originals handed over, of those that have a place here now."""
        return [name for name, need in self.slots.items() if need.use.original and name in self.begun.originals]

    def verdict(self, pages: Mapping[str, int], now: datetime) -> Verdict:
        """Pre-review as it stands, by the code that judges every hand-in; `pages`: scanned, by material."""
        here = {name: count for name, count in pages.items() if name in self.slots and count}
        originals = set(self.originals)
        package = self.begun.package.id if self.begun.package else ""
        unseen = frozenset(name for name in originals if name not in here)
        return judged(self.known, self.begun.items, package, self.answers, here, originals, now, unseen, ())


def derived(built: Form, answers: Mapping[str, Any]) -> dict[str, Answer]:
    """What an identity number says by itself: kind of document, sex, birth; one of another shape says nothing."""
    number = str(answers.get(_NUMBER) or "")
    found = {name: one.value for name, one in form.derive(built, answers).items()}
    if is_resident_number(number) or is_foreign_2017_number(number):
        filled = form.prefill(built, Known(id_number=number))
        found |= {_KIND: filled[_KIND].value} if _KIND in filled else {}
    return {name: Answer(value=value, origin=Origin.DERIVED.value) for name, value in found.items()}


def first_answers(application: Application) -> dict[str, Answer]:
    """What the answers to a package's questions already say of the form."""
    chosen = application.begun.package
    if chosen is None:
        return {}
    said = application.known.packages[chosen.id].filled(chosen.answers)
    filled = form.answered(application.form, said)
    return {name: Answer(value=one.value, origin=one.origin.value) for name, one in filled.items()}
