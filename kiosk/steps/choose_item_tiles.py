"""The tiles among which a service is chosen."""

from contract.item import HERE_TEXT, LEVEL_TEXT, AdminLevel, Item
from contract.item import Here as CanDo
from contract.listing import Line
from contract.package import Package
from contract.scope import Taken
from contract.text import Text
from kiosk.can_do import can_do
from kiosk.districts import line_rows, taken
from kiosk.screens.screen import Choice, Tile
from kiosk.step import Here

ALL_PACKAGES = "packages"
"""What the tile that leads to the packages says."""
_ALL = Text(zh="全部", en="All")
_SENT_ON = Text(zh="本机代收,送您所在的区决定", en="Accepted here, decided in your district")
_JOINT = Text(zh="一件事", en="Joint")
_PACKAGES = Text(zh="一件事一次办", en="Several services in one go")
_PACKAGES_SUB = Text(
    zh="新生儿出生、养老、小店开张等,一张表、一次交件", en="A birth, old age, a shop: one form, one hand-in"
)


def level_choices(here: Here) -> list[Choice]:
    """By whom a service of the long list is decided; the first choice is everybody."""
    t = here.visit.t
    return [Choice("", t(_ALL)), *(Choice(level.value, t(LEVEL_TEXT[level])) for level in AdminLevel)]


def first_tiles(words: str, here: Here) -> list[Tile]:
    """The packages the words mean; without words the way to all of them."""
    t, known = here.visit.t, here.terminal.catalogue
    if words or not known.packages:
        return [package_tile(one, here) for one in known.find_packages(words)]
    return [Tile(ALL_PACKAGES, t(_PACKAGES), t(_PACKAGES_SUB), "apply", t(_JOINT))]


def item_tile(item: Item, here: Here) -> Tile:
    """A service of this terminal; the badge says what cannot be done here entirely."""
    t = here.visit.t
    reach = taken(item, here)
    can = can_do(item, here.terminal.bank_map, reach)
    badge = t(_SENT_ON) if reach is Taken.SENT_ON else "" if can is CanDo.WHOLE else t(HERE_TEXT[can])
    return Tile(item.id, t(item.title), t(item.promised), f"item-{item.level}", badge)


def package_tile(package: Package, here: Here) -> Tile:
    """A joint package."""
    t = here.visit.t
    return Tile(package.id, t(package.title), t(package.who), "apply", t(_JOINT))


def line_tile(line: Line, here: Here) -> Tile:
    """A service of the city's long list."""
    t = here.visit.t
    unit = here.terminal.offers.now.listing.units[line.unit]
    subtitle = " · ".join([t(unit.name), t(LEVEL_TEXT[line.level]), *(row.value for row in line_rows(line, here))])
    return Tile(line.id, t(line.title), subtitle, f"item-{line.level}", t(HERE_TEXT[line.here]))
