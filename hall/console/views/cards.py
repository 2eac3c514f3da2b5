"""Lost cards: an acceptor reports them, supervisor and auditor read who said what. No number is kept (domain 2.3)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contract.life import Role
from contract.lost_cards import Standing
from hall.accounts.models import Officer
from hall.cards import services
from hall.cards.models import CardReport, Report
from hall.console import card_words
from hall.console.access import CARD_READERS, page, refused

CHOICES = (Report.LOST, Report.FOUND, Report.FREED, Report.REPLACED)
_RECENT = 50


@require_http_methods(["GET", "HEAD", "POST"])
@page(*CARD_READERS)
def cards(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The last reports; POST writes one."""
    may_report = Role.ACCEPTOR in officer.roles
    if request.method == "POST":
        if not may_report:
            return refused(request, officer)
        _report(request, officer)
        return redirect("console:cards")
    values = {
        "officer": officer,
        "may_report": may_report,
        "choices": [one.value for one in CHOICES],
        "reports": CardReport.objects.order_by("-number")[:_RECENT],
        "to_update": CardReport.objects.filter(report=Report.NAME_DIFFERS.value).count(),
    }
    return render(request, "console/cards.html", values)


def _report(request: HttpRequest, officer: Officer) -> None:
    said = request.POST
    what = next((one for one in CHOICES if one.value == said.get("report")), None)
    if what is None:
        messages.error(request, _("Choose what is reported. Nothing was changed."))
        return
    by = services.at_console(officer)
    try:
        services.report(what, said.get("person", ""), said.get("card", ""), by, said.get("reason", ""))
    except services.ReportRefused as refusal:
        messages.error(request, _not_so(refusal.standing))
    except ValueError:
        messages.error(request, _("The numbers cannot be right, or the reason is missing. Nothing was changed."))
    else:
        messages.success(request, card_words.done(what))


def _not_so(standing: Standing) -> str:
    """Why a report does not follow from what was said before."""
    return {
        Standing.FREE: _("This card is not reported lost. Was it reported without its number? Nothing was changed."),
        Standing.LOST: _("This card is reported lost already. Nothing was changed."),
        Standing.REPLACED: _("This card was replaced and is out of use for good. Nothing was changed."),
    }[standing]
