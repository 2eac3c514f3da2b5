"""A department's own form of one item, filled in from the one form, to print (domain 2.11)."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from contract.department_form import rows
from contract.life import Role
from hall.accounts.models import Officer
from hall.cases import story
from hall.cases.hands import locked
from hall.cases.models import Case
from hall.cases.story import at_desk
from hall.catalogues.services import readable
from hall.console import words
from hall.console.access import FORM_PRINTERS, page
from hall.console.views.case import case_by


@require_POST
@page(*FORM_PRINTERS)
def form(request: HttpRequest, officer: Officer, number: str, item: str) -> HttpResponse:
    """The form with full values, under the catalogue the case was handed in by; who printed it goes into the story."""
    case = case_by(number)
    known, answers = readable(case.judged_by), {row.field: row.value for row in case.answers.all()}
    entry = known.items.get(item)
    if entry is None or not case.items.filter(item=item).exists():
        raise Http404
    _write(case, officer, item)
    values = {
        "officer": officer,
        "case": case,
        "item": entry,
        "title": (entry.department_form.title or entry.title).in_(words.language()),
        "department": entry.department.in_(words.language()),
        "rows": rows(entry, known, answers, words.language()),
    }
    return render(request, "console/form.html", values)


@transaction.atomic
def _write(case: Case, officer: Officer, item: str) -> None:
    role = Role.ACCEPTOR if Role.ACCEPTOR in officer.roles else Role.APPROVER
    story.write(locked(case), "form_printed", at_desk(officer, role), {}, {"item": item})
