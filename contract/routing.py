"""To which desks a case goes (domain 2.10): the terminal always submits upward; who decides stands in each item."""

from collections.abc import Sequence

from contract.item import AdminLevel, Item
from contract.text import Text

_UPWARD = (AdminLevel.STREET, AdminLevel.DISTRICT, AdminLevel.CITY)
_NAMES: dict[AdminLevel, Text] = {
    AdminLevel.STREET: Text(zh="街道", en="street"),
    AdminLevel.DISTRICT: Text(zh="区", en="district"),
    AdminLevel.CITY: Text(zh="市", en="city"),
}
_FROM = Text(zh="小区终端", en="this terminal")
_BACK = Text(zh="出件", en="result")


def owner(items: Sequence[Item]) -> AdminLevel:
    """The level that owns the case: the highest of its items'; raises `ValueError` for none."""
    return max((item.level for item in items), key=_UPWARD.index)


def route(items: Sequence[Item]) -> Text:
    """The case's way as one line: this terminal, every level that decides a part of it, lowest first, the result."""
    levels = [level for level in _UPWARD if any(item.level is level for item in items)]
    stops = [_FROM, *(_NAMES[level] for level in levels), _BACK]
    return Text(zh=" → ".join(stop.zh for stop in stops), en=" > ".join(stop.en for stop in stops))
