"""Parcels at the hall: the mail room, the hand-out to couriers, and what waits for a person's judgement."""

from typing import Any

import zxingcpp
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contract.life import CaseState, Role
from contract.parcel import Holder, ParcelEvent, ParcelKind, ParcelMoveRefused, is_barcode
from hall.accounts.models import Officer
from hall.cases.services import ReasonMissing
from hall.console import keyed, search, words
from hall.console.access import CUSTODY_READERS, page, refused
from hall.console.desks import said
from hall.console.order import counted
from hall.fleet.models import StaffMember
from hall.parcels import services
from hall.parcels.daily import late_with_couriers
from hall.parcels.models import Doubt, Parcel, ParcelEventRow

_RECENT = 20
_BRING = {
    Holder.COURIER: later("On the road with a courier"),
    Holder.STAFF: later("With station staff"),
    Holder.COUNTER: later("Handed over at a counter, still on its desk"),
}
_SCANNERS = frozenset({Role.ACCEPTOR, Role.ISSUER})


@require_http_methods(["GET", "HEAD", "POST"])
@page(*CUSTODY_READERS)
def mail_room(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Scan originals in; what couriers are bringing, and what came last."""
    may_scan = not officer.roles.isdisjoint(_SCANNERS)
    if request.method == "POST":
        if not may_scan:
            return refused(request, officer)
        _arrive(request, officer)
        return redirect("console:mail_room")
    asked = _words(request)
    values = {
        "officer": officer,
        "may_scan": may_scan,
        "words": asked,
        "on_the_way": [_on_the_way(request, asked, holder) for holder in _BRING],
        "came": came_last()[:_RECENT],
    }
    return render(request, "console/mail_room.html", values)


def _on_the_way(request: HttpRequest, asked: str, holder: Holder) -> dict[str, Any]:
    """Originals that one kind of holder has and the mail room waits for."""
    parcels = _parcels().filter(kind=ParcelKind.ORIGINALS, holder=holder)
    rows = _listed(request, asked, parcels, "updated_at", f"after_{holder.value}")
    return {"holder": holder, "title": _BRING[holder], "count": said(counted(parcels)), "rows": rows}


def came_last() -> QuerySet[ParcelEventRow]:
    """Envelopes scanned in at the mail room, the last one first."""
    came = ParcelEventRow.objects.filter(event=ParcelEvent.ARRIVED, applied=True)
    return came.select_related("parcel__case").order_by("-id")


def _words(request: HttpRequest) -> str:
    return "".join(request.GET.get("q", "").split())


def _listed(request: HttpRequest, asked: str, parcels: QuerySet[Parcel], by: str, name: str = "after") -> keyed.Rows:
    """A page of them, or of those a search finds."""
    return keyed.Rows(search.parcels(asked, parcels)) if asked else keyed.page(request, parcels, by, name)


def _arrive(request: HttpRequest, officer: Officer) -> None:
    parcel = _scanned(request)
    if parcel is None:
        return
    try:
        services.arrive(parcel, officer)
    except ParcelMoveRefused:
        _misfit(request, parcel)
    else:
        messages.success(
            request,
            _("%(barcode)s is in the mail room. Case %(number)s.")
            % {"barcode": parcel.barcode, "number": parcel.case.number},
        )
        if parcel.case.state == CaseState.WITHDRAWN:
            messages.error(request, _("This case was withdrawn: do not open the envelope, send it back sealed."))


@require_http_methods(["GET", "HEAD", "POST"])
@page(*CUSTODY_READERS)
def hand_out(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Sealed results at the issuing desk, given to a courier one scan at a time."""
    may_scan = Role.ISSUER in officer.roles
    if request.method == "POST":
        if not may_scan:
            return refused(request, officer)
        _hand_over(request, officer)
        return redirect("console:hand_out")
    asked = _words(request)
    at_desk, on_the_road, taken_back = (
        _parcels().filter(kind=ParcelKind.RESULT, holder=holder)
        for holder in (Holder.ISSUING_DESK, Holder.COURIER, Holder.STAFF)
    )
    couriers = StaffMember.objects.filter(role=Role.COURIER, active=True).order_by("number")
    values = {
        "officer": officer,
        "may_scan": may_scan,
        "words": asked,
        "count": said(counted(at_desk)),
        "at_desk": _listed(request, asked, at_desk, "made_at"),
        "on_the_road": _listed(request, asked, on_the_road, "-updated_at", "road"),
        "couriers": couriers,
        "courier": request.session.get("courier", ""),
        "taken_back": _listed(request, asked, taken_back, "updated_at", "back"),
    }
    return render(request, "console/hand_out.html", values)


@require_POST
@page(Role.ISSUER)
def give(request: HttpRequest, officer: Officer, barcode: str) -> HttpResponse:
    """A result that staff took back, given to its resident at the window against another proof."""
    parcel = get_object_or_404(_parcels(), pk=barcode)
    try:
        services.give_at_window(parcel, officer, request.POST.get("proof", ""))
    except ReasonMissing:
        messages.error(request, _("Please write down what proved who they are. Nothing was changed."))
    except ParcelMoveRefused:
        _misfit(request, parcel)
    else:
        messages.success(request, _("%(barcode)s was given to the resident.") % {"barcode": parcel.barcode})
    return redirect("console:hand_out")


def _hand_over(request: HttpRequest, officer: Officer) -> None:
    courier = StaffMember.objects.filter(number=request.POST.get("courier", "")).first()
    parcel = _scanned(request)
    if parcel is None:
        return
    if courier is None:
        messages.error(request, _("Choose the courier first. Nothing was changed."))
        return
    request.session["courier"] = courier.number
    try:
        services.hand_out(parcel, officer, courier)
    except services.NotACourier:
        messages.error(request, _("%(number)s is not an active courier.") % {"number": courier.number})
    except ParcelMoveRefused:
        _misfit(request, parcel)
    else:
        messages.success(
            request, _("%(barcode)s handed to %(courier)s.") % {"barcode": parcel.barcode, "courier": courier.number}
        )


@require_safe
@page(Role.ISSUER)
def label(request: HttpRequest, officer: Officer, barcode: str) -> HttpResponse:
    """The label of a sealed result: barcode, case number and terminal; never a name (domain 2.11, 统一出件)."""
    parcel = get_object_or_404(_parcels(), pk=barcode, kind=ParcelKind.RESULT)
    return render(request, "console/label.html", {"officer": officer, "parcel": parcel})


@require_safe
@page(*_SCANNERS)
def barcode_image(request: HttpRequest, officer: Officer, barcode: str) -> HttpResponse:
    """The barcode as SVG (Code 128): of a result for the issuing desk, of originals for the counter."""
    makers = {ParcelKind.RESULT: Role.ISSUER, ParcelKind.ORIGINALS: Role.ACCEPTOR}
    mine = [kind for kind, role in makers.items() if role in officer.roles]
    parcel = get_object_or_404(Parcel, pk=barcode, kind__in=mine)
    drawn = zxingcpp.create_barcode(parcel.barcode, zxingcpp.BarcodeFormat.Code128)
    return HttpResponse(drawn.to_svg(scale=2, add_quiet_zones=True), content_type="image/svg+xml")


@require_safe
@page(*CUSTODY_READERS)
def doubts(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Claims that do not fit, and parcels missing or disputed: open ones first."""
    everything = Doubt.objects.select_related("event__parcel__case", "event__terminal", "settled_by__user")
    late = late_with_couriers(timezone.now())
    values = {
        "officer": officer,
        "may_settle": not officer.roles.isdisjoint(_SCANNERS),
        "open": keyed.page(request, everything.filter(settled_at=None), "raised_at"),
        "late": keyed.page(request, late, "updated_at", "late"),
        "late_count": said(counted(late)),
        "settled": everything.filter(settled_at__isnull=False).order_by("-settled_at")[:_RECENT],
    }
    return render(request, "console/doubts.html", values)


@require_POST
@page(*_SCANNERS)
def settle(request: HttpRequest, officer: Officer, doubt_id: int) -> HttpResponse:
    """A person has looked and says which claim is true."""
    doubt = get_object_or_404(Doubt, pk=doubt_id)
    verdict = request.POST.get("claim")
    if verdict not in ("true", "false"):
        messages.error(request, _("Choose what you found. Nothing was changed."))
        return redirect("console:doubts")
    try:
        services.settle(doubt, officer, verdict == "true", request.POST.get("outcome", ""))
    except ReasonMissing:
        messages.error(request, _("Please write down what you found. Nothing was changed."))
    except services.AlreadySettled:
        messages.error(request, _("A colleague has settled this already."))
    except services.EarlierDoubt:
        messages.error(request, _("Settle the earlier doubt about this parcel first. Nothing was changed."))
    else:
        messages.success(request, _("Settled and written down."))
    return redirect("console:doubts")


def _parcels() -> QuerySet[Parcel]:
    return Parcel.objects.select_related("case", "terminal")


def _scanned(request: HttpRequest) -> Parcel | None:
    """The parcel of the scanned barcode; says what is wrong and returns None otherwise."""
    barcode = "".join(request.POST.get("barcode", "").split()).upper()
    if not is_barcode(barcode):
        messages.error(
            request, _("“%(barcode)s” is not one of our barcodes. Please scan again.") % {"barcode": barcode}
        )
        return None
    parcel = _parcels().filter(pk=barcode).first()
    if parcel is None:
        messages.error(
            request, _("%(barcode)s is not known here. Keep it aside and ask the supervisor.") % {"barcode": barcode}
        )
    return parcel


def _misfit(request: HttpRequest, parcel: Parcel) -> None:
    now = _parcels().get(pk=parcel.pk)
    if now.frozen:
        messages.error(request, _("%(barcode)s is frozen until its doubt is settled.") % {"barcode": parcel.barcode})
        return
    holder = words.holder(now.holder)
    messages.error(
        request,
        _("%(barcode)s is on record with: %(holder)s. It cannot be booked here. Nothing was changed.")
        % {"barcode": parcel.barcode, "holder": holder},
    )
