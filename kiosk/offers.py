"""What this terminal offers now: the catalogue and the long list in force, and the next ones, pulled from the hall.

A visit ends with the catalogue it began with: `turn` is called only while nobody is here (domain 2.4, edge).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from contract import catalogue, listing
from contract.catalogue import Catalogue, CatalogueError
from contract.failures import Failure
from contract.item import Item, Material
from contract.listing import BadListing, Listing
from contract.pack import BadPack, Pack
from contract.text import Text
from kiosk.clock import Clock, local
from kiosk.packs import Packs
from offline_queue.line import HallLine, PostError

log = structlog.get_logger("offers")
_SHOWN = 12  # characters of a version in the log
Mark = Callable[[Failure, bool], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """One version, ready for use; `version` is that of its pack, empty for what was installed."""

    catalogue: Catalogue
    listing: Listing
    version: str = ""


class Offers:
    """Now on the Qt thread, prepared and pulled on others. Without `packs` what was installed is offered for ever."""

    def __init__(self, clock: Clock, packs: Packs | None, line: HallLine | None) -> None:
        self._clock, self._packs, self._line = clock, packs, line
        self._installed = Offer(catalogue.load(), Listing({}))
        self.now = self._installed
        self._ready: Offer | None = None
        self._wanted: tuple[str, ...] = ()
        self._refused: set[str] = set()
        self.known = self.now.catalogue  # with what is no longer offered: earlier cases are of it
        self._mark: Mark = lambda failure, down: None
        self._recall()
        self.prepare()
        self.turn()

    def tell(self, mark: Mark) -> None:
        """Who hears of a pack that cannot be used, also of one found at the start."""
        self._mark = mark
        mark(Failure.CATALOGUE_REFUSED, bool(self._refused))

    def look(self) -> None:
        """Make ready what is in force today, and fetch what is missing; on the `catalogue` thread."""
        self.prepare()
        self.pull()
        self.prepare()

    def prepare(self) -> None:
        """Read what is in force today, unless it is in use already. `turn` then takes it into use.

        A pack that cannot be used is thrown away and told; the one before it, or what was installed, goes on.
        """
        today, packs = local(self._clock.now()).date(), self._packs
        while packs is not None and (held := packs.in_force(today)) is not None:
            if held.version == (self._ready or self.now).version:
                return
            try:
                self._ready = _offer(packs.read(held), held.version)
                return
            except (BadPack, CatalogueError, BadListing) as error:
                packs.forget(held)
                self._refuse(held.version, error)

    def turn(self) -> bool:
        """Take what is ready into use; whether anything changed. On the Qt thread, while nobody is here."""
        ready, self._ready = self._ready, None
        if ready is None:
            return False
        self.now = ready
        self._learn(ready.catalogue)
        log.info("catalogue_in_force", code=ready.version[:_SHOWN])
        return True

    def title_of(self, item: str) -> Text:
        """An item's name, also of one that is no longer offered; its id when it was never offered here."""
        known = self.known.items.get(item)
        return known.title if known else Text(zh=item, en=item)

    def material(self, id_: str) -> Material | None:
        """A material, also one that is no longer asked for; None when it was never asked for here."""
        return self.known.materials.get(id_)

    def of_case(self, items: Sequence[str], package: str) -> list[Item]:
        """The items of an earlier case that this terminal knows, whole where their package is gone or another now."""
        found = [self.known.items[item] for item in items if item in self.known.items]
        joint = self.known.packages.get(package)
        if joint is None or not {part.item for part in joint.items}.issuperset(item.id for item in found):
            return found
        return joint.relieved(found)

    def _recall(self) -> None:
        """What the packs before the one in force had, as far as they are kept: a start must not forget it."""
        packs, today = self._packs, local(self._clock.now()).date()
        if packs is None:
            return
        past = [one for one in packs.held() if one.day <= today]
        for held in past[:-1]:
            try:
                self._learn(catalogue.parse(packs.read(held).files))
            except (BadPack, CatalogueError) as error:
                packs.forget(held)
                self._refuse(held.version, error)

    def _learn(self, newer: Catalogue) -> None:
        before = self.known
        self.known = replace(
            newer,
            items=before.items | newer.items,
            fields=before.fields | newer.fields,
            materials=before.materials | newer.materials,
            packages=before.packages | newer.packages,
        )

    def want(self, versions: Sequence[str]) -> None:
        """The hall's word which packs to hold; what was refused before is tried once more."""
        self._wanted, self._refused = tuple(versions), set()

    @property
    def missing(self) -> list[str]:
        """Packs to be pulled yet."""
        if self._packs is None or self._line is None:
            return []
        held = set(self._packs.versions())
        return [one for one in self._wanted if one not in held | self._refused]

    def pull(self) -> None:
        """Fetch what is missing, check it and keep it. A hall out of reach is asked again later."""
        for version in self.missing:
            if self._packs is None or self._line is None:
                return
            try:
                whole = self._packs.unpack(version, self._fetch(self._line, version))
                _offer(whole, version)
            except PostError as error:
                log.info("catalogue_not_fetched", reason=str(error.reason))
                return
            except (BadPack, CatalogueError, BadListing) as error:
                self._refuse(version, error)
                continue
            self._packs.keep(whole, self._wanted)
            log.info("catalogue_fetched", code=version[:_SHOWN])
        self._mark(Failure.CATALOGUE_REFUSED, bool(self._refused))

    def _fetch(self, line: HallLine, version: str) -> bytes:
        held = ",".join(self._packs.versions()) if self._packs else ""
        return line.call("GET", f"/api/v1/packs/{version}?held={held}", headers={"Accept-Encoding": "gzip"}).body

    def _refuse(self, version: str, error: Exception) -> None:
        self._refused.add(version)
        log.warning("catalogue_refused", code=version[:_SHOWN], detail=str(error)[:200])
        self._mark(Failure.CATALOGUE_REFUSED, True)


def _offer(whole: Pack, version: str) -> Offer:
    """Raises `CatalogueError` or `BadListing` when this program cannot read it."""
    known = catalogue.parse(whole.files)
    known.search("")  # builds the index
    return Offer(known, listing.parse(whole.files, known.synonyms), version)
