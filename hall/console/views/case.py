"""One case: what was handed in, where it stands, and its whole story."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from contract.catalogue import Catalogue
from contract.issuing import TooThick
from contract.life import Role
from contract.scope import DISTRICTS
from contract.task import TaskState
from hall import files, wrong
from hall.accounts.models import Officer
from hall.cases import hand_ins, issuing, story
from hall.cases.clocks import expected_end
from hall.cases.corrections import open_of
from hall.cases.models import Case, CaseItem, Material
from hall.catalogues.services import readable
from hall.console import answers, desks, reasons, words
from hall.console.access import CASE_READERS, FORM_PRINTERS, page
from hall.console.headers import INNER_POLICY, PAPER_POLICY
from hall.console.lamps import lamp_of
from hall.parcels.models import Doubt
from hall.parcels.services import Size
from hall.reuse.models import Reuse
from hall.store import StoreAway


def case_by(number: str) -> Case:
    """The case of this number; 404 when there is none."""
    found = Case.objects.select_related("terminal", "counter", "accepted_by__user", "taken_by__user")
    return get_object_or_404(found, number=number)


@require_safe
@page(*CASE_READERS)
def case(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """The case page with the actions this officer may take now."""
    return render(request, "console/case.html", _values(case_by(number), officer))


def _values(case: Case, officer: Officer) -> dict[str, Any]:
    known, language = readable(case.judged_by), words.language()
    papers, tasks = answers.papers(case, known, language), _tasks(case)
    return {
        "officer": officer,
        "case": case,
        "lamp": lamp_of(case),
        "items": [(item, _limits(item, known, officer)) for item in tasks],
        "decided": [item for item in tasks if item.decided_by],
        "own_tasks": [(task, reasons.of_task(task, known)) for task in desks.to_decide(case, officer)],
        "to_send_back": desks.to_send_back(case, officer),
        "to_rule": desks.to_rule(case, officer),
        "quarrels": case.sent_back.select_related("task", "by__user", "ruling__by__user"),
        "districts": DISTRICTS,
        "answers": answers.lines(case, known, language),
        "papers": papers,
        "first_paper": next((paper for paper in papers if paper.stored), None),
        "parcels": [(parcel, list(parcel.events.all())) for parcel in case.parcels.order_by("made_at")],
        "doubts": Doubt.objects.filter(event__parcel__case=case, settled_at=None).select_related("event"),
        "story": case.history.order_by("-sequence"),
        "notices": case.notices.all(),
        "offer": desks.offer(case, officer),
        "correction": reasons.of_correction(case, known),
        "not_accepted": reasons.NOT_ACCEPTED,
        "sizes": list(Size),
        "package": known.packages.get(case.package),
        "contents": issuing.packing_list(case),
        "box": _box(case),
        "prints": not officer.roles.isdisjoint(FORM_PRINTERS),
        "label": Role.ISSUER in officer.roles,
        "asked": open_of(case),
    }


def _box(case: Case) -> str:
    """The compartment size the packing list needs; "" when no compartment takes it, and then the officer decides."""
    try:
        return issuing.size_of(issuing.packing_list(case))
    except TooThick:
        return ""


def _tasks(case: Case) -> list[CaseItem]:
    return list(case.items.select_related("decided_by__user").prefetch_related("suspensions"))


def _limits(item: CaseItem, known: Catalogue, officer: Officer) -> dict[str, Any]:
    """Both limits of an item, legal and promised, as the catalogue words them now (domain 2.0, clocks)."""
    entry = known.items.get(item.item)
    held = next((one for one in item.suspensions.all() if one.until is None), None)
    return {
        "legal": entry.legal if entry else None,
        "department": entry.department if entry else None,
        "held": held,
        "own": item.state == TaskState.WORKING and officer.decides_for(item.department, item.district),
        "held_until": expected_end(held) if held else None,
    }


@require_safe
@page(*CASE_READERS)
def history(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """The whole story on one page that prints: who, in which role, from which device, when, before and after."""
    found = case_by(number)
    try:
        checked, broken = story.verify(found), ""
    except story.BrokenChain as error:
        checked, broken = 0, str(error)
    values = {
        "officer": officer,
        "case": found,
        "story": found.history.order_by("sequence"),
        "items": found.items.all(),
        "hand_ins": hand_ins.of_case(found),
        "parcels": [(parcel, list(parcel.events.all())) for parcel in found.parcels.order_by("made_at")],
        "checked": checked,
        "broken": broken,
    }
    return render(request, "console/history.html", values)


@require_safe
@xframe_options_sameorigin
@page(*CASE_READERS)
def material(request: HttpRequest, officer: Officer, number: str, material: str) -> HttpResponse:
    """One paper as PDF, shown in the browser; its bytes are checked against their digest first."""
    filed = get_object_or_404(Material, case__number=number, material=material)
    if filed.stored_at is None:
        raise Http404
    return _paper(request, filed.pdf_sha256, material)


@require_safe
@xframe_options_sameorigin
@page(*CASE_READERS)
def reused(request: HttpRequest, officer: Officer, number: str, reuse_id: int) -> HttpResponse:
    """A paper filed before, as it was when it was used again: its own case may have another in its place by now."""
    found = get_object_or_404(Reuse, case__number=number, pk=reuse_id)
    return _paper(request, found.pdf_sha256, found.material)


def _paper(request: HttpRequest, pdf_sha256: str, name: str) -> HttpResponse:
    try:
        response = HttpResponse(files.load(pdf_sha256), content_type="application/pdf")
    except StoreAway:
        away = wrong.answer(request, 503)
        away["Content-Security-Policy"] = INNER_POLICY  # it stands where the paper would
        return away
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Content-Security-Policy"] = PAPER_POLICY
    return response
