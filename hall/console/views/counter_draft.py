"""One application at the counter: the form, the papers, pre-review, and the hand-in, all on one page and in one form.

Whatever is pressed, what was filled in is kept first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contract.life import Role
from contract.picture import NotAPage, TooManyPixels
from contract.text import Language
from hall.accounts.models import Officer
from hall.cases.entry import Seen
from hall.cases.models import Case, Channel
from hall.console import words
from hall.console.access import page
from hall.counter import asking, drafts, hand_in, listed, referral
from hall.counter.begun import Application
from hall.counter.listed import Paper
from hall.counter.models import Draft, DraftPage
from hall.counter.pages import TooLarge, TooManyPages
from hall.errors import ApiError
from hall.store import StoreAway

_BROUGHT = "brought"  # in the session: the last draft that was handed in, and its case
_REFUSED = {
    "item_retired": later("The service was retired meanwhile and can no longer be handed in. Nothing was handed in."),
    "item_elsewhere": later("The service is not taken in this district for this person. Nothing was handed in."),
    "numbers_used_up": later("No case number is left for this service today. Nothing was handed in."),
    "correction_closed": later("It is not asked for any more, or its day has passed. Nothing was handed in."),
    "not_what_was_asked": later("Something asked for is missing, or something else is there. Nothing was handed in."),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One paper of the hand-in with what lies in it."""

    paper: Paper
    pages: list[DraftPage]
    given: bool  # its original lies on the desk


@require_http_methods(["GET", "HEAD", "POST"])
@page(Role.ACCEPTOR)
def draft(request: HttpRequest, officer: Officer, draft_id: UUID) -> HttpResponse:
    """The page; or keep what was filled in and do what was pressed. Handed in before: to its receipt."""
    found = drafts.own(officer, draft_id)
    if found is None:
        return _gone(request, officer, draft_id)
    if request.method == "POST":
        return _pressed(request, officer, found)
    return render(request, "console/counter_draft.html", _values(officer, found, "checked" in request.GET))


def _gone(request: HttpRequest, officer: Officer, draft_id: UUID) -> HttpResponse:
    """The same form sent twice is one hand-in: the second time leads to the receipt of the first."""
    case = Case.objects.filter(pk=draft_id, taken_by=officer).first()
    number = case.number if case else request.session.get(_BROUGHT, {}).get(str(draft_id))
    if number is None:
        raise Http404
    return redirect("console:counter_receipt", number=number)


def _values(officer: Officer, found: Draft, checked: bool) -> dict[str, Any]:
    application = drafts.read(found)
    verdict = application.verdict(drafts.counted(found), timezone.now())
    judged = verdict if checked and not application.again else None
    return {
        "officer": officer,
        "draft": found,
        "locker": found.counter.terminal,
        "application": application,
        "package": application.known.packages.get(application.begun.package.id) if application.begun.package else None,
        "parts": asking.parts(application.form, application.begun.answers, words.language(), judged),
        "slots": list(_slots(found, application)),
        "verdict": judged,
        "complete": application.again and hand_in.complete(application, _brought(found, application)),
        "referral": referral.of_verdict(verdict, application.items) if judged else None,
        "seen": [(one.value, words.seen(one)) for one in Seen],
        "languages": [(Language.ZH.value, "中文"), (Language.EN.value, "English")],
        "web": found.channel == Channel.WEB,
    }


def _brought(found: Draft, application: Application) -> set[str]:
    return {*drafts.counted(found), *application.originals}


def _slots(found: Draft, application: Application) -> Iterator[Slot]:
    pages: dict[str, list[DraftPage]] = {}
    for one in found.pages.all():
        pages.setdefault(one.material, []).append(one)
    known = application.known
    for paper in (
        *listed.papers_of(application.needs, known, optional=False),
        *listed.papers_of(application.offers, known, optional=True),
    ):
        yield Slot(paper, pages.get(paper.material, []), paper.material in application.begun.originals)


