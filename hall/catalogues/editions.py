"""An edition's way: draft, checked by another officer, published at a day (domain 2.8). Each step in one transaction.

All raise `contract.life.MoveRefused` for an edition that is not at that stage, and `NotYourRole`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from contract import catalogue, listing, pack
from contract.catalogue import Catalogue, CatalogueError
from contract.certificate import kinds
from contract.life import MoveRefused, Role
from contract.listing import BadListing
from hall.accounts.models import Officer
from hall.cases.hands import NotYourRole, ReasonMissing, SamePerson
from hall.catalogues import services
from hall.catalogues.models import Edition, EditionEvent, KeptPack, Stage
from hall.keys import hall_keys

MAKERS = frozenset({Role.SUPERVISOR})
CHECKERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
Changes = Mapping[str, str | None]
FURTHEST_DAY = timedelta(days=366)  # no later edition may begin before it: a mistyped year would close that way
_MARK = "edition"  # a file of every pack with the edition's number: going back to what was before is a new version too


class Unusable(Exception):
    """The catalogue an edition leads to cannot be read; the message names file and key."""


class WrongDay(Exception):
    """An edition may not begin before today, nor before the one published last, nor after `FURTHEST_DAY`."""


def base() -> dict[str, str]:
    """The files the next edition changes: those published last, or those that came with the program."""
    last = KeptPack.objects.order_by("-in_force", "-kept_at").first()
    if last is None:
        return catalogue.files_of()
    return {path: text for path, text in last.files.items() if path != _MARK}


def before(edition: Edition) -> dict[str, str]:
    """The files an edition changes or changed: `base` as it was when it was published."""
    if edition.pack is None:
        return base()
    earlier = Edition.objects.filter(stage=Stage.PUBLISHED, pack__kept_at__lt=edition.pack.kept_at)
    last = earlier.order_by("-pack__kept_at").select_related("pack").first()
    return catalogue.files_of() if last is None or last.pack is None else dict(last.pack.files)


def changes_to(files: Mapping[str, str]) -> dict[str, str | None]:
    """What makes `base` into `files`."""
    before = base()
    changed: dict[str, str | None] = {path: text for path, text in files.items() if before.get(path) != text}
    return changed | dict.fromkeys(sorted(set(before) - set(files)))


def files_in(folder: Path) -> dict[str, str]:
    """A catalogue's files with the long list beside them, as an edition is drafted from. Raises `CatalogueError`."""
    files = catalogue.files_of(folder)
    for part in ("list", "units"):
        for path in sorted((folder / part).glob("*")):
            files[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
    return files


def result(edition: Edition) -> dict[str, str]:
    """All files as the edition leaves them."""
    gone = {path for path, text in edition.changes.items() if text is None}
    changed = {path: text for path, text in edition.changes.items() if text is not None}
    return {path: text for path, text in base().items() if path not in gone} | changed


@transaction.atomic
def draft(officer: Officer, note: str, changes: Changes, device: str) -> Edition:
    """A new draft; what it leads to is first looked at when it is checked. Raises `ReasonMissing` without a note."""
    _require(officer, MAKERS)
    if not note.strip() or not changes:
        raise ReasonMissing
    edition = Edition.objects.create(note=note.strip()[:200], changes=dict(changes), made_by=officer)
    _tell(edition, "drafted", officer, device, edition.note)
    return edition


def retire(officer: Officer, item: str, note: str, device: str) -> Edition:
    """A draft without one service; its open cases go on. Raises `MoveRefused` for an unknown one."""
    path = f"items/{item.lower()}.toml"
    if path not in base():
        raise MoveRefused(f"no service is called {item!r}")
    return draft(officer, note, {path: None}, device)


@transaction.atomic
def check(edition: Edition, officer: Officer, device: str) -> Edition:
    """Read all it leads to; by another officer than the maker. Raises `SamePerson`, `Unusable`."""
    edition = _held(edition, Stage.DRAFT)
    _require(officer, CHECKERS)
    if edition.made_by_id == officer.pk:
        raise SamePerson(f"{officer.label} made edition {edition.id}")
    _readable(result(edition))
    edition.stage, edition.checked_by = Stage.CHECKED, officer
    edition.save(update_fields=["stage", "checked_by"])
    _tell(edition, "checked", officer, device)
    return edition


@transaction.atomic
def publish(edition: Edition, officer: Officer, day: date, device: str) -> Edition:
    """Sign it; terminals pull it at once and use it from `day` on. Raises `WrongDay`, `Unusable`."""
    edition = _held(edition, Stage.CHECKED)
    _require(officer, MAKERS)
    last, today = KeptPack.objects.order_by("-in_force").first(), timezone.localdate()
    if not today <= day <= today + FURTHEST_DAY or (last is not None and day < last.in_force):
        raise WrongDay(f"{day}")
    edition.pack = _sign(edition, day)
    edition.stage, edition.in_force = Stage.PUBLISHED, day
    edition.save(update_fields=["stage", "in_force", "pack"])
    _tell(edition, "published", officer, device, day.isoformat())
    return edition


@transaction.atomic
def drop(edition: Edition, officer: Officer, device: str) -> Edition:
    """Give a draft up; what is published is changed by another edition only."""
    edition = _held(edition, Stage.DRAFT, Stage.CHECKED)
    _require(officer, MAKERS)
    edition.stage = Stage.DROPPED
    edition.save(update_fields=["stage"])
    _tell(edition, "dropped", officer, device)
    return edition


def _sign(edition: Edition, day: date) -> KeptPack:
    files = result(edition)
    known = _readable(files)
    signed = pack.signed(files | {_MARK: str(edition.id)}, day, hall_keys().signing)
    services.keep(lambda: {path: text for path, text in files.items() if not listing.is_part(path)}, known)
    return KeptPack.objects.create(
        version=signed.version, catalogue=known, in_force=day, files=signed.files, token=signed.token
    )


def _readable(files: dict[str, str]) -> str:
    """The version of the catalogue in these files; raises `Unusable`."""
    try:
        known = catalogue.parse(files)
        listing.check(listing.parse(files, known.synonyms))
    except (CatalogueError, BadListing) as error:
        raise Unusable(str(error)) from error
    _check_kinds(known)
    return known.version


def _check_kinds(known: Catalogue) -> None:
    """Every kind of e-certificate that is named must be there: found out at a grant, nothing could be granted."""
    named = {f"items/{item.id.lower()}.toml: issues": item.issues for item in known.items.values()}
    named |= {f"materials.toml: {one.id}.certificate": one.certificate for one in known.materials.values()}
    for where, kind in named.items():
        if kind and kind not in kinds():
            raise Unusable(f"{where}: there is no kind of e-certificate {kind!r}")


def _held(edition: Edition, *stages: Stage) -> Edition:
    held = Edition.objects.select_for_update().get(pk=edition.pk)
    if held.stage not in stages:
        raise MoveRefused(f"edition {held.id} is {held.stage}")
    return held


def _require(officer: Officer, roles: frozenset[Role]) -> None:
    if officer.roles.isdisjoint(roles):
        raise NotYourRole(f"{officer.label} may not do this")


def _tell(edition: Edition, event: str, officer: Officer, device: str, note: str = "") -> None:
    EditionEvent.objects.create(edition=edition, event=event, actor=officer.label, device=device, note=note)
