"""What one card stands for: 86 applications, 4 live and 82 planned, read from card_applications.toml (domain 2.3)."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum, unique
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pydantic

from contract.certificate import kinds
from contract.part import Part
from contract.text import Text


@unique
class Status(StrEnum):
    """Whether an application works; only what is live or on trial has a holder's state."""

    LIVE = "live"
    PILOT = "pilot"
    PLANNED = "planned"


@unique
class Sure(StrEnum):
    """How sure a fact of the registry is."""

    NAMED = "named"  # the article names it
    SOURCED = "sourced"  # other sources say it
    DESIGN = "design"  # ours, to be checked


class Grade(Part):
    """What a person has from an age on; the next grade takes its place by itself."""

    age: int = pydantic.Field(ge=1, le=120)
    title: Text


class ValidRule(Part):
    """From which ages an application holds, the youngest first; `why_not` is said to those who are younger."""

    certainty: Sure
    why_not: Text
    grades: tuple[Grade, ...] = pydantic.Field(min_length=1)

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> "ValidRule":
        ages = [grade.age for grade in self.grades]
        if ages != sorted(set(ages)):
            raise ValueError("grades: each is of a higher age than the one before")
        return self


class Application(Part):
    """One application: who owns it, what it carries, which kinds of e-certificate it opens, how it comes to hold.

    Without a `rule` it holds for as long as the card does. `today`: how it is done while it is planned; `item`: the
    service of a terminal by which it is done, if there is one.
    """

    code: str
    name: Text
    status: Status
    department: Text
    carries: Text
    key_for: tuple[str, ...]
    needs_activation: bool
    activation: Text | None = None
    rule: ValidRule | None = None
    note: Text | None = None
    today: Text | None = None
    item: str = ""
    certainty: Sure
    rest: Sure

    @property
    def planned(self) -> bool:
        """Not to be used yet."""
        return self.status is Status.PLANNED

    @pydantic.model_validator(mode="after")
    def _whole(self) -> "Application":
        if self.planned is not (self.today is not None):
            raise ValueError(f"{self.code}: what is planned says how it is done today, and nothing else does")
        if self.needs_activation and self.activation is None and not self.planned:
            raise ValueError(f"{self.code}: where it is activated is not said")
        if unknown := set(self.key_for) - set(kinds()):
            raise ValueError(f"{self.code}: no kinds of certificate: {', '.join(sorted(unknown))}")
        return self


class Unnamed(Part):
    """The planned ones of which only the number is known."""

    title: Text
    today: Text


class Registry(Part):
    """Every application that is named, and how many there are of each status."""

    counts: Mapping[Status, int]
    unnamed: Unnamed
    applications: Mapping[str, Application]

    def of(self, status: Status) -> tuple[Application, ...]:
        """The named ones, in the file's order."""
        return tuple(one for one in self.applications.values() if one.status is status)

    @property
    def usable(self) -> tuple[Application, ...]:
        """What a holder can have now."""
        return self.of(Status.LIVE) + self.of(Status.PILOT)

    @property
    def total(self) -> int:
        """All of them, named or not."""
        return sum(self.counts.values())

    @property
    def without_name(self) -> int:
        """How many of the planned ones no source names."""
        return self.counts[Status.PLANNED] - len(self.of(Status.PLANNED))

    @pydantic.model_validator(mode="after")
    def _adds_up(self) -> "Registry":
        for status in (Status.LIVE, Status.PILOT):
            if len(self.of(status)) != self.counts[status]:
                raise ValueError(f"counts.{status}: {len(self.of(status))} are named")
        if self.without_name < 0:
            raise ValueError("counts.planned: more are named than there are")
        return self


@cache
def registry() -> Registry:
    """The registry of this version; raises `ValueError` when its counts do not add up or a name leads nowhere."""
    return read((Path(__file__).parent / "card_applications.toml").read_text("utf-8"))


def read(text: str) -> Registry:
    """A registry from its file's text; raises as `registry`."""
    table = tomllib.loads(text)
    named = {code: {"code": code} | content for code, content in table.pop("applications").items()}
    found = Registry.model_validate(table | {"applications": named})
    return found.model_copy(update={"applications": MappingProxyType(dict(found.applications))})
