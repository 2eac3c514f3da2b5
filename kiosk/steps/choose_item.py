"""Which service? Search by everyday words, pinyin or initials, in what is done here and in the city's long list."""

from contract.item import HERE_TEXT, LEVEL_TEXT, AdminLevel, Item
from contract.item import Here as CanDo
from contract.listing import Line
from contract.text import Text
from kiosk import rows
from kiosk.events import Event, Said
from kiosk.screens import Catalogue, Choice, Screen, Tile
from kiosk.step import Back, Begin, Here, Next, Outcome, Step
from kiosk.visit import Application

MOST_SHOWN = 30  # of the long list: nobody looks through more, a better word is quicker
_ALL = Text(zh="全部", en="All")


class ChooseItem(Step):
    """What this terminal can take stands first, then what the city publishes, filtered as the person types."""

    def __init__(self) -> None:
        self._query = ""
        self._level: AdminLevel | None = None

    def on(self, event: Event, here: Here) -> Outcome | None:
        offers = here.terminal.offers
        match event:
            case Said("search", {"text": text}):
                self._query = str(text)[:40]
            case Said("level", {"level": level}) if level in ("", *AdminLevel):
                self._level = AdminLevel(level) if level else None
            case Said("choose", {"id": item}) if item in here.terminal.catalogue.items:
                here.visit.application = Application(items=[item])
                return Next()
            case Said("choose", {"id": line}) if offers.now.listing.line(str(line)):
                here.visit.line = str(line)
                return Begin(rows.LINE)
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        t, known, listing = here.visit.t, here.terminal.catalogue, here.terminal.offers.now.listing
        items = [item for item in known.search(self._query) if self._level in (None, item.level)]
        found = listing.search(self._query, level=self._level, most=MOST_SHOWN + len(known.items) + 1)
        lines = [line for line in found if line.id not in known.items]
        levels = [Choice("", t(_ALL)), *(Choice(level.value, t(LEVEL_TEXT[level])) for level in AdminLevel)]
        return Catalogue(
            self._query,
            [_item(item, here) for item in items] + [_line(line, here) for line in lines[:MOST_SHOWN]],
            levels if len(listing) else [],
            self._level.value if self._level else "",
            len(lines) > MOST_SHOWN,
        )


def _item(item: Item, here: Here) -> Tile:
    t = here.visit.t
    badge = "" if item.here is CanDo.WHOLE else t(HERE_TEXT[item.here])
    return Tile(item.id, t(item.title), t(item.promised), f"item-{item.level}", badge)


def _line(line: Line, here: Here) -> Tile:
    t = here.visit.t
    unit = here.terminal.offers.now.listing.units[line.unit]
    subtitle = f"{t(unit.name)} · {t(LEVEL_TEXT[line.level])}"
    return Tile(line.id, t(line.title), subtitle, f"item-{line.level}", t(HERE_TEXT[line.here]))
