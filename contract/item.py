"""What a service item is made of: fields, materials, conditions and rules, as the TOML files state them.

Models only; `contract.catalogue` reads the files. Names follow the element set of kiosk requirements 2.2 (E-03).
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Any, Self

import pydantic
from pydantic import field_validator, model_validator

from contract.issuing import IssuePolicy
from contract.limit import Limit
from contract.mapping import DepartmentForm
from contract.part import Part
from contract.reminder import Reminder, Renewal
from contract.rule import Check, Rule
from contract.scope import Scope
from contract.source import Verify
from contract.spec import Spec, Subject
from contract.text import Language, Text


@unique
class FieldType(StrEnum):
    """What a value is; the comment says its shape in `answers`."""

    TEXT = "text"  # str
    ENUM = "enum"  # str, one of the options' values
    BOOL = "bool"  # bool
    DATE = "date"  # "2026-01-31"
    MONTH = "month"  # "2026-01"
    ID18 = "id18"  # str, 18 characters, or 15 of a foreigner's card of 2017
    MOBILE = "mobile"  # str, 11 digits
    ADDR = "addr"  # str
    INT = "int"  # int
    MONEY = "money"  # str, yuan with at most two decimals
    BANK = "bank"  # str, digits
    LIST = "list"  # list[str]
    PHOTO = "photo"  # met by the photo material, never asked in the form
    SIGN = "sign"  # met by the signature, never asked in the form
    SLOT = "slot"  # "2026-01-31/am" or "2026-01-31/pm"


@unique
class Prefill(StrEnum):
    """Where a field's first value may come from (catalogue seed); NONE = the person keys it."""

    NONE = ""
    CARD = "card"
    DERIVE = "derive"
    LOOKUP = "lookup"
    PROFILE = "profile"
    CAPTURE = "capture"
    VERIFY = "verify"


@unique
class AdminLevel(StrEnum):
    """Which level decides (domain 3.3); a community station decides nothing (domain 1.3)."""

    STREET = "street"
    DISTRICT = "district"
    CITY = "city"


@unique
class ItemKind(StrEnum):
    """Case type: 即办件, 承诺件, 确认, 须到场, 批次件."""

    INSTANT = "instant"
    PROMISED = "promised"
    CONFIRM = "confirm"
    PRESENCE = "presence"
    BATCH = "batch"


@unique
class Here(StrEnum):
    """How far this terminal can take an item (domain 2.4)."""

    WHOLE = "whole"
    UP_TO_LOCKER = "up_to_locker"
    PREPARE = "prepare"
    INFO = "info"


HERE_TEXT: dict[Here, Text] = {
    Here.WHOLE: Text(zh="本机可全程办理", en="Can be done entirely here"),
    Here.UP_TO_LOCKER: Text(zh="本机可办到交件,后续需到场", en="Can be filed here; a later step needs a visit"),
    Here.PREPARE: Text(zh="本机可预填和预约,须到场办理", en="Prepare and book here; a visit is needed"),
    Here.INFO: Text(zh="本机仅提供办事指南", en="Information only"),
}


LEVEL_TEXT: dict[AdminLevel, Text] = {
    AdminLevel.STREET: Text(zh="街道(镇)", en="Street or town"),
    AdminLevel.DISTRICT: Text(zh="区", en="District"),
    AdminLevel.CITY: Text(zh="市", en="City"),
}


class Option(Part):
    """One choice of an ENUM field."""

    value: str
    label: Text


class Field(Part):
    """One canonical field: what all items mean by it."""

    id: str
    label: Text
    type: FieldType
    prefill: Prefill = Prefill.NONE
    options: tuple[Option, ...] = ()
    hint: Text | None = None

    @model_validator(mode="after")
    def _options_fit(self) -> Self:
        if (self.type is FieldType.ENUM) != bool(self.options):
            raise ValueError("options: an enum field needs them, any other must not have them")
        if len({option.value for option in self.options}) != len(self.options):
            raise ValueError("options: two have the same value")
        return self

    def option(self, value: Any) -> Option | None:
        """The option of this value, or None."""
        return next((option for option in self.options if option.value == value), None)


class Material(Part):
    """One kind of paper, shared by every item that asks for it."""

    id: str
    title: Text
    pages_min: int = pydantic.Field(ge=1)
    pages_max: int = pydantic.Field(ge=1)
    photo: Text  # how to lay it under the camera
    kind: str = ""  # what it is, when materials of several makes are the same kind of paper
    subject: Subject = Subject.APPLICANT
    spec: Spec = Spec()

    @property
    def what(self) -> str:
        """The kind by which it is merged with others."""
        return self.kind or self.id

    by_hand: bool = False  # too valuable to be left in a locker: the original never travels (domain 2.12, case 6)
    verify: Verify | None = None  # the office that can be asked instead (domain 2.2)
    certificate: str = ""  # the kind of e-certificate that stands for it
    reuse_months: int | None = pydantic.Field(default=None, ge=1)  # how old a copy filed before may be

    @model_validator(mode="after")
    def _pages_fit(self) -> Self:
        if self.pages_max < self.pages_min:
            raise ValueError("pages_max: less than pages_min")
        if self.reuse_months and (self.spec.newest_months or self.subject is not Subject.APPLICANT):
            raise ValueError("reuse_months: not of a paper that must be fresh, nor of another person's (domain 2.5)")
        return self


