"""The queue: what waits for whom, most urgent first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hall.accounts.models import Officer
from hall.cases.models import Case
from hall.console import desks
from hall.console.access import CASE_READERS, page
from hall.console.desks import Tab
from hall.console.lamps import Colour
from hall.fleet.models import Terminal

_PAGE_ROWS = 40


@require_safe
@page(*CASE_READERS)
def queue(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Cases of one view or of a search; a search that finds exactly one case, sent with Enter, opens it."""
    words = "".join(request.GET.get("q", "").split())
    tab = _tab(request, officer)
    if words:
        rows = desks.by_change(desks.found(words))
        if len(rows) == 1 and "HX-Request" not in request.headers:
            return redirect("console:case", number=rows[0].case.number)
    else:
        rows = (desks.by_change if tab is Tab.ENDED else desks.by_deadline)(desks.cases_of(tab, officer))
    shown = Paginator(rows, _PAGE_ROWS).get_page(request.GET.get("page"))
    shown.object_list = desks.whole(list(shown))
    values = {
        "officer": officer,
        "words": words,
        "tab": tab.value,
        "tabs": [(name, desks.count(desks.cases_of(name, officer))) for name in _tabs(officer)],
        "page": shown,
        "lamps": [(colour, sum(row.lamp.colour is colour for row in rows)) for colour in Colour if colour != "off"],
        "first_run": not Case.objects.exists(),
        "terminals": Terminal.objects.count(),
    }
    return render(request, "console/queue.html", values)


def _tabs(officer: Officer) -> list[Tab]:
    return list(Tab) if desks.states_of(officer) else [Tab.OPEN, Tab.ENDED]


def _tab(request: HttpRequest, officer: Officer) -> Tab:
    tabs = _tabs(officer)
    wanted = request.GET.get("tab", "")
    return next((tab for tab in tabs if tab == wanted), tabs[0])
