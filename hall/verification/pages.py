"""Console pages: which look-ups need a person, one case's look-ups with every try, the official letter."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contract.life import ENDED, MoveRefused
from contract.source import LookUpAnswer
from contract.text import Text
from hall.accounts.models import Officer
from hall.cases.hands import OtherDepartment, ReasonMissing
from hall.cases.models import Case
from hall.catalogues.services import readable
from hall.console.access import CASE_READERS, page
from hall.console.views.case import case_by
from hall.verification import desk, gateway
from hall.verification.gone import gone
from hall.verification.models import Letter, LookUp, of_open_cases

_SHOWN_AT_MOST = 200
_ANSWERS_FOR_A_PERSON = (LookUpAnswer.NO, LookUpAnswer.NO_RECORD, LookUpAnswer.AMBIGUOUS)


@dataclass(frozen=True, slots=True)
class Row:
    """One look-up as a page shows it: `case` is where it belongs, `can_settle` whether a person has to find out."""

    look_up: LookUp
    case: Case
    fact: Text
    fresh: bool
    settled: bool
    can_settle: bool


@require_safe
@page(*CASE_READERS)
def waiting(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Look-ups of open cases that wait for a person or for their source, the oldest first."""
    look_ups = list(_for_people().select_related("letter")[:_SHOWN_AT_MOST])
    cases = Case.objects.in_bulk({look_up.case_id for look_up in look_ups})
    rows = [_row(look_up, cases[look_up.case_id]) for look_up in look_ups]
    return render(request, "verification/waiting.html", {"officer": officer, "rows": rows})


@require_safe
@page(*CASE_READERS)
def of_case(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """One case's look-ups with answers and times, and where every closed slot came from."""
    case = case_by(number)
    look_ups, is_open = list(LookUp.objects.filter(case_id=case.pk)), case.state not in ENDED
    values = {
        "officer": officer,
        "case": case,
        "rows": [_row(look_up, case) for look_up in look_ups],
        "covers": case.covers.all(),
        "reuses": {reuse.material: reuse for reuse in case.reuses.select_related("source_case")},
        "gone": gone(case),
        "acts": {one.pk for one in look_ups if is_open and desk.hand_for(officer, one, case)},
    }
    return render(request, "verification/case.html", values)


@require_POST
@page(*desk.HANDS)
def again(request: HttpRequest, officer: Officer, look_up_id: int) -> HttpResponse:
    """Ask the source anew, now."""
    look_up = get_object_or_404(LookUp, pk=look_up_id)

    def deed() -> str:
        row = desk.ask_anew(look_up, officer, timezone.now())
        return _("The source has answered.") if row.next_try_at is None else _("The source cannot be asked at present.")

    return _act(request, look_up, deed)


@require_POST
@page(*desk.HANDS)
def settle(request: HttpRequest, officer: Officer, look_up_id: int) -> HttpResponse:
    """Write down what a person found out."""
    look_up = get_object_or_404(LookUp, pk=look_up_id)
    said = request.POST.get("found", "")
    note, reference = request.POST.get("note", ""), request.POST.get("reference", "")

    def deed() -> str:
        if said not in set(LookUpAnswer):
            raise ReasonMissing
        desk.settle(look_up, officer, LookUpAnswer(said), note, reference)
        return _("Settled. It stands in the story of the case.")

    return _act(request, look_up, deed)


@require_safe
@page(*CASE_READERS)
def letter(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """The official letter, to print and send."""
    found = get_object_or_404(Letter.objects.select_related("look_up"), number=number)
    case = get_object_or_404(Case, pk=found.look_up.case_id)
    values = {"officer": officer, "letter": found, "case": case, "row": _row(found.look_up, case)}
    return render(request, "verification/letter.html", values)


def _for_people() -> QuerySet[LookUp]:
    silent = Q(answer=LookUpAnswer.SOURCE_UNAVAILABLE)
    other = Q(answer__in=_ANSWERS_FOR_A_PERSON) | Q(disputed_at__isnull=False)
    changed = ~Q(first_answer="") & ~Q(first_answer=F("answer"))
    return of_open_cases().filter(silent | other | changed).order_by("first_asked_at")


def _row(look_up: LookUp, case: Case) -> Row:
    material = readable(case.judged_by).materials.get(look_up.material)
    fact = Text(zh=look_up.question, en=look_up.question)
    if material is not None and material.verify is not None:
        fact = material.verify.fact
    settled = desk.settled(look_up)
    can_settle = not settled and look_up.answer != ""
    return Row(look_up, case, fact, gateway.fresh(look_up, timezone.now()), settled, can_settle)


def _act(request: HttpRequest, look_up: LookUp, deed: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, deed())
    except ReasonMissing:
        messages.error(request, _("Say what you found, and how you know. Nothing was changed."))
    except OtherDepartment:
        messages.error(request, _("Another department decides this. Nothing was changed."))
    except MoveRefused:
        messages.error(request, _("This look-up does not allow that any more. Nothing was changed."))
    case = get_object_or_404(Case, pk=look_up.case_id)
    return redirect("console:verifications", number=case.number)
