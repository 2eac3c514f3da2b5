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
from hall.console import rate_words, words
from hall.console.access import OVERSEERS, page
from hall.oversight import rates
from hall.oversight.rates import Rate

_PAGE_ROWS = 40
HEADLINES = (Rate.AVAILABLE, Rate.USED, Rate.FINISHED)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: of which rate, month and service (empty: all), counted in it or missing from it."""

    rate: Rate
    month: str
    item: str
    inside: bool


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
    line = next((line for line in rates.lines(month) if line.item == asked.item), None)
    values = {"officer": officer, "asked": asked, "figure": (line or rates.total(rates.lines(month))).figures[rate]}
    if rate is Rate.AVAILABLE:
        services = list(rates.services(asked.inside, asked.item))
        return render(request, "console/rows.html", {**values, "services": services})
    found = rates.rows(rate, month, asked.item, asked.inside)
    if request.GET.get("format") == "csv":
        return _csv(found, asked)
    shown = Paginator(found, _PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "console/rows.html", {**values, "page": shown})


def _csv(found: QuerySet[CaseItem], asked: Asked) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{asked.rate}-{asked.month}.csv"'
    response.write("\ufeff")  # spreadsheets take it for the city's old encoding otherwise
    written = csv.writer(response)
    written.writerow(["case", "service", "submitted_at", "state", "promised_by", "rating", "why"])
    for row in found.iterator():
        case = row.case
        why = "" if asked.inside else rate_words.missing(asked.rate, row)
        state, promised = words.state(case.state), case.promised_by or ""
        written.writerow([case.number, row.item, case.submitted_at.isoformat(), state, promised, case.rating, why])
    return response
