"""The auditor's desk: is every story whole, and who looked at what is covered (domain 2.0, evidence)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contract.life import Role
from hall.accounts.models import Officer
from hall.cases.models import LOOKS, Case, History
from hall.console.access import page
from hall.oversight import audit as stories
from hall.oversight.models import StoryAudit

_RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@page(Role.AUDITOR)
def audit(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The last checks and what they found; POST begins a new one."""
    if request.method == "POST":
        stories.step(stories.begin(officer))
        return redirect("console:audit")
    return _page(request, officer)


@require_POST
@page(Role.AUDITOR)
def step(request: HttpRequest, officer: Officer, audit_id: int) -> HttpResponse:
    """The next slice of a check; the page asks for it by itself until all cases were looked at."""
    stories.step(get_object_or_404(StoryAudit, pk=audit_id))
    return _page(request, officer) if "HX-Request" in request.headers else redirect("console:audit")


def _page(request: HttpRequest, officer: Officer) -> HttpResponse:
    audits = StoryAudit.objects.select_related("by__user").prefetch_related("broken__case")
    looks = History.objects.filter(action__in=LOOKS).select_related("case").order_by("-at")
    values = {
        "officer": officer,
        "latest": audits.first(),
        "earlier": audits[1 : _RECENT + 1],
        "cases": Case.objects.count(),
        "looks": looks[:_RECENT],
    }
    return render(request, "console/audit.html", values)
