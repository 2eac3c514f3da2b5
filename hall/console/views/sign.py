"""Signing in and out, the language, and the first page."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from contract.life import Role
from hall.accounts.models import Officer
from hall.accounts.tries import authenticated
from hall.console.access import officer_of
from hall.console.desks import DESKS
from hall.console.headers import strict
from hall.console.language import is_ours, keep
from hall.errors import TooManyTries

_FIRST_PAGE: tuple[tuple[frozenset[Role], str], ...] = (
    (frozenset(DESKS), "console:queue"),
    (frozenset({Role.SUPERVISOR}), "console:supervision"),
    (frozenset({Role.AUDITOR}), "console:audit"),
    (frozenset({Role.TECHNICIAN}), "console:terminals"),
    (frozenset({Role.COURIER}), "console:rounds"),
    (frozenset({Role.AGENT}), "console:help"),
)


def home(request: HttpRequest) -> HttpResponse:
    """Where an officer begins: the work that waits for the first of their roles."""
    officer = officer_of(request)
    if officer is None:
        return redirect("console:sign_in")
    for roles, name in _FIRST_PAGE:
        if not officer.roles.isdisjoint(roles):
            return redirect(name)
    return strict(render(request, "console/refused.html", {"officer": officer}, status=403))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; on an empty hall it says how the first officer is made. One answer for every wrong try."""
    problem, status = "", 200
    name = request.POST.get("name", "").strip()
    if request.method == "POST":
        try:
            user = authenticated(request, name, request.POST.get("password", ""))
        except TooManyTries as locked:
            status = 429
            problem = _("Too many wrong tries. Signing in is locked until %(time)s; nothing was checked.") % {
                "time": f"{localtime(locked.until):%H:%M:%S}"
            }
        else:
            if user is not None and Officer.objects.filter(user_id=user.pk).exists():
                login(request, user)
                return redirect(_next(request))
            status = 403
            problem = _("The name or the password is wrong. After five wrong tries it is locked for ten minutes.")
    values = {
        "problem": problem,
        "name": name,
        "next": request.GET.get("next", request.POST.get("next", "")),
        "empty": not Officer.objects.exists(),
    }
    return strict(render(request, "console/sign_in.html", values, status=status))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("console:sign_in")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page; kept in a cookie, so that it outlives the session."""
    response = redirect(_next(request))
    code = request.POST.get("language", "")
    if is_ours(code):
        keep(response, code)
    return response


def _next(request: HttpRequest) -> str:
    """Where to go on: only to our own pages."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "console:home"
