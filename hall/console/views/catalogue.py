"""The catalogue's editions: drafted, checked by another officer, published at a day; changes shown line by line."""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contract.life import MoveRefused
from hall.accounts.models import Officer
from hall.cases.hands import ReasonMissing, SamePerson
from hall.catalogues import editions, services
from hall.catalogues.models import Edition, Stage
from hall.console.access import CATALOGUE_READERS, page

_RECENT = 30
_LINES_SHOWN = 400  # of one edition's changes; a whole new list has thousands
_CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference: `kind` is "file", "plus", "minus" or "same"."""

    kind: str
    text: str


@require_safe
@page(*CATALOGUE_READERS)
def catalogue(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Editions, newest first, and the services as they are offered today."""
    known = services.in_force(timezone.localdate())
    values = {
        "officer": officer,
        "editions": Edition.objects.select_related("made_by__user", "checked_by__user")[:_RECENT],
        "version": known.version,
        "items": known.items.values(),
        "may_change": not officer.roles.isdisjoint(editions.MAKERS),
    }
    return render(request, "console/catalogue.html", values)


@require_safe
@page(*editions.MAKERS)
def item(request: HttpRequest, officer: Officer, item_id: str) -> HttpResponse:
    """One service's file, to be changed or retired."""
    return render(request, "console/catalogue_item.html", _of_item(officer, item_id))


@require_POST
@page(*editions.MAKERS)
def draft(request: HttpRequest, officer: Officer, item_id: str) -> HttpResponse:
    """A new edition with one service changed, or retired."""
    values = _of_item(officer, item_id)
    note, text = request.POST.get("note", ""), request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if "retire" in request.POST:
            made = editions.retire(officer, item_id, note, _CONSOLE)
        else:
            changes = {} if text == values["text"] else {str(values["path"]): text}
            made = editions.draft(officer, note, changes, _CONSOLE)
    except ReasonMissing:
        problem = _("Please change something, and say in a word what for.")
        return render(request, "console/catalogue_item.html", values | {"problem": problem, "text": text, "note": note})
    return redirect("console:edition", edition_id=made.id)


@require_safe
@page(*CATALOGUE_READERS)
def edition(request: HttpRequest, officer: Officer, edition_id: int) -> HttpResponse:
    """One edition: what it changes, who did what, and what may be done now."""
    shown = get_object_or_404(Edition.objects.select_related("made_by__user", "checked_by__user"), pk=edition_id)
    maker, own = not officer.roles.isdisjoint(editions.MAKERS), shown.made_by_id == officer.id
    lines = list(difference(shown))
    values = {
        "officer": officer,
        "edition": shown,
        "lines": lines[:_LINES_SHOWN],
        "more": max(len(lines) - _LINES_SHOWN, 0),
        "events": shown.events.all(),
        "may_check": shown.stage == Stage.DRAFT and not officer.roles.isdisjoint(editions.CHECKERS) and not own,
        "may_publish": shown.stage == Stage.CHECKED and maker,
        "may_drop": shown.stage in (Stage.DRAFT, Stage.CHECKED) and maker,
        "today": timezone.localdate(),
    }
    return render(request, "console/edition.html", values)


@require_POST
@page(*editions.CHECKERS)
def check(request: HttpRequest, officer: Officer, edition_id: int) -> HttpResponse:
    """Read through, by another officer than the maker."""
    return _act(request, edition_id, lambda row: editions.check(row, officer, _CONSOLE), _("Checked."))


@require_POST
@page(*editions.MAKERS)
def publish(request: HttpRequest, officer: Officer, edition_id: int) -> HttpResponse:
    """Sign it for a day; terminals pull it at once."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        messages.error(request, _("Please give the day from which it holds. Nothing was changed."))
        return redirect("console:edition", edition_id=edition_id)
    done = _("Published; terminals use it from %(day)s on.") % {"day": day.isoformat()}
    return _act(request, edition_id, lambda row: editions.publish(row, officer, day, _CONSOLE), done)


@require_POST
@page(*editions.MAKERS)
def drop(request: HttpRequest, officer: Officer, edition_id: int) -> HttpResponse:
    """Give a draft up."""
    return _act(request, edition_id, lambda row: editions.drop(row, officer, _CONSOLE), _("Given up."))


def _act(request: HttpRequest, edition_id: int, deed: Callable[[Edition], object], done: str) -> HttpResponse:
    row = get_object_or_404(Edition, pk=edition_id)
    try:
        deed(row)
    except SamePerson:
        messages.error(request, _("Refused: you made this edition, so a different officer must check it."))
    except editions.Unusable as error:
        messages.error(request, _("It cannot be used: %(why)s. Nothing was changed.") % {"why": error})
    except editions.WrongDay:
        said = _("It may not begin before today, before the edition published last, or more than a year from now.")
        messages.error(request, said)
    except MoveRefused:
        messages.error(request, _("The edition has moved on meanwhile. Nothing was changed."))
    else:
        messages.success(request, done)
    return redirect("console:edition", edition_id=edition_id)


def _of_item(officer: Officer, item_id: str) -> dict[str, object]:
    path = f"items/{item_id.lower()}.toml"
    text = editions.base().get(path)
    if text is None:
        raise Http404
    return {"officer": officer, "item_id": item_id, "path": path, "text": text, "note": ""}


def difference(edition: Edition) -> Iterator[Line]:
    """What an edition changes of the one before it, file by file."""
    before = editions.before(edition)
    for path, text in sorted(edition.changes.items()):
        yield Line("file", path)
        old, new = before.get(path, "").splitlines(), (text or "").splitlines()
        for line in difflib.unified_diff(old, new, lineterm="", n=2):
            if not line.startswith(("---", "+++")):
                yield Line({"+": "plus", "-": "minus"}.get(line[:1], "same"), line)
