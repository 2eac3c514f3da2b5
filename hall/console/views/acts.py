"""What officers do to a case. Every act goes through `hall.cases.services`; a refusal comes back in plain words."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contract.life import STATE_TEXT, CaseState, MoveRefused, Role
from contract.text import Language
from hall.accounts.models import Officer
from hall.cases import clocks, corrections, services, tasks
from hall.cases.hands import AlreadyDecided, OtherDepartment
from hall.cases.models import Case, CaseItem
from hall.catalogues.services import readable
from hall.console import reasons, words
from hall.console.access import page
from hall.console.views.case import case_by
from hall.districts import services as districts
from hall.parcels import services as parcels
from hall.verification.desk import NotVerified
from hall.verification.gone import PaperGone

_REFUSED = (
    services.SamePerson,
    services.ReasonMissing,
    parcels.NoSuchNumber,
    OtherDepartment,
    districts.OtherDistrict,
    MoveRefused,
)
MAX_DIGITS = 3  # of the working days of a special procedure


def act(request: HttpRequest, case: Case, deed: Callable[[], object], done: str) -> HttpResponse:
    """Do it, say how it went, and show the case again."""
    try:
        deed()
    except _REFUSED as error:
        messages.error(request, _refusal(error, case))
    else:
        messages.success(request, done)
    return redirect("console:case", number=case.number)


def _refusal(error: Exception, case: Case) -> str:
    """Why nothing was done, in words the officer can act on."""
    match error:
        case services.SamePerson():
            return _(
                "Refused: you have had this case in hand, so a different officer must do this. Nothing was changed."
            )
        case services.ReasonMissing():
            return _("Please give at least one reason. Nothing was changed.")
        case parcels.NoSuchNumber():
            return _("The proxy needs a name and a valid identity number. Nothing was changed.")
        case NotVerified():
            return _(
                "A fact is not settled, or its answer is older than 24 hours: see the look-ups. Nothing was changed."
            )
        case PaperGone():
            return _(
                "A paper this stands on was taken out of use: see the look-ups, and ask for it. Nothing was changed."
            )
        case OtherDepartment():
            return _("Another department decides this. Nothing was changed.")
        case districts.OtherDistrict():
            return _("The desk of another district, or of the city, has to do this. Nothing was changed.")
        case districts.SentBackBefore():
            return _("It was sent back once before and cannot be sent back again. Nothing was changed.")
        case AlreadyDecided(by=by):
            return _("%(officer)s has decided this before you. Nothing was changed.") % {"officer": by}
        case corrections.TooMuchAsked():
            return _("That is more, or more often, than may be asked for: please decide. Nothing was changed.")
    state = STATE_TEXT[CaseState(case_by(case.number).state)].in_(words.language())
    return _("The case is now “%(state)s” and does not allow this any more. Nothing was changed.") % {"state": state}


def _resident_language(case: Case) -> Language:
    """Reasons are written for the resident, in the language the resident used."""
    return Language(case.language) if case.language in set(Language) else Language.ZH


@require_POST
@page(Role.ACCEPTOR)
def accept(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """受理."""
    case, note = case_by(number), request.POST.get("note", "").strip()
    return act(
        request, case, lambda: services.accept(case, officer, note), _("Accepted. The promised time runs from today.")
    )


@require_POST
@page(Role.ACCEPTOR)
def correct(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """补正: everything once, in one list."""
    case = case_by(number)
    said, materials, fields = _asked(request, case, reasons.of_correction(case, readable(case.judged_by)))
    return act(
        request,
        case,
        lambda: services.ask_correction(case, officer, said, materials, fields),
        _("Correction asked for; the resident was told."),
    )


@require_POST
@page(Role.APPROVER)
def correct_task(request: HttpRequest, officer: Officer, number: str, item: str) -> HttpResponse:
    """补正 asked for by one department: only its own clock stops."""
    case = case_by(number)
    task = get_object_or_404(CaseItem, case=case, item=item)
    said, materials, fields = _asked(request, case, reasons.of_task(task, readable(case.judged_by)))
    return act(
        request,
        case,
        lambda: corrections.ask_of_task(task, officer, said, materials, fields),
        _("Correction asked for; the clock of this service stands still and the resident was told."),
    )


def _asked(request: HttpRequest, case: Case, choices: reasons.Choices) -> tuple[list[str], list[str], list[str]]:
    """Sentences in the resident's language, materials and fields, of what was ticked."""
    ticked = request.POST.getlist("reason")
    words_of = reasons.said(ticked, choices.reasons, request.POST.get("free", ""), _resident_language(case))
    return words_of, *reasons.wanted(ticked, request.POST.getlist("field"), choices)


