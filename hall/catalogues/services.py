"""Which catalogue holds on which day, keeping catalogues, and reading one again."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone

from contract import catalogue
from contract.catalogue import Catalogue
from contract.workdays import CHINA
from hall.catalogues.models import KeptCatalogue, KeptPack

LONGEST_VISIT = timedelta(hours=2)
"""Who began an application before midnight hands it in under the catalogue it was begun with (domain 2.4, edge)."""


class NotKept(Exception):
    """The hall never judged anything by this version, and so never kept it."""


def in_force(day: date) -> Catalogue:
    """The catalogue of a day: the last one published until then, or else the one that came with the program."""
    pack = KeptPack.objects.filter(in_force__lte=day).order_by("-in_force", "-kept_at").values("catalogue").first()
    return catalogue.load() if pack is None else kept(pack["catalogue"])


def keep(files: dict[str, str], version: str) -> None:
    """Keep a catalogue's files for ever. In the caller's transaction."""
    if not KeptCatalogue.objects.filter(pk=version).exists():
        KeptCatalogue.objects.get_or_create(version=version, defaults={"files": files})


def keep_present(today: date) -> Catalogue:
    """The hall's catalogue of today, kept from now on. In the caller's transaction."""
    known = in_force(today)
    if known.version == catalogue.load().version:
        keep(catalogue.files_of(), known.version)
    return known


def readable(version: str) -> Catalogue:
    """A version for reading what a case says by: it, or today's, for a case from before versions were kept."""
    try:
        return kept(version)
    except NotKept:
        return in_force(timezone.localdate())


def judging(version: str, submitted_at: datetime) -> Catalogue:
    """What a hand-in is judged by: the version it names, if the hall has kept it, or else that of its day."""
    known = keep_present(submitted_at.astimezone(CHINA).date())
    try:
        return kept(version)
    except NotKept:
        return known


def offered(submitted_at: datetime) -> frozenset[str]:
    """Ids of the items that could be handed in then, also by whoever had begun before the day changed."""
    days = {moment.astimezone(CHINA).date() for moment in (submitted_at, submitted_at - LONGEST_VISIT)}
    return frozenset(item for day in days for item in in_force(day).items)


def kept(version: str) -> Catalogue:
    """A catalogue as it was; raises `NotKept`."""
    known = catalogue.load()
    return known if known.version == version else _kept(version)


@lru_cache(maxsize=4)
def _kept(version: str) -> Catalogue:
    row = KeptCatalogue.objects.filter(pk=version).first()
    if row is None:
        raise NotKept(version)
    return catalogue.parse(row.files)
