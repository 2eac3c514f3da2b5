"""Pre-review's rules as data (domain 2.11): those of one item, and those that hold whatever the item (rules.toml)."""

from enum import StrEnum, unique
from typing import Self

from pydantic import model_validator

from contract.part import Part
from contract.text import Text


@unique
class FindingLevel(StrEnum):
    """How much a pre-review finding weighs, lightest first."""

    NOTE = "note"
    PERSON_NEEDED = "person_needed"
    FIX = "fix"
    NOT_FOR_YOU = "not_for_you"


@unique
class Check(StrEnum):
    """What an item's own pre-review rule looks at; the finding is raised when it is *not* met."""

    AGE_AT_LEAST = "age_at_least"  # by p.birth not earlier than `months` before turning `years`
    MONTHS_SINCE = "months_since"  # `field` lies at least `months` back
    ANSWER_IN = "answer_in"  # `field` is one of `values`
    FIELD_BELOW_AGE = "field_below_age"  # under `years`, `field` must be answered
    MATERIAL_BELOW_AGE = "material_below_age"  # under `years`, `material` must be handed in


_NEEDS: dict[Check, frozenset[str]] = {
    Check.AGE_AT_LEAST: frozenset({"years"}),
    Check.MONTHS_SINCE: frozenset({"field", "months"}),
    Check.ANSWER_IN: frozenset({"field", "values"}),
    Check.FIELD_BELOW_AGE: frozenset({"years", "field"}),
    Check.MATERIAL_BELOW_AGE: frozenset({"years", "material"}),
}


class Rule(Part):
    """An eligibility rule of one item, as data (domain 2.11: rules are data with a version)."""

    rule: str
    check: Check
    level: FindingLevel
    text: Text
    field: str | None = None
    material: str | None = None
    years: int | None = None
    months: int | None = None
    values: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        missing = sorted(name for name in _NEEDS[self.check] if getattr(self, name) is None)
        if missing:
            raise ValueError(f"{self.check} needs {', '.join(missing)}")
        return self


@unique
class CommonCheck(StrEnum):
    """What a rule for every item looks at in each of its `fields` that is answered; raised when it is *not* so."""

    PAST = "past"  # a day not after the day of the review
    COMING = "coming"  # an appointment after the day of the review
    NOT_BEFORE = "not_before"  # a day not before the answer `against`
    OTHER_THAN = "other_than"  # not the answer `against`
    AS_NUMBER_SAYS = "as_number_says"  # sex or birth as the identity number `against` states it


class CommonRule(Part):
    """One rule for every item that asks one of `fields`; `{label}` in `text` stands for the field's own label."""

    rule: str
    check: CommonCheck
    level: FindingLevel
    fields: tuple[str, ...]
    against: str | None = None
    text: Text

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        alone = self.check in (CommonCheck.PAST, CommonCheck.COMING)
        if alone == (self.against is not None):
            raise ValueError(f"against: {self.check} {'has none' if alone else 'needs it'}")
        return self
