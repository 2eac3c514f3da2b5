"""Supervision: the headline rates of a month, every percentage opening to its rows (domain 2.1)."""

import csv
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from hall.accounts.models import Officer
from hall.cases.models import CaseItem
from hall.cases.unasked import unasked
from hall.console import rate_words, words
from hall.console.access import OVERSEERS, page
from hall.oversight import rates
from hall.oversight.rates import Rate
from hall.reminders.services import counted as unwanted_reminders

_PAGE_ROWS = 40
_SHOWN = 20
HEADLINES = (Rate.AVAILABLE, Rate.USED, Rate.FINISHED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of which rate, month and service (empty: all), counted in it or missing from it."""

    rate: Rate
    month: str
    item: str
    inside: bool


class _Counted(Paginator):  # type: ignore[type-arg]  # it takes none when it runs
    """Pages of rows whose number the figure has told: a month of a city is not counted twice for one page."""

    def __init__(self, found: QuerySet[CaseItem], number: int) -> None:
        super().__init__(found, _PAGE_ROWS)
        self._number = number

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._number


@require_safe
@page(*OVERSEERS)
def supervision(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All rates of one month: the whole first, then service by service."""
    month = rates.first_of(request.GET.get("month", ""), localdate())
    lines = rates.lines(month)
    values = {
        "officer": officer,
        "month": f"{month:%Y-%m}",
        "total": rates.total(lines),
        "headlines": HEADLINES,
        "rates": list(Rate),
        "lines": [line for line in lines if line.figures[Rate.USED].whole],
        "unwanted": unwanted_reminders(),
        "unasked": unasked()[:_SHOWN],
        "silent": sum(not line.figures[Rate.USED].whole for line in lines),
    }
    return render(request, "console/supervision.html", values)


@require_safe
@page(*OVERSEERS)
def rows(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What a percentage is made of, or what it lacks and why; `format=csv` to take it along, without names."""
    month = rates.first_of(request.GET.get("month", ""), localdate())
    rate = next((rate for rate in Rate if rate == request.GET.get("rate")), Rate.FINISHED)
    asked = Asked(rate, f"{month:%Y-%m}", request.GET.get("item", ""), request.GET.get("side") == "in")
    lines = rates.lines(month)
    figure = next((line for line in lines if line.item == asked.item), rates.total(lines)).figures[rate]
    values = {"officer": officer, "asked": asked, "figure": figure}
    if rate is Rate.AVAILABLE:
        services = list(rates.services(month, asked.inside, asked.item))
        return render(request, "console/rows.html", {**values, "services": services})
    found = rates.rows(rate, month, asked.item, asked.inside)
    if request.GET.get("format") == "csv":
        return _csv(found, asked)
    shown = _Counted(found, figure.part if asked.inside else figure.missing).get_page(request.GET.get("page"))
    return render(request, "console/rows.html", {**values, "page": shown})


def _csv(found: QuerySet[CaseItem], asked: Asked) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{asked.rate}-{asked.month}.csv"'
    response.write("\ufeff")  # spreadsheets take it for the city's old encoding otherwise
    written = csv.writer(response)
    written.writerow(["case", "service", "received_at", "state", "promised_by", "rating", "why"])
    for row in found.iterator():
        case = row.case
        why = "" if asked.inside else rate_words.missing(asked.rate, row)
        state, promised = words.state(case.state), case.promised_by or ""
        written.writerow([case.number, row.item, case.received_at.isoformat(), state, promised, case.rating, why])
    return response
