"""Which catalogue holds on which day, keeping catalogues, and reading one again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from contract import catalogue
from contract.catalogue import Catalogue
from contract.workdays import CHINA
from hall.catalogues.models import KeptCatalogue, KeptPack
from hall.rows import first

LONGEST_VISIT = timedelta(hours=2)
"""Who began an application before midnight hands it in under the catalogue it was begun with (domain 2.4, edge)."""


PACKS_MARK = "(SELECT count(*) FROM catalogues_keptpack), (SELECT max(kept_at) FROM catalogues_keptpack)"
"""Two columns of a statement that change with every pack."""
_seen_kept: set[str] = set()  # versions this process knows to be in the database, where they stay


class NotKept(Exception):
    """The hall never judged anything by this version, and so never kept it."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What a hand-in is judged by, and the ids of the items that could be handed in then."""

    catalogue: Catalogue
    offered: frozenset[str]


def in_force(day: date) -> Catalogue:
    """The catalogue of a day: the last one published until then, or else the one that came with the program."""
    return _on(day, _published())


def of_today() -> Catalogue:
    """The catalogue in force now; one small query a call."""
    return in_force(timezone.localdate())


def during(first: date, last: date) -> list[tuple[date, Catalogue]]:
    """The catalogues of these days, both included: each with the first of the days it was in force on."""
    published = _published()
    days = {first, *(since for since, _version in published if first < since <= last)}
    return [(day, _on(day, published)) for day in sorted(days)]


def of_visit(items: Iterable[str], now: datetime) -> Catalogue | None:
    """The catalogue of a visit under way with these items: today's, or the one it may have begun with before midnight.

    None when neither has them all.
    """
    days = dict.fromkeys(timezone.localdate(moment) for moment in (now, now - LONGEST_VISIT))
    wanted = set(items)
    return next((known for known in map(in_force, days) if wanted <= set(known.items)), None)


def _published(mark: tuple[object, ...] | None = None) -> list[tuple[date, str]]:
    """Days and catalogues of all packs, the newest first; `mark`: `PACKS_MARK`, where the caller has just asked."""
    return [(since, of) for since, of, _version in (published() if mark is None else _packs(mark))]


def published() -> list[tuple[date, str, str]]:
    """Day, catalogue and version of all packs, the newest first; read again when there is one more.

    A city publishes some hundred a year, and none is ever changed (`hall.ledger`).
    """
    return _packs(first(f"SELECT {PACKS_MARK}", planned=True))


@lru_cache(maxsize=1)
def _packs(_mark: tuple[object, ...] | None) -> list[tuple[date, str, str]]:
    rows = KeptPack.objects.order_by("-in_force", "-kept_at")
    return list(rows.values_list("in_force", "catalogue", "version"))


def _on(day: date, published: list[tuple[date, str]]) -> Catalogue:
    version = next((version for since, version in published if since <= day), None)
    return catalogue.load() if version is None else kept(version)


def keep(files: Callable[[], dict[str, str]], version: str) -> None:
    """Keep a catalogue's files for ever. In the caller's transaction."""
    if not KeptCatalogue.objects.filter(pk=version).exists():
        KeptCatalogue.objects.get_or_create(version=version, defaults={"files": files()})


def keep_installed() -> None:
    """Keep the catalogue that came with the program: cases may name it. In the caller's transaction."""
    version = catalogue.load().version
    if version not in _seen_kept:
        keep(catalogue.files_of, version)
        transaction.on_commit(lambda: _seen_kept.add(version))


def judging(version: str, submitted_at: datetime, mark: tuple[object, ...] | None = None) -> Judging:
    """What a hand-in is judged by: the version it names, if the hall has kept it, or else that of its day.

    Offered is what was so at that moment, or for whoever had begun before the day changed. In the caller's transaction.
    `mark`: `PACKS_MARK`, where the caller has just asked for it.
    """
    keep_installed()
    published = _published(mark)
    days = [moment.astimezone(CHINA).date() for moment in (submitted_at, submitted_at - LONGEST_VISIT)]
    now, before = (_on(day, published) for day in days)
    try:
        known = kept(version)
    except NotKept:
        known = now
    return Judging(known, frozenset(now.items) | frozenset(before.items))


def readable(version: str) -> Catalogue:
    """A version for reading what a case says by: it, or today's, for a case from before versions were kept."""
    try:
        return kept(version)
    except NotKept:
        return of_today()


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
