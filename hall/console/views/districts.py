"""Between districts: what one of them sends back, and whom the city lets handle it (domain 2.9)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contract.life import Role
from contract.scope import CITY, DISTRICTS
from contract.task import TaskState
from hall.accounts.models import Officer
from hall.cases.models import CaseItem
from hall.console import keyed
from hall.console.access import DISTRICT_READERS, page
from hall.console.views.acts import act
from hall.console.views.case import case_by
from hall.districts import services
from hall.districts.models import Ruling, SentBack

_RECENT = 20


@require_safe
@page(*DISTRICT_READERS)
def districts(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What waits for the city, what was sent on to the officer's own district, and what was settled last."""
    settled = Ruling.objects.select_related("by__user", "sent_back__case", "sent_back__task").order_by("-id")
    desk = officer.district
    values = {
        "officer": officer,
        "desk": desk,
        "city": desk == CITY,
        "waiting": keyed.page(request, waiting()),
        "inbound": keyed.page(request, inbound(desk), name="inbound") if desk in DISTRICTS else None,
        "settled": settled[:_RECENT],
    }
    return render(request, "console/districts.html", values)


def waiting() -> QuerySet[SentBack]:
    """Sent back and not settled, with what the page shows."""
    return services.unsettled().select_related("case__terminal", "case__counter", "task", "by__user")


def inbound(district: str) -> QuerySet[CaseItem]:
    """What lies with this district and was not taken there."""
    took = Coalesce("case__counter__district", "case__terminal__district")  # as `Case.taken_in`
    here = CaseItem.objects.filter(state=TaskState.WORKING, district=district).alias(took=took).exclude(took=district)
    return here.select_related("case__terminal", "case__counter", "sent_back")


@require_POST
@page(Role.ACCEPTOR)
def send_back(request: HttpRequest, officer: Officer, number: str, item: str) -> HttpResponse:
    """The deciding district refuses what was sent on to it, with its reason, once."""
    case = case_by(number)
    task = get_object_or_404(CaseItem, case=case, item=item)
    reason = request.POST.get("reason", "")
    done = _("Sent back; the city settles who handles it, and the resident was told.")
    return act(request, case, lambda: services.send_back(task, officer, reason), done)


@require_POST
@page(Role.ACCEPTOR)
def rule(request: HttpRequest, officer: Officer, number: str, item: str) -> HttpResponse:
    """The city says which district handles it."""
    case = case_by(number)
    row = get_object_or_404(SentBack, case=case, task__item=item)
    district, reason = request.POST.get("district", ""), request.POST.get("reason", "")
    if district not in DISTRICTS:
        messages.error(request, _("Choose the district that has to handle it. Nothing was changed."))
        return redirect("console:case", number=number)
    done = _("Settled; the district has it now, and the resident was told.")
    return act(request, case, lambda: services.rule(row, officer, district, reason), done)