def _pressed(request: HttpRequest, officer: Officer, found: Draft) -> HttpResponse:
    application = drafts.read(found)
    answers = asking.read(application.form, request.POST, application.begun.answers)
    originals = [name for name in request.POST.getlist("original") if name in application.ever]
    drafts.save(found, answers, originals)
    wrong = list(_files(request, found, application))
    for sentence in wrong:
        messages.error(request, sentence)
    todo, _colon, material = request.POST.get("do", "").partition(":")
    if todo == "clear":
        drafts.clear(found, material)
    if todo == "hand_in" and not wrong:
        return _handed_in(request, officer, found)
    return _back(found, checked=todo in ("check", "hand_in"))


def _back(found: Draft, checked: bool) -> HttpResponse:
    where = reverse("console:counter_draft", args=[found.pk])
    return redirect(f"{where}?checked=1#findings" if checked else where)


def _files(request: HttpRequest, found: Draft, application: Application) -> Iterator[str]:
    """Take every file that came; what is wrong with those that cannot be taken, in words."""
    for name in request.FILES:
        material = str(name).removeprefix("page.")
        known = application.known.materials.get(material)
        title = known.title.in_(words.language()) if known else material
        for place, file in enumerate(request.FILES.getlist(name), 1):
            try:
                drafts.add_page(found, material, file.read())
            except (NotAPage, TooManyPixels, TooLarge, TooManyPages, drafts.NoSlot, StoreAway) as error:
                yield _("%(paper)s, file %(n)d: %(why)s") % {"paper": title, "n": place, "why": _why(error)}


def _why(error: Exception) -> str:
    match error:
        case TooManyPixels():
            return _("the picture has more than 50 megapixels")
        case TooLarge():
            return _("larger than 8 MB, or a PDF that takes too much to draw")
        case TooManyPages():
            return _("more pages than this paper may have")
        case drafts.NoSlot():
            return _("this application has no place for it")
        case StoreAway():
            return _("the store of papers does not answer; try again later")
    return _("only a JPEG or PNG picture or a PDF can be taken; this is none, or it is broken")


def _handed_in(request: HttpRequest, officer: Officer, found: Draft) -> HttpResponse:
    if (said := request.POST.get("seen", "")) not in set(Seen):
        messages.error(request, _("Please say by which document you know the person. Nothing was handed in."))
        return _back(found, checked=True)
    language = request.POST.get("language_of_case", "")
    spoken = Language(language) if language in set(Language) else Language.ZH
    try:
        case = hand_in.hand_in(found, officer, Seen(said), spoken.value)
    except (hand_in.NotReady, hand_in.Incomplete, ApiError, StoreAway) as error:
        messages.error(request, _refusal(error))
        return _back(found, checked=True)
    request.session[_BROUGHT] = {str(found.pk): case.number}
    messages.success(request, _("Handed in. It is received, not yet accepted."))
    return redirect("console:counter_receipt", number=case.number)


def _refusal(error: Exception) -> str:
    match error:
        case hand_in.NotReady():
            return _("Pre-review finds something that has to be mended first. Nothing was handed in.")
        case hand_in.Incomplete():
            return _("Something asked for is missing or was changed meanwhile. Nothing was handed in.")
        case StoreAway():
            return _("The store of papers does not answer; try again later. Nothing was handed in.")
        case ApiError(code=code) if code in _REFUSED:
            return _(_REFUSED[code])
    return _("The hall does not take it as it is (%(why)s). Nothing was handed in.") % {"why": str(error)}


@require_safe
@page(Role.ACCEPTOR)
def picture(request: HttpRequest, officer: Officer, draft_id: UUID, page_id: int) -> HttpResponse:
    """One scanned page, to be looked at before it is handed in."""
    found = DraftPage.objects.filter(pk=page_id, draft_id=draft_id, draft__officer=officer).first()
    if found is None:
        raise Http404
    return HttpResponse(drafts.jpeg_of(found), content_type="image/jpeg")


@require_POST
@page(Role.ACCEPTOR)
def drop(request: HttpRequest, officer: Officer, draft_id: UUID) -> HttpResponse:
    """Give an application up: answers and pages are gone."""
    found = drafts.own(officer, draft_id)
    if found is None:
        raise Http404
    drafts.forget(found)
    messages.success(request, _("Given up; nothing of it is kept."))
    return redirect("console:counter")
