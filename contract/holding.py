"""What a holder has of each application of the card, and how long the card itself is good (domain 2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from contract.card import Application, Grade
from contract.people import age_on, birthday
from contract.text import Text


@unique
class State(StrEnum):
    """Where a holder stands with one application; the last is ours: what only the hall knows, while it is away."""

    NOT_ACTIVATED = "not_activated"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_ENTITLED = "not_entitled"
    NOT_KNOWN = "not_known"


STATE_TEXT: dict[State, Text] = {
    State.NOT_ACTIVATED: Text(zh="可享受,未启用", en="Yours, not activated"),
    State.ACTIVE: Text(zh="可使用", en="In use"),
    State.SUSPENDED: Text(zh="已停用(挂失)", en="Suspended: card lost"),
    State.EXPIRED: Text(zh="卡已过期", en="Card expired"),
    State.NOT_ENTITLED: Text(zh="不适用", en="Not for you"),
    State.NOT_KNOWN: Text(zh="暂时查不到", en="Not known now"),
}


@unique
class Basis(StrEnum):
    """What a card's last day rests on."""

    CARD = "card"  # the card itself gives it
    RULES = "rules"  # the rules of 2009, by the age at its issue (domain 2.3, S24)
    UNSEEN = "unseen"  # neither: another document was shown, or the card says nothing


@dataclass(frozen=True, slots=True)
class Validity:
    """A card's last day; None by the card's or the rules' word is for good, and unseen is not known."""

    until: date | None = None
    basis: Basis = Basis.UNSEEN

    def over(self, today: date) -> bool:
        """Whether that day is past."""
        return self.until is not None and self.until < today


_LIVES = ((60, None), (26, 20), (16, 10), (0, 6))
"""Years a card is good by the age at its issue, the oldest first; None: for good (2009 rules, domain 2.3, S24)."""


def validity(issued: date | None, expires: date | None, birth: date | None) -> Validity:
    """How long a card is good: by its own word, else by the rules of 2009 from its day of issue.

    The rules do not say whether the last year ends on the day or on the one before: the later one is taken.
    """
    if expires is not None:
        return Validity(expires, Basis.CARD)
    if issued is None or birth is None or issued < birth:
        return Validity()
    age = age_on(birth, issued)
    years = next(years for from_age, years in _LIVES if age >= from_age)
    return Validity(None if years is None else birthday(issued, years), Basis.RULES)


@dataclass(frozen=True, slots=True)
class Holder:
    """What is known of the person: `lost`, the card is reported; `activation`, by code, as far as the hall knows it."""

    birth: date | None
    card: Validity
    lost: bool
    activation: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Holding:
    """One application in one person's hands. `why` is said beside the state; `next_` begins by itself on `changes`."""

    state: State
    why: Text | None = None
    grade: Grade | None = None
    next_: Grade | None = None
    changes: date | None = None


def holding(application: Application, holder: Holder, today: date) -> Holding:
    """Where the holder stands with what is live or on trial; ValueError for what is planned: nobody has it.

    What a person has no right to is said before what keeps them from using it; a lost card stops everything else.
    """
    if application.planned:
        raise ValueError(f"{application.code} is planned")
    found = _by_age(application, holder.birth, today)
    if found.state is not State.ACTIVE:
        return found
    if holder.lost:
        return _but(found, State.SUSPENDED)
    if holder.card.over(today):
        return _but(found, State.EXPIRED)
    activated = holder.activation.get(application.code) if application.needs_activation else True
    if activated is None:
        return _but(found, State.NOT_KNOWN)
    return found if activated else _but(found, State.NOT_ACTIVATED, application.activation)


_NO_BIRTH = Text(zh="证件上没有出生日期,请到窗口核对", en="The card gives no date of birth: please ask at the window")


def _by_age(application: Application, birth: date | None, today: date) -> Holding:
    """By the rule alone: active in a grade, or not yet entitled."""
    rule = application.rule
    if rule is None:
        return Holding(State.ACTIVE)
    if birth is None:
        return Holding(State.NOT_KNOWN, _NO_BIRTH)
    age = age_on(birth, today)
    now = next((grade for grade in reversed(rule.grades) if age >= grade.age), None)
    next_ = next((grade for grade in rule.grades if age < grade.age), None)
    changes = birthday(birth, next_.age) if next_ else None
    if now is None:
        return Holding(State.NOT_ENTITLED, rule.why_not, None, next_, changes)
    return Holding(State.ACTIVE, None, now, next_, changes)


def _but(found: Holding, state: State, why: Text | None = None) -> Holding:
    return Holding(state, why, found.grade, found.next_, found.changes)
