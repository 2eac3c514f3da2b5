"""The queue: what waits for whom, most urgent first."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from hall.accounts.models import Officer
from hall.cases.models import Case
from hall.console import desks, order, search
from hall.console.access import CASE_READERS, page
from hall.console.desks import Tab
from hall.console.lamps import Colour
from hall.fleet.models import Terminal

_PAGE_ROWS = 40
_LIT = (Colour.RED, Colour.AMBER, Colour.GREEN)


@require_safe
@page(*CASE_READERS)
def queue(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Cases of one view or of a search; a search that finds exactly one case, sent with Enter, opens it."""
    words = "".join(request.GET.get("q", "").split())
    tab, after = _tab(request, officer), request.GET.get("after", "")
    values: dict[str, Any] = {"officer": officer, "words": words, "tab": tab.value, "after": after}
    if words:
        found = search.found(words)
        if len(found) == 1 and "HX-Request" not in request.headers:
            return redirect("console:case", number=found[0].number)
        shown = Paginator(found[: search.FOUND_AT_MOST], _PAGE_ROWS).get_page(request.GET.get("page"))
        rows = desks.whole(list(shown))
        values |= {"page": shown, "rows": rows, "lamps": _lamps([row.lamp.colour for row in rows])}
        values |= {"found": shown.paginator.count, "more": "+" if len(found) > search.FOUND_AT_MOST else ""}
    else:
        rows, further = desks.page(tab, officer, after, _PAGE_ROWS)
        if after and not rows:  # all that stood on this page has moved on: what waits stands on the first
            values["after"] = ""
            rows, further = desks.page(tab, officer, "", _PAGE_ROWS)
        streams = desks.streams_of(tab, officer)
        counts = [desks.said(number) for number in order.lamps(streams, localdate())]
        values |= {"rows": rows, "further": further, "lamps": list(zip(_LIT, counts, strict=True)) if streams else []}
    values["tabs"] = [(name, desks.count(name, officer)) for name in _tabs(officer)]
    values |= {"first_run": not Case.objects.exists(), "terminals": Terminal.objects.count()}
    return render(request, "console/queue.html", values)


def _lamps(colours: Sequence[Colour]) -> list[tuple[Colour, str]]:
    return [(colour, str(colours.count(colour))) for colour in _LIT]


def _tabs(officer: Officer) -> list[Tab]:
    return list(Tab) if desks.states_of(officer) else [Tab.OPEN, Tab.ENDED]


def _tab(request: HttpRequest, officer: Officer) -> Tab:
    tabs = _tabs(officer)
    wanted = request.GET.get("tab", "")
    return next((tab for tab in tabs if tab == wanted), tabs[0])
