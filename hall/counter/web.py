"""The resident's own entry on the web: look before you go. No sign-in, no session, nothing kept that was not asked for.

Who somebody is cannot be verified here without a card, so nothing is handed in. A form is filled in, judged by the same
rules as at a terminal, and may be kept for the counter under a code (`hall.counter.prepared`); else it is gone with the
page. No script; every page works by itself.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hall.catalogues.services import of_today
from hall.console import words
from hall.console.headers import strict
from hall.console.language import is_ours, keep
from hall.counter import asking, choosing, listed, prepared, referral
from hall.counter.begun import Application, Begun, first_answers
from hall.counter.choosing import Chosen
from hall.fleet import counters
from hall.fleet.models import Counter


@require_safe
def prepare(request: HttpRequest) -> HttpResponse:
    """Services and packages by everyday words."""
    said = request.GET.get("q", "")
    packages, items = choosing.found(of_today(), said)
    return _page(request, "web_list", {"words": said, "packages": packages, "items": items})


@require_safe
def service(request: HttpRequest, kind: str, id_: str) -> HttpResponse:
    """What one service or package asks for, and first of all what has to be known, to say whether it is for them."""
    choice, there = choosing.chosen(of_today(), kind, id_, request.GET), counters.all_open()
    if choice is None:
        if (gone := referral.retired(kind, id_)) is None:
            raise Http404
        return _page(request, "web_service", {"referral": gone, "id": id_}, status=410)
    return _page(request, "web_service", {"kind": kind, "id": id_} | _of(choice, there, _where(request.GET, there)))


def _of(choice: Chosen, there: list[Counter], here: Counter | None) -> dict[str, Any]:
    district = here.district if here else ""
    return {
        "choice": choice,
        "listed": listed.of(choice),
        "homes": choosing.homes_asked(choice, district, {}),
        "districts": choosing.districts(),
        "open": choosing.unanswered(choice, district),
        "referral": (refers := referral.of_choice(choice, district)),
        "stops": refers is not None and not refers.prepares,
        "counters": there,
        "here": here,
    }


def _where(said: Mapping[str, Any], there: list[Counter]) -> Counter | None:
    """The counter they mean to go to; the first where none is said."""
    return next((one for one in there if one.pk == said.get("counter")), there[0] if there else None)


@require_POST
def form(request: HttpRequest, kind: str, id_: str) -> HttpResponse:
    """The form: empty at first, then with what pre-review finds; or kept for the counter, with its code."""
    todo = request.POST.get("do", "")
    if is_ours(wished := todo.removeprefix("language:")):
        translation.activate(wished)
    choice, there = choosing.chosen(of_today(), kind, id_, request.POST), counters.all_open()
    if choice is None:
        raise Http404
    here = _where(request.POST, there)
    district = here.district if here else ""
    refers = referral.of_choice(choice, district)
    if choosing.unanswered(choice, district) or (refers is not None and not refers.prepares):
        return _page(request, "web_service", {"kind": kind, "id": id_} | _of(choice, there, here))
    application = _filled(request, choice, todo)
    values = {"kind": kind, "id": id_, "choice": choice, "here": here, "may_keep": here and refers is None}
    values |= _judged(request, application, here, todo)
    if todo == "keep" and values["may_keep"]:
        return _kept(request, application.begun, values)
    return _page(request, "web_form", values, todo)


def _filled(request: HttpRequest, choice: Chosen, todo: str) -> Application:
    """The application as the page that was sent has it; of a page that is only opened, with what is known already."""
    empty = Application(choosing.begun(choice), choice.known)
    answers = first_answers(empty) if not todo else asking.read(empty.form, request.POST, first_answers(empty))
    return Application(empty.begun.model_copy(update={"answers": answers}), choice.known)


def _judged(request: HttpRequest, application: Application, here: Counter | None, todo: str) -> dict[str, Any]:
    """Pre-review of what they have, as if what they ticked lay on the desk."""
    have = request.POST.getlist("have")
    known, slots = application.known, application.slots
    brought = application.begun.model_copy(update={"originals": have})
    pages = {name: known.materials[name].pages_min for name in have if name in slots and slots[name].use.scan}
    verdict = Application(brought, known).verdict(pages, timezone.now())
    judged = verdict if todo else None
    return {
        "application": application,
        "locker": here.terminal if here else None,
        "parts": asking.parts(application.form, application.begun.answers, words.language(), judged),
        "papers": [
            *listed.papers_of(application.needs, known, optional=False),
            *listed.papers_of(application.offers, known, optional=True),
        ],
        "have": have,
        "verdict": judged,
        "referral": referral.of_verdict(verdict, application.items) if judged else None,
    }


def _kept(request: HttpRequest, begun: Begun, values: dict[str, Any]) -> HttpResponse:
    try:
        code = prepared.keep(request, begun)
    except prepared.TooMany:
        problem = _("Too much was kept from here within an hour. Please come again later, or go without a code.")
        return _page(request, "web_form", values | {"problem": problem}, "check", status=429)
    except prepared.Full:
        problem = _("Nothing can be kept just now. Please go to the counter without a code.")
        return _page(request, "web_form", values | {"problem": problem}, "check", status=503)
    except prepared.TooLarge:
        problem = _("More is filled in than can be kept. Please shorten the longest answers.")
        return _page(request, "web_form", values | {"problem": problem}, "check", status=413)
    return _page(request, "web_kept", values | {"code": code, "days": prepared.KEPT.days})


def _page(request: HttpRequest, name: str, values: dict[str, Any], todo: str = "", status: int = 200) -> HttpResponse:
    response = render(request, f"counter/{name}.html", values, status=status)
    if todo.startswith("language:"):
        keep(response, translation.get_language() or settings.LANGUAGE_CODE)
    add_never_cache_headers(response)  # a shared computer: nothing of what was filled in stays in its cache
    response["Referrer-Policy"] = "same-origin"
    return strict(response)
