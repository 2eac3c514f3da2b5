"""How far one item narrows a field that others ask too; narrowings of several items intersect (domain 2.11)."""

import re
from enum import StrEnum, unique
from typing import Any, Self

import pydantic

from contract.part import Part
from contract.people import mobile_problem
from contract.text import Text

_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]", re.ASCII)


@unique
class Format(StrEnum):
    """A form of text; every MOBILE is also a PHONE."""

    PHONE = "phone"
    MOBILE = "mobile"


_NARROWER = {frozenset({Format.PHONE, Format.MOBILE}): Format.MOBILE}


class Limit(Part):
    """What one item accepts of a field, beside the field's own type; nothing set = whatever the type allows.

    `choices`: of an ENUM, values of its options. `least`, `most`: of an INT, both included. `longest`: characters.
    """

    format: Format | None = None
    choices: tuple[str, ...] | None = pydantic.Field(default=None, min_length=1)
    least: int | None = None
    most: int | None = None
    longest: int | None = pydantic.Field(default=None, ge=1)

    def meet(self, other: "Limit") -> Self | None:
        """What both accept, or None when no answer can suit both."""
        least = max((n for n in (self.least, other.least) if n is not None), default=None)
        most = min((n for n in (self.most, other.most) if n is not None), default=None)
        longest = min((n for n in (self.longest, other.longest) if n is not None), default=None)
        formats = frozenset(one for one in (self.format, other.format) if one is not None)
        choices = self.choices if other.choices is None else other.choices
        if self.choices is not None and other.choices is not None:
            choices = tuple(value for value in self.choices if value in other.choices)
        if choices == () or (least is not None and most is not None and least > most):
            return None
        form = _NARROWER[formats] if len(formats) > 1 else next(iter(formats), None)
        return type(self)(format=form, choices=choices, least=least, most=most, longest=longest)

    def problem(self, value: Any) -> Text | None:
        """What is wrong with a value of the right shape, or None."""
        if self.choices is not None and value not in self.choices:
            return Text(zh="请从选项中选择一项", en="Please choose one of the options")
        if isinstance(value, int):
            if self.least is not None and value < self.least:
                return Text(zh=f"不能小于 {self.least}", en=f"At least {self.least}")
            if self.most is not None and value > self.most:
                return Text(zh=f"不能大于 {self.most}", en=f"At most {self.most}")
        if isinstance(value, str):
            if self.longest is not None and len(value) > self.longest:
                return Text(zh=f"请不要超过 {self.longest} 个字", en=f"Please use at most {self.longest} characters")
            return self._format_problem(value)
        return None

    def _format_problem(self, value: str) -> Text | None:
        if self.format is Format.MOBILE:
            return mobile_problem(value)
        if self.format is Format.PHONE and not _PHONE.fullmatch(value):
            return Text(zh="请填写电话号码", en="Please give a telephone number")
        return None


ANYTHING = Limit()
