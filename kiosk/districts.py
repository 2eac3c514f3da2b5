"""Whether this terminal can help, by the district it stands in and the person's own, in words (domain 2.9)."""

from collections.abc import Sequence

from contract.item import Item
from contract.listing import Line
from contract.scope import OUTSIDE, Address, Taken, district_name
from contract.text import Text
from kiosk.screens.screen import Row
from kiosk.step import Here

ADDRESS_TEXT: dict[Address, Text] = {
    Address.HOUSEHOLD: Text(zh="户籍", en="household"),
    Address.HOME: Text(zh="居住", en="home"),
}
_SCOPE = Text(zh="受理与决定", en="Taken and decided")
_ONLY_IN = Text(zh="{0}的终端受理", en="Taken at terminals in {0}")
_DECIDED = Text(zh="由{0}决定", en="Decided in {0}")
_BY_ADDRESS = Text(zh="由您{0}所在的区决定", en="Decided in the district of your {0}")
_SENT_ON = Text(zh="本机代收,送{0}决定,另加 {1} 个工作日", en="Accepted here, decided in {0}: {1} more working days")
_GO_TO_ONE = Text(
    zh="本机所在的区不受理该事项,请到{0}的终端或政务服务中心办理。",
    en="This service is not taken in this district. Please go to a terminal or service centre in {0}.",
)
_GO_HOME = Text(
    zh="该事项只能在您{0}所在的{1}办理,请到{1}的终端或政务服务中心。",
    en="This service is only taken in the district of your {0}. Please go to a terminal or service centre in {1}.",
)
_GO_AWAY = Text(
    zh="该事项由您{0}所在地决定,请到当地的政务服务中心办理。",
    en="This service is decided at the place of your {0}. Please go to the service centre there.",
)


def taken(item: Item, here: Here) -> Taken:
    """What this terminal may do with a service for this person, as far as is known."""
    return item.scope.taken(here.terminal.district, here.visit.application.homes)


def added_workdays(item: Item, here: Here) -> int:
    """Working days that sending it on adds."""
    return item.scope.added_workdays(here.terminal.district, here.visit.application.homes)


def asked(items: Sequence[Item], here: Here) -> list[Address]:
    """Of which addresses the district has to be known before anything else; none for what is not taken here anyway."""
    without = [item.scope.by for item in items if item.scope.taken(here.terminal.district, {}) is Taken.ASK]
    return [address for address in Address if address in without]


def home_of(here: Here) -> str:
    """The district of the person's household as far as it was said; empty when not, or not in the city."""
    home = here.visit.application.homes.get(Address.HOUSEHOLD, "")
    return "" if home == OUTSIDE else home


def line_rows(line: Line, here: Here) -> list[Row]:
    """Where a service of the long list is taken, when that is not everywhere."""
    return [Row(here.visit.t(_SCOPE), _names(line.districts, here))] if line.districts else []


def line_referral(line: Line, here: Here) -> str:
    """Where to go for a service of the long list that is not taken in this terminal's district; else empty."""
    if not line.districts or here.terminal.district in line.districts:
        return ""
    return here.visit.t(_GO_TO_ONE).format(_names(line.districts, here))


def scope_rows(item: Item, here: Here) -> list[Row]:
    """Where it is taken and who decides, for a service that is not simply of the whole city."""
    t, scope = here.visit.t, item.scope
    said = [t(_ONLY_IN).format(_names(scope.districts, here))] if scope.districts else []
    if scope.by is not None:
        said.append(_decided(item, scope.by, here))
    return [Row(t(_SCOPE), "; ".join(said))] if said else []


def _decided(item: Item, by: Address, here: Here) -> str:
    t, home = here.visit.t, here.visit.application.homes.get(by, OUTSIDE)
    if taken(item, here) is Taken.SENT_ON:
        return t(_SENT_ON).format(t(district_name(home)), added_workdays(item, here))
    return t(_BY_ADDRESS).format(t(ADDRESS_TEXT[by])) if home == OUTSIDE else t(_DECIDED).format(t(district_name(home)))


def decides(item: Item, here: Here) -> str:
    """The deciding body, with its district where that stands on the person's address."""
    t, home = here.visit.t, item.scope.decided_in(here.visit.application.homes)
    return f"{t(item.department)} ({t(district_name(home))})" if home else t(item.department)


def referral(item: Item, here: Here) -> str:
    """Where to go instead, in a sentence; empty for what this terminal takes."""
    t, scope = here.visit.t, item.scope
    if taken(item, here) is not Taken.ELSEWHERE:
        return ""
    if scope.by is None or not scope.reaches(here.terminal.district):
        return t(_GO_TO_ONE).format(_names(scope.districts, here))
    home, address = here.visit.application.homes[scope.by], t(ADDRESS_TEXT[scope.by])
    return t(_GO_AWAY).format(address) if home == OUTSIDE else t(_GO_HOME).format(address, t(district_name(home)))


def _names(codes: Sequence[str], here: Here) -> str:
    mark = Text(zh="、", en=", ")
    return here.visit.t(mark).join(here.visit.t(district_name(code)) for code in codes)
