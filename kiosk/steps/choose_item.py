"""Which service, or which joint package? By everyday words, pinyin or initials, also in the city's long list."""

from contract.item import AdminLevel
from contract.scope import DISTRICTS, Address
from kiosk import rows
from kiosk.events import Event, Said
from kiosk.screens.screen import Screen, Tile
from kiosk.screens.services import Catalogue
from kiosk.step import Back, Begin, Here, Next, Outcome, Step
from kiosk.steps.choose_item_lines import PICK, chosen_of, district_choices, found_lines
from kiosk.steps.choose_item_tiles import ALL_PACKAGES, first_tiles, item_tile, level_choices, package_tile
from kiosk.visit import Application


class ChooseItem(Step):
    """What this terminal can take stands first, then the city's list; the packages stand behind a tile."""

    def __init__(self) -> None:
        self._query = ""
        self._level: AdminLevel | None = None
        self._packages = False
        self._picking = False  # the districts are shown to choose among

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("search", {"text": text}):
                self._query = str(text)[:40]
            case Said("level", {"level": level}) if level in ("", *AdminLevel):
                self._level = AdminLevel(level) if level else None
            case Said("district", {"district": code}) if code == PICK:
                self._picking = True
            case Said("district", {"district": code}) if code in ("", *DISTRICTS):
                self._picking = False
                here.visit.application = Application(homes={Address.HOUSEHOLD: str(code)} if code else {})
            case Said("choose", {"id": id_}) if id_ == ALL_PACKAGES:
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
        known = here.terminal.catalogue
        if id_ in known.items or id_ in known.packages:
            chosen = {"items": [id_]} if id_ in known.items else {"package": id_}
            here.visit.application = Application(homes=here.visit.application.homes, **chosen)
            return Next()
        if here.terminal.offers.now.listing.line(id_):
            here.visit.line = id_
            return Begin(rows.LINE)
        return None

    def screen(self, here: Here) -> Screen:
        known = here.terminal.catalogue
        if self._packages:
            shown = known.find_packages(self._query) if self._query else list(known.packages.values())
            return Catalogue(self._query, [package_tile(one, here) for one in shown])
        return self._services(here, first_tiles(self._query, here) if self._level is None else [])

    def _services(self, here: Here, first: list[Tile]) -> Catalogue:
        known, listed = here.terminal.catalogue, bool(len(here.terminal.offers.now.listing))
        items = [item_tile(item, here) for item in known.search(self._query) if self._level in (None, item.level)]
        lines, more = found_lines(here, self._query, self._level)
        return Catalogue(
            self._query,
            first + items + lines,
            level_choices(here) if listed else [],
            self._level.value if self._level else "",
            more,
            district_choices(here, self._picking) if listed else [],
            chosen_of(here, self._picking),
        )
