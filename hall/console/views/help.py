"""People an agent (代办人) can help: cases that wait for their resident, with what is asked for and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contract.life import WITH_THE_RESIDENT, Role
from hall.accounts.models import Officer
from hall.cases.models import Case
from hall.console import keyed
from hall.console.access import page


@require_safe
@page(Role.AGENT)
def help_(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Whoever has waited longest first."""
    waiting = (
        Case.objects.filter(state__in=WITH_THE_RESIDENT).select_related("terminal").prefetch_related("items", "parcels")
    )
    values = {"officer": officer, "waiting": keyed.page(request, waiting, "updated_at")}
    return render(request, "console/help.html", values)