class When(Part):
    """A condition on one answer: `is` a value, `in` a list, or `not_in` a list; an absent answer meets none of them."""

    field: str
    is_: bool | str | None = pydantic.Field(default=None, alias="is")
    in_: tuple[str, ...] | None = pydantic.Field(default=None, alias="in")
    not_in: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(condition is not None for condition in (self.is_, self.in_, self.not_in)) != 1:
            raise ValueError("exactly one of is, in, not_in")
        return self

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the condition is met; an unanswered field meets none."""
        value = answers.get(self.field)
        if value is None:
            return False
        if self.is_ is not None:
            return bool(value == self.is_)
        if self.in_ is not None:
            return value in self.in_
        return value not in (self.not_in or ())


class FieldUse(Part):
    """One item's use of a field; in TOML a plain string stands for `{field = "..."}`."""

    field: str
    required: bool = True
    when: When | None = None
    limit: Limit = Limit()


class MaterialUse(Part):
    """One item's need of a material: a scan, the original through the locker, both, or nothing to bring.

    `kept`: the deciding office keeps the paper one. `spec` narrows the material's own specification.
    """

    material: str
    required: bool = True
    when: When | None = None
    scan: bool = True
    original: bool = False
    kept: bool = False
    spec: Spec | None = None
    note: Text | None = None

    @property
    def asked(self) -> bool:
        """False when offices verify it among themselves or the system makes it: nothing is asked of the person."""
        return self.scan or self.original

    def needed(self, answers: Mapping[str, Any]) -> bool:
        """Whether the person has to hand it in, given the answers so far."""
        return self.asked and self.required and (self.when is None or self.when.holds(answers))

    def offered(self, answers: Mapping[str, Any]) -> bool:
        """Whether the person may hand it in although nobody requires it."""
        return self.asked and not self.required and (self.when is None or self.when.holds(answers))

    @model_validator(mode="after")
    def _kept_is_brought(self) -> Self:
        if self.kept and not self.original:
            raise ValueError("kept: an office can only keep an original that is handed in")
        return self


class Item(Part):
    """One service item (事项) as this terminal offers it."""

    id: str = pydantic.Field(pattern=r"^[A-Z]+(-[A-Z]+)*$")
    order: int
    code: str = pydantic.Field(pattern=r"^[0-9A-Z]{31}$")
    title: Text
    short: Text
    who: Text
    department: Text
    level: AdminLevel
    scope: Scope = Scope()
    kind: ItemKind
    legal: Text | None = None
    promised: Text
    legal_workdays: int | None = pydantic.Field(default=None, ge=0)
    promised_workdays: int | None = pydantic.Field(default=None, ge=0)
    fee: Text
    here: Here
    conditions: tuple[Text, ...]
    fields: tuple[FieldUse, ...]
    materials: tuple[MaterialUse, ...]
    rules: tuple[Rule, ...] = ()
    result: Text
    result_physical: bool
    result_thick_mm: int = pydantic.Field(default=2, ge=1)  # as it lies in the envelope; ours, not sourced
    issue: IssuePolicy = IssuePolicy.TOGETHER
    keywords: tuple[str, ...]
    evidence: str
    fields_status: str
    sources: tuple[str, ...]
    department_form: DepartmentForm = DepartmentForm()
    reminders: tuple[Reminder, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    issues: str = ""  # the kind of e-certificate a grant puts into the library
    sample: dict[str, Any]

    @field_validator("fields", mode="before")
    @classmethod
    def _short_uses(cls, value: Any) -> Any:
        return [{"field": use} if isinstance(use, str) else use for use in value]

    @model_validator(mode="after")
    def _presence_is_honest(self) -> Self:
        if self.kind is ItemKind.PRESENCE and self.here in (Here.WHOLE, Here.UP_TO_LOCKER):
            raise ValueError("here: an item that needs the person's presence may only be prepared here (domain 2.4)")
        return self

    @model_validator(mode="after")
    def _reminds_when_it_opens(self) -> Self:
        """Who is reminded to act can act from that very day on, and no card comes later than the right."""
        ages = {(rule.years, rule.months or 0) for rule in self.rules if rule.check is Check.AGE_AT_LEAST}
        wrong = [one.key for one in self.reminders if one.act and ages != {(one.years, one.months_before)}]
        if wrong:
            raise ValueError(f"reminders: {', '.join(wrong)} does not begin on the day the item's age rule opens")
        return self

    def name(self, language: Language) -> str:
        """The everyday name."""
        return self.short.in_(language)
