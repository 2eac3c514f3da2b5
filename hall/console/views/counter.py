"""The hall's own counter: choosing a service with its acceptance list, and beginning an application there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contract.life import Role
from contract.parcel import ParcelKind
from hall.accounts.models import Officer
from hall.cases import hand_ins
from hall.cases.models import Channel
from hall.catalogues.services import of_today, readable
from hall.console import answers, reasons, words
from hall.console.access import page
from hall.console.views.case import case_by
from hall.counter import choosing, drafts, listed, prepared, referral
from hall.counter.begun import Begun
from hall.counter.choosing import Chosen
from hall.counter.models import Draft
from hall.errors import TooManyTries
from hall.fleet import counters
from hall.fleet.models import Counter

_DESK = "counter"  # in the session


def desk_of(request: HttpRequest) -> Counter | None:
    """The counter the officer sits at: as chosen, or the only one there is."""
    there = counters.all_open()
    chosen = request.session.get(_DESK)
    return next((one for one in there if one.pk == chosen), there[0] if len(there) == 1 else None)


@require_safe
@page(Role.ACCEPTOR)
def counter(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Services and packages by everyday words, what is under way, and what was prepared on the web."""
    said = request.GET.get("q", "")
    packages, items = choosing.found(of_today(), said)
    values = {
        "officer": officer,
        "desk": desk_of(request),
        "desks": counters.all_open(),
        "words": said,
        "packages": packages,
        "items": items,
        "under_way": [(draft, drafts.read(draft)) for draft in drafts.of_officer(officer)],
    }
    return render(request, "console/counter.html", values)


@require_POST
@page(Role.ACCEPTOR)
def desk(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Sit down at a counter."""
    if request.POST.get("counter") in {one.pk for one in counters.all_open()}:
        request.session[_DESK] = request.POST["counter"]
    return redirect("console:counter")


@require_safe
@page(Role.ACCEPTOR)
def service(request: HttpRequest, officer: Officer, kind: str, id_: str) -> HttpResponse:
    """The acceptance list of one service or package, and what has to be known before its form."""
    here = desk_of(request)
    if here is None:
        return redirect("console:counter")
    choice = choosing.chosen(of_today(), kind, id_, request.GET)
    values: dict[str, Any] = {"officer": officer, "desk": here, "kind": kind, "id": id_}
    if choice is None:
        if (gone := referral.retired(kind, id_)) is None:
            raise Http404
        return render(request, "console/counter_service.html", values | {"referral": gone})
    return render(request, "console/counter_service.html", values | _listed(choice, here))


def _listed(choice: Chosen, here: Counter) -> dict[str, Any]:
    return {
        "choice": choice,
        "listed": listed.of(choice),
        "homes": choosing.homes_asked(choice, here.district, {}),
        "districts": choosing.districts(),
        "open": choosing.unanswered(choice, here.district),
        "referral": referral.of_choice(choice, here.district),
        "checks": reasons.OF_A_MATERIAL,
        "not_accepted": reasons.NOT_ACCEPTED,
    }


@require_POST
@page(Role.ACCEPTOR)
def begin(request: HttpRequest, officer: Officer, kind: str, id_: str) -> HttpResponse:
    """Begin an application for what is chosen; what is not taken here is told with where to go."""
    here = desk_of(request)
    choice = choosing.chosen(of_today(), kind, id_, request.POST)
    if here is None or choice is None:
        return redirect("console:counter")
    if not referral.taken(choice, here.district):
        values = {"officer": officer, "desk": here, "kind": kind, "id": id_}
        return render(request, "console/counter_service.html", values | _listed(choice, here))
    return _to(request, lambda: drafts.begin(officer, here, choosing.begun(choice)))


@require_POST
@page(Role.ACCEPTOR)
def open_prepared(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Go on with what a resident prepared on the web; its code opens once, and not for what cannot be taken here."""
    here = desk_of(request)
    if here is None:
        return redirect("console:counter")
    try:
        return _to(request, lambda: _opened(request, officer, here))
    except TooManyTries as locked:
        messages.error(request, _("Too many wrong codes; try again in %(n)d minutes.") % {"n": -(-locked.left_s // 60)})
    except _Opens as nothing:
        messages.error(request, str(nothing))
        if nothing.found is not None:
            kind, id_ = choosing.address_of(nothing.found)
            return redirect("console:counter_service", kind=kind, id_=id_)
    return redirect("console:counter")


class _Opens(Exception):
    """A code that leads to no application here; `found` is what it opened, if anything."""

    def __init__(self, words: str, found: Begun | None = None) -> None:
        super().__init__(words)
        self.found = found


def _opened(request: HttpRequest, officer: Officer, here: Counter) -> Draft:
    """The application a code opens, under today's catalogue. Raises `_Opens`: only a wrong try is then kept."""
    with transaction.atomic():
        found = prepared.take(request, officer.label, request.POST.get("code", ""))
        choice = choosing.once_more(of_today(), found) if found else None
        if found is not None and (choice is None or not referral.taken(choice, here.district)):
            raise _Opens(_("What was prepared is not taken here as it is; its code still opens it elsewhere."), found)
        if found is not None and choice is not None:
            begun = choosing.begun(choice).model_copy(update={"answers": found.answers})
            return drafts.begin(officer, here, begun, Channel.WEB)
    raise _Opens(_("This code opens nothing: mistyped, opened before, or older than 7 days."))


@require_POST
@page(Role.ACCEPTOR)
def again(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """Take at the counter what an office asked for again, of a case that was handed in at a counter."""
    case, here = case_by(number), desk_of(request)
    if here is None:
        return redirect("console:counter")
    try:
        return _to(request, lambda: drafts.begin_again(officer, here, case))
    except drafts.NothingAsked:
        messages.error(request, _("Nothing is asked for that could be brought to a counter."))
        return redirect("console:case", number=number)


def _to(request: HttpRequest, begun: Callable[[], Draft]) -> HttpResponse:
    """On to a draft, unless too many are under way."""
    try:
        return redirect("console:counter_draft", draft_id=begun().pk)
    except drafts.TooManyDrafts:
        messages.error(request, _("Too much is under way: hand in or give up one of the applications below."))
        return redirect("console:counter")


@require_safe
@page(Role.ACCEPTOR)
def receipt(request: HttpRequest, officer: Officer, number: str) -> HttpResponse:
    """What the person takes home: the number, what was handed in, the limits, and who decides."""
    case = case_by(number)
    if case.counter is None:
        raise Http404
    known = readable(case.judged_by)
    offices = {id_: item.department for id_, item in known.items.items()}
    values = {
        "officer": officer,
        "case": case,
        "items": [(task, offices.get(task.item)) for task in case.items.all()],
        "papers": answers.papers(case, known, words.language()),
        "parcels": case.parcels.filter(kind=ParcelKind.ORIGINALS),
        "hand_ins": hand_ins.of_case(case),
    }
    return render(request, "console/counter_receipt.html", values)
