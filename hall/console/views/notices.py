"""The outbox: who was told what, and when. A code stays covered unless an issuer asks for it, which is written down."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from contract.life import Role
from hall.accounts.models import Officer
from hall.console import keyed, search
from hall.console.access import CASE_READERS, page
from hall.notices import links
from hall.notices.codes import NoCode, covered, uncover
from hall.notices.models import Notice


@require_safe
@page(*CASE_READERS)
def notices(request: HttpRequest, officer: Officer) -> HttpResponse:
    """All notices, newest first."""
    return _page(request, officer)


@require_POST
@page(Role.ISSUER)
def code(request: HttpRequest, officer: Officer, notice_id: int) -> HttpResponse:
    """Show one code to an issuer, for a resident who lost the message; the case's story says who looked."""
    notice = get_object_or_404(Notice.objects.select_related("case"), pk=notice_id)
    try:
        uncover(notice, officer, "console")
    except NoCode as error:
        raise Http404 from error
    return _page(request, officer, shown=notice.pk)


def _page(request: HttpRequest, officer: Officer, shown: int | None = None) -> HttpResponse:
    """All notices, newest first, or those of the cases that a search finds."""
    words = "".join(request.GET.get("q", "").split())
    found = Notice.objects.select_related("case")
    found = found.filter(case__in=[case.pk for case in search.found(words)]) if words else found
    listed = keyed.page(request, found, "-pk", path=reverse("console:notices"))
    lines = [(notice, notice.full_text if notice.pk == shown else covered(notice)) for notice in listed.rows]
    values = {
        "officer": officer,
        "list": listed,
        "words": words,
        "lines": lines,
        "shown": shown,
        "shown_link": reverse("pickup", args=[links.token(shown)]) if shown is not None else "",
        "may_uncover": Role.ISSUER in officer.roles,
    }
    return render(request, "console/notices.html", values)
