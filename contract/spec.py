"""The specification of a paper: what tells two papers of one kind apart, and how fresh it has to be (domain 2.11)."""

from enum import StrEnum, unique
from typing import Self

import pydantic

from contract.part import Part


@unique
class Subject(StrEnum):
    """Whose paper it is."""

    APPLICANT = "applicant"
    SPOUSE = "spouse"
    AGENT = "agent"
    CHILD = "child"


_MAKE = ("size", "background", "receipt")


class Spec(Part):
    """What is asked of a paper; None = any. `newest_months`: made at most so many months ago."""

    size: str | None = None
    background: str | None = None
    receipt: str | None = None
    newest_months: int | None = pydantic.Field(default=None, ge=1)

    def meet(self, other: "Spec") -> Self | None:
        """The stricter of both, or None when no paper can meet both."""
        if self.clash(other):
            return None
        make = {name: getattr(self, name) or getattr(other, name) for name in _MAKE}
        months = [n for n in (self.newest_months, other.newest_months) if n is not None]
        return type(self)(**make, newest_months=min(months, default=None))

    def clash(self, other: "Spec") -> str:
        """The name of the first thing the two contradict each other in; "" when they do not."""
        for name in _MAKE:
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine is not None and theirs is not None and mine != theirs:
                return name
        return ""
