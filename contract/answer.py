"""One answer: whether it can be right, and how it reads. The shapes are those of `contract.item.FieldType`."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from contract.item import Field, FieldType
from contract.people import id_problem, mobile_problem
from contract.text import Language, Text

MAX_TEXT = 100
MAX_LINES = 12
_MAX_INT = 100_000
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_SLOT = re.compile(r"(\d{4}-\d{2}-\d{2})/(am|pm)", re.ASCII)
_MONEY = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)
_BANK = re.compile(r"\d{12,21}", re.ASCII)
_CHINESE_NAME_GAP = re.compile(r"[\d<>@#%^*=|\\]", re.ASCII)

_TOO_LONG = Text(zh=f"请不要超过 {MAX_TEXT} 个字", en=f"Please use at most {MAX_TEXT} characters")
_CHOOSE = Text(zh="请从选项中选择一项", en="Please choose one of the options")
_YES_NO = Text(zh="请选择“是”或“否”", en="Please choose Yes or No")
_BAD_DATE = Text(zh="请选择一个存在的日期", en="Please choose a date that exists")
_BAD_MONTH = Text(zh="请选择年份和月份", en="Please choose a year and a month")
_BAD_INT = Text(zh="请填写整数", en="Please give a whole number")
_BAD_MONEY = Text(zh="请填写金额,最多两位小数", en="Please give an amount in yuan, at most two decimals")
_BAD_BANK = Text(zh="银行账号应为 12 至 21 位数字", en="A bank account number has 12 to 21 digits")
_BAD_ADDRESS = Text(
    zh="地址太短,请写到街(镇)或门牌", en="The address is too short; please go down to the street or door number"
)
_BAD_LIST = Text(zh=f"请分行填写,最多 {MAX_LINES} 行", en=f"Please write one a line, at most {MAX_LINES} lines")
_BAD_SLOT = Text(zh="请选择日期和上午或下午", en="Please choose a day and morning or afternoon")
_BAD_NAME = Text(zh="姓名中有不能使用的符号", en="The name has characters that cannot be used")

_YES = Text(zh="是", en="Yes")
_NO = Text(zh="否", en="No")
_AM = Text(zh="上午", en="morning")
_PM = Text(zh="下午", en="afternoon")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def is_empty(value: Any) -> bool:
    """Whether nothing was answered; False and 0 are answers."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def missing(asked: Field) -> Text:
    """The sentence for a required field without an answer."""
    return Text(zh=f"请填写“{asked.label.zh}”", en=f"Please fill in: {asked.label.en}")


def shape_problem(asked: Field, value: Any) -> Text | None:
    """What is wrong with a value that was given, by its type alone; None when it can be right."""
    check = _CHECKS.get(asked.type)
    if check is None:
        return None
    if asked.type is FieldType.ENUM:
        return None if asked.option(value) else _CHOOSE
    problem = check(value)
    if problem is None and asked.id.endswith(".name") and _CHINESE_NAME_GAP.search(value):
        return _BAD_NAME
    return problem


def text_of(asked: Field, value: Any, language: Language) -> str:
    """A value as a person reads it; a value of the wrong shape is shown as it is, an empty one as an empty string."""
    if is_empty(value):
        return ""
    if asked.type is FieldType.ENUM:
        option = asked.option(value)
        return option.label.in_(language) if option else str(value)
    show = _SHOWN.get(asked.type)
    if show is None or shape_problem(asked, value) is not None:
        return str(value)
    return show(value, language)


def day_of(value: Any) -> date | None:
    """The date of a DATE answer, or None when it is not one."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-01-31") else None
    except ValueError:
        return None


def slot_day(value: Any) -> date | None:
    """The day of a SLOT answer, or None when it is not one."""
    found = _SLOT.fullmatch(value) if isinstance(value, str) else None
    return day_of(found[1]) if found else None


def _text(value: Any) -> Text | None:
    return None if isinstance(value, str) and len(value) <= MAX_TEXT else _TOO_LONG


def _matching(pattern: re.Pattern[str], problem: Text) -> Callable[[Any], Text | None]:
    return lambda value: None if isinstance(value, str) and pattern.fullmatch(value) else problem


def _address(value: Any) -> Text | None:
    if not isinstance(value, str) or len(value.strip()) < 5:
        return _BAD_ADDRESS
    return _text(value)


def _int(value: Any) -> Text | None:
    right = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_INT
    return None if right else _BAD_INT


def _list(value: Any) -> Text | None:
    if not isinstance(value, list) or len(value) > MAX_LINES or any(not isinstance(line, str) for line in value):
        return _BAD_LIST
    return next((problem for line in value if (problem := _text(line))), None)


def _money_text(value: Any, language: Language) -> str:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return str(value)
    return f"{amount:,.2f} 元" if language is Language.ZH else f"CNY {amount:,.2f}"


def _date_text(value: Any, language: Language) -> str:
    day = date.fromisoformat(value)
    if language is Language.ZH:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _month_text(value: Any, language: Language) -> str:
    year, month = int(value[:4]), int(value[5:])
    return f"{year}年{month}月" if language is Language.ZH else f"{_MONTHS[month - 1]} {year}"


def _slot_text(value: Any, language: Language) -> str:
    day, _, half = value.partition("/")
    gap = "" if language is Language.ZH else ", "
    return _date_text(day, language) + gap + (_AM if half == "am" else _PM).in_(language)


def _list_text(value: Any, language: Language) -> str:
    return ("、" if language is Language.ZH else ", ").join(value)


_CHECKS: dict[FieldType, Callable[[Any], Text | None]] = {
    FieldType.TEXT: _text,
    FieldType.ENUM: _text,
    FieldType.BOOL: lambda value: None if isinstance(value, bool) else _YES_NO,
    FieldType.DATE: lambda value: None if day_of(value) else _BAD_DATE,
    FieldType.MONTH: _matching(_MONTH, _BAD_MONTH),
    FieldType.ID18: lambda value: id_problem(str(value)),
    FieldType.MOBILE: lambda value: mobile_problem(str(value)),
    FieldType.ADDR: _address,
    FieldType.INT: _int,
    FieldType.MONEY: _matching(_MONEY, _BAD_MONEY),
    FieldType.BANK: _matching(_BANK, _BAD_BANK),
    FieldType.LIST: _list,
    FieldType.SLOT: lambda value: None if slot_day(value) else _BAD_SLOT,
}

_SHOWN: dict[FieldType, Callable[[Any, Language], str]] = {
    FieldType.BOOL: lambda value, language: (_YES if value else _NO).in_(language),
    FieldType.DATE: _date_text,
    FieldType.MONTH: _month_text,
    FieldType.MONEY: _money_text,
    FieldType.LIST: _list_text,
    FieldType.SLOT: _slot_text,
}
