"""Which service, or which joint package? By everyday words, pinyin or initials, also in the city's long list."""

from contract.item import HERE_TEXT, LEVEL_TEXT, AdminLevel, Item
from contract.item import Here as CanDo
from contract.listing import Line
from contract.package import Package
from contract.text import Text
from kiosk import rows
from kiosk.events import Event, Said
from kiosk.screens import Catalogue, Choice, Screen, Tile
from kiosk.step import Back, Begin, Here, Next, Outcome, Step
from kiosk.visit import Application

MOST_SHOWN = 30  # of the long list: nobody looks through more, a better word is quicker
_ALL = Text(zh="全部", en="All")
_JOINT = Text(zh="一件事", en="Joint")
_PACKAGES = Text(zh="一件事一次办", en="Several services in one go")
_PACKAGES_SUB = Text(
    zh="新生儿出生、养老、小店开张等,一张表、一次交件", en="A birth, old age, a shop: one form, one hand-in"
)
_ALL_PACKAGES = "packages"  # what the tile that leads to them says


class ChooseItem(Step):
    """What this terminal can take stands first, then the city's list; the packages stand behind a tile."""

    def __init__(self) -> None:
        self._query = ""
        self._level: AdminLevel | None = None
        self._packages = False

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("search", {"text": text}):
                self._query = str(text)[:40]
            case Said("level", {"level": level}) if level in ("", *AdminLevel):
                self._level = AdminLevel(level) if level else None
            case Said("choose", {"id": id_}) if id_ == _ALL_PACKAGES:
                self._packages, self._query = True, ""
                here.turned()
            case Said("choose", {"id": id_}):
                return self._chosen(str(id_), here)
            case Said("back") if self._packages:
                self._packages = False
                here.turned()
            case Said("back"):
                return Back()
        return None

    def _chosen(self, id_: str, here: Here) -> Outcome | None:
        if id_ in here.terminal.catalogue.items:
            here.visit.application = Application(items=[id_])
            return Next()
        if id_ in here.terminal.catalogue.packages:
            here.visit.application = Application(package=id_)
            return Next()
        if here.terminal.offers.now.listing.line(id_):
            here.visit.line = id_
            return Begin(rows.LINE)
        return None

    def screen(self, here: Here) -> Screen:
        known = here.terminal.catalogue
        packages = known.find_packages(self._query)
        if self._packages:
            shown = packages if self._query else list(known.packages.values())
            return Catalogue(self._query, [_package(one, here) for one in shown])
        return self._services(here, self._first(packages, here))

    def _first(self, packages: list[Package], here: Here) -> list[Tile]:
        """The packages the words mean, or the way to all of them; none where a level was asked for."""
        t = here.visit.t
        if self._level is not None:
            return []
        if not self._query and here.terminal.catalogue.packages:
            return [Tile(_ALL_PACKAGES, t(_PACKAGES), t(_PACKAGES_SUB), "apply", t(_JOINT))]
        return [_package(one, here) for one in packages]

    def _services(self, here: Here, first: list[Tile]) -> Catalogue:
        t, known, listing = here.visit.t, here.terminal.catalogue, here.terminal.offers.now.listing
        items = [item for item in known.search(self._query) if self._level in (None, item.level)]
        found = listing.search(self._query, level=self._level, most=MOST_SHOWN + len(known.items) + 1)
        lines = [line for line in found if line.id not in known.items]
        levels = [Choice("", t(_ALL)), *(Choice(level.value, t(LEVEL_TEXT[level])) for level in AdminLevel)]
        return Catalogue(
            self._query,
            first + [_item(item, here) for item in items] + [_line(line, here) for line in lines[:MOST_SHOWN]],
            levels if len(listing) else [],
            self._level.value if self._level else "",
            len(lines) > MOST_SHOWN,
        )


def _item(item: Item, here: Here) -> Tile:
    t = here.visit.t
    badge = "" if item.here is CanDo.WHOLE else t(HERE_TEXT[item.here])
    return Tile(item.id, t(item.title), t(item.promised), f"item-{item.level}", badge)


def _package(package: Package, here: Here) -> Tile:
    t = here.visit.t
    return Tile(package.id, t(package.title), t(package.who), "apply", t(_JOINT))


def _line(line: Line, here: Here) -> Tile:
    t = here.visit.t
    unit = here.terminal.offers.now.listing.units[line.unit]
    subtitle = f"{t(unit.name)} · {t(LEVEL_TEXT[line.level])}"
    return Tile(line.id, t(line.title), subtitle, f"item-{line.level}", t(HERE_TEXT[line.here]))
