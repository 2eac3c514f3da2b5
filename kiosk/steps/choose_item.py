"""Which service? Search by everyday words, pinyin or initials."""

from contract.item import HERE_TEXT, Item
from contract.item import Here as CanDo
from kiosk.events import Event, Said
from kiosk.screens import Catalogue, Screen, Tile
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.visit import Application


class ChooseItem(Step):
    """The catalogue, filtered as the person types."""

    def __init__(self) -> None:
        self._query = ""

    def on(self, event: Event, here: Here) -> Outcome | None:
        match event:
            case Said("search", {"text": text}):
                self._query = str(text)[:40]
            case Said("choose", {"id": item}) if item in here.terminal.catalogue.items:
                here.visit.application = Application(items=[item])
                return Next()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        found = here.terminal.catalogue.search(self._query)
        return Catalogue(self._query, [self._tile(item, here) for item in found])

    def _tile(self, item: Item, here: Here) -> Tile:
        t = here.visit.t
        badge = "" if item.here is CanDo.WHOLE else t(HERE_TEXT[item.here])
        return Tile(item.id, t(item.title), t(item.promised), f"item-{item.level}", badge)
