"""People an agent (代办人) can help: cases that wait for their resident, with what is asked for and nothing else."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contract.life import CaseState, Role
from hall.accounts.models import Officer
from hall.cases.models import Case
from hall.console.access import page

WAITING = (CaseState.TO_CORRECT, CaseState.AWAITING_PAPER, CaseState.IN_LOCKER)
_PAGE_ROWS = 40


@require_safe
@page(Role.AGENT)
def help_(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Whoever has waited longest first."""
    waiting = Case.objects.filter(state__in=WAITING).select_related("terminal").prefetch_related("items", "parcels")
    rows = Paginator(waiting.order_by("updated_at"), _PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "console/help.html", {"officer": officer, "page": rows})