@require_POST
@page(Role.ACCEPTOR)
def not_accept(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """不予受理, with the written reason."""
    case = case_by(number)
    said = reasons.said(
        request.POST.getlist("reason"),
        list(reasons.NOT_ACCEPTED),
        request.POST.get("free", ""),
        _resident_language(case),
    )
    return act(
        request,
        case,
        lambda: services.not_accept(case, officer, "; ".join(said)),
        _("Not accepted; the resident was told."),
    )


@require_POST
@page(Role.APPROVER)
def decide(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """Grant or refuse; anything else than these two words is no decision."""
    case, decision = case_by(number), request.POST.get("decision")
    if decision not in ("grant", "refuse"):
        messages.error(request, _("Choose to grant or to refuse. Nothing was changed."))
        return redirect("console:case", number=number)
    granted = decision == "grant"
    reason, item = request.POST.get("reason", "").strip(), request.POST.get("item", "")
    task = get_object_or_404(CaseItem, case=case, item=item) if item else None
    return act(
        request,
        case,
        lambda: (
            tasks.decide(task, officer, granted, reason) if task else services.decide(case, officer, granted, reason)
        ),
        _("Granted. The issuing desk has it now.") if granted else _("Refused. The issuing desk has it now."),
    )


@require_POST
@page(Role.APPROVER)
def suspend(request: HttpRequest, officer: Officer, number: str, item: str) -> HttpResponse:
    """特别程序: stop one item's clock, and tell the applicant for how long."""
    case, days = case_by(number), request.POST.get("workdays", "")
    found = get_object_or_404(CaseItem, case=case, item=item)
    if not (days.isascii() and days.isdigit() and len(days) <= MAX_DIGITS and int(days)):
        messages.error(request, _("Say how many working days it should take. Nothing was changed."))
        return redirect("console:case", number=number)
    reason = request.POST.get("reason", "")
    return act(
        request,
        case,
        lambda: clocks.suspend(found, officer, reason, int(days)),
        _("The clock of this service stands still; the resident was told for how long."),
    )


@require_POST
@page(Role.APPROVER)
def resume(request: HttpRequest, officer: Officer, number: str, item: str) -> HttpResponse:
    """The special procedure is over."""
    case = case_by(number)
    found = get_object_or_404(CaseItem, case=case, item=item)
    return act(request, case, lambda: clocks.resume(found, officer), _("The clock runs on; the resident was told."))


@require_POST
@page(Role.ISSUER)
def pack(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """Seal the result for a compartment of this size."""
    case, size = case_by(number), request.POST.get("size", "")
    if size not in set(parcels.Size):
        messages.error(request, _("Choose a compartment size. Nothing was changed."))
        return redirect("console:case", number=number)
    return act(
        request,
        case,
        lambda: _pack(case, officer, request),
        _("Sealed. Print the label and hand it to the courier."),
    )


@transaction.atomic
def _pack(case: Case, officer: Officer, request: HttpRequest) -> None:
    """The result, and with it who else may collect it, named in advance."""
    said = request.POST
    parcel = parcels.pack(case, officer, said["size"], card_needed="card_needed" in said)
    name, number = said.get("proxy_name", "").strip(), said.get("proxy_number", "").strip()
    if name or number:
        parcels.name_proxy(parcel, officer, name, number)


@require_POST
@page(Role.SUPERVISOR)
def urge(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """督办: press for a case; it stays where it is."""
    case, words_ = case_by(number), request.POST.get("words", "")
    return act(request, case, lambda: services.urge(case, officer, words_), _("Written down; the desk sees it."))
