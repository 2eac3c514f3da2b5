"""A courier's round, to look at before setting out: barcodes and compartments, never a name or a case."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contract.life import Role
from contract.parcel import CUT_OFF, Holder, ParcelKind
from hall.accounts.models import Officer
from hall.console.access import page
from hall.fleet.models import StaffMember
from hall.parcels.models import Parcel

MOST = 200
"""Lines of one list: nobody carries more in a round, and what is further along stands there when these are done."""


def _some(parcels: QuerySet[Parcel]) -> tuple[list[Parcel], bool]:
    """The first of them, and whether there are more."""
    rows = list(parcels[: MOST + 1])
    return rows[:MOST], len(rows) > MOST


@require_safe
@page(Role.COURIER)
def rounds(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits at the terminals this courier may sign in at, and what the courier has. Moves are made by scanning."""
    courier = StaffMember.objects.filter(number=officer.label, role=Role.COURIER, active=True).first()
    parcels = Parcel.objects.select_related("terminal").order_by("terminal", "compartment", "barcode")
    waiting = Q(kind=ParcelKind.ORIGINALS, holder=Holder.BOX)
    if courier and courier.terminals.exists():
        waiting &= Q(terminal__in=courier.terminals.all())
    held = parcels.filter(holder=Holder.COURIER, holder_name=officer.label) if courier else parcels.none()
    values = {
        "officer": officer,
        "known": courier is not None,
        "cut_off": CUT_OFF,
        "collect": _some(parcels.filter(waiting) if courier else parcels.none()),
        "load": _some(held.filter(kind=ParcelKind.RESULT)),
        "bring": _some(held.filter(kind=ParcelKind.ORIGINALS)),
    }
    return render(request, "console/rounds.html", values)
