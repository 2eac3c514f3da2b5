"""Which service, or which joint package? Search by everyday words, pinyin or initials."""

from contract.item import HERE_TEXT, Item
from contract.item import Here as CanDo
from contract.package import Package
from contract.text import Text
from kiosk.events import Event, Said
from kiosk.screens import Catalogue, Screen, Tile
from kiosk.step import Back, Here, Next, Outcome, Step
from kiosk.visit import Application

_JOINT = Text(zh="一件事", en="Joint")
_PACKAGES = Text(zh="一件事一次办", en="Several services in one go")
_PACKAGES_SUB = Text(
    zh="新生儿出生、养老、小店开张等,一张表、一次交件", en="A birth, old age, a shop: one form, one hand-in"
)
_ALL_PACKAGES = "packages"  # what the tile that leads to them says


class ChooseItem(Step):
    """The catalogue, filtered as the person types; the packages behind a tile of their own."""

    def __init__(self) -> None:
        self._query = ""
        self._packages = False

    def on(self, event: Event, here: Here) -> Outcome | None:
        catalogue = here.terminal.catalogue
        match event:
            case Said("search", {"text": text}):
                self._query = str(text)[:40]
            case Said("choose", {"id": id_}) if id_ == _ALL_PACKAGES:
                self._packages, self._query = True, ""
                here.turned()
            case Said("choose", {"id": item}) if item in catalogue.items:
                here.visit.application = Application(items=[item])
                return Next()
            case Said("choose", {"id": id_}) if id_ in catalogue.packages:
                here.visit.application = Application(package=id_)
                return Next()
            case Said("back") if self._packages:
                self._packages = False
                here.turned()
            case Said("back"):
                return Back()
        return None

    def screen(self, here: Here) -> Screen:
        t, catalogue = here.visit.t, here.terminal.catalogue
        packages = catalogue.find_packages(self._query)
        if self._packages:
            shown = packages if self._query else list(catalogue.packages.values())
            return Catalogue(self._query, [_package(one, here) for one in shown])
        first = [_package(one, here) for one in packages]
        if not self._query and catalogue.packages:
            first = [Tile(_ALL_PACKAGES, t(_PACKAGES), t(_PACKAGES_SUB), "apply", t(_JOINT))]
        return Catalogue(self._query, first + [_item(one, here) for one in catalogue.search(self._query)])


def _item(item: Item, here: Here) -> Tile:
    t = here.visit.t
    badge = "" if item.here is CanDo.WHOLE else t(HERE_TEXT[item.here])
    return Tile(item.id, t(item.title), t(item.promised), f"item-{item.level}", badge)


def _package(package: Package, here: Here) -> Tile:
    t = here.visit.t
    return Tile(package.id, t(package.title), t(package.who), "apply", t(_JOINT))
