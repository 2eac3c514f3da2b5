"""Terminals: seen when, let in how, shut out. A technician's page; it shows no case."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contract.life import Role
from contract.parcel import Holder
from hall.accounts.models import Officer
from hall.console import keyed
from hall.console.access import FLEET_READERS, page, refused
from hall.fleet import services
from hall.fleet.models import DoorAlarmRow, Terminal, TerminalEvent
from hall.parcels.models import Parcel

_LATE = timedelta(minutes=10)  # a terminal polls every 15 s; the network may be gone for days, so this is no alarm
_SILENT = timedelta(hours=24)
_RECENT = 20


@unique
class Standing(StrEnum):
    """Where a terminal stands."""

    PLANNED = "planned"
    ONLINE = "online"
    LATE = "late"
    SILENT = "silent"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Row:
    """One terminal, its standing, and how many parcels lie in its boxes."""

    terminal: Terminal
    standing: Standing
    in_boxes: int


def standing_of(terminal: Terminal) -> Standing:
    """Standing by revocation, enrolment and the time it was last heard."""
    if terminal.revoked_at is not None:
        return Standing.REVOKED
    if terminal.public_key is None:
        return Standing.PLANNED
    heard = terminal.last_seen_at or terminal.enrolled_at
    quiet = timezone.now() - heard if heard else _SILENT
    return Standing.ONLINE if quiet < _LATE else Standing.LATE if quiet < _SILENT else Standing.SILENT


@require_http_methods(["GET", "HEAD", "POST"])
@page(*FLEET_READERS)
def terminals(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The fleet; POST plans a terminal (or lets one in again) and shows its code, this once."""
    may_change = Role.TECHNICIAN in officer.roles
    if request.method == "POST" and not may_change:
        return refused(request, officer)
    made = _add(request, officer) if request.method == "POST" else {}
    words = "".join(request.GET.get("q", "").split()).upper()
    found = Terminal.objects.filter(pk__startswith=words) if words else Terminal.objects.all()
    listed = keyed.page(request, found)
    in_boxes = _in_boxes([terminal.id for terminal in listed.rows])
    values = {
        "officer": officer,
        "words": words,
        "list": listed,
        "rows": [Row(one, standing_of(one), in_boxes.get(one.id, 0)) for one in listed.rows],
        "may_change": may_change,
        "open_doors": services.doors_in_alarm(),
        "alarms": DoorAlarmRow.objects.select_related("terminal")[:_RECENT],
        "events": TerminalEvent.objects.select_related("terminal")[:_RECENT],
    }
    return render(request, "console/terminals.html", {**values, **made})


def _in_boxes(terminals: list[str]) -> dict[str, int]:
    lying = Parcel.objects.filter(holder=Holder.BOX, terminal__in=terminals).order_by()
    return dict(lying.values_list("terminal").annotate(Count("pk")))


def _by(officer: Officer) -> services.By:
    return services.By(officer.label, "console")


def _add(request: HttpRequest, officer: Officer) -> dict[str, str]:
    terminal_id = request.POST.get("id", "").strip().upper()
    site = request.POST.get("site", "").strip()
    district = request.POST.get("district", "").strip()
    said = {"id": terminal_id, "site": site, "district": district}
    if not site:
        return {**said, "problem": _("Please say where the terminal stands.")}
    try:
        code = services.add_terminal(terminal_id, site, _by(officer), district)
    except services.BadDistrict:
        return {**said, "problem": _("The district is its division code of six digits, for instance 440103.")}
    except ValueError:
        return {**said, "problem": _("The id has one to six characters: A to Z and 0 to 9, with at least one letter.")}
    return {"made": terminal_id, "code": code}


@require_POST
@page(Role.TECHNICIAN)
def revoke(request: HttpRequest, officer: Officer, terminal_id: str) -> HttpResponse:
    """Shut a terminal out from its next request on."""
    terminal = get_object_or_404(Terminal, pk=terminal_id)
    services.revoke(terminal, _by(officer))
    messages.success(request, _("%(id)s is shut out from its next request on.") % {"id": terminal.id})
    return redirect("console:terminals")
