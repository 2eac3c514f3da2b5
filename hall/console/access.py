"""Who may see or do what in the console. Held here for every page, and once more by the services for every change."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from contract.life import Role
from hall.accounts.models import Officer
from hall.console.headers import strict

View = Callable[..., HttpResponse]

CASE_READERS = frozenset({Role.ACCEPTOR, Role.APPROVER, Role.ISSUER, Role.SUPERVISOR, Role.AUDITOR})
"""A technician sees the fleet and never a case (domain 2.0, roles)."""
FORM_PRINTERS = frozenset({Role.ACCEPTOR, Role.APPROVER})
FLEET_READERS = frozenset({Role.TECHNICIAN, Role.SUPERVISOR, Role.AUDITOR})
OVERSEERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
CATALOGUE_READERS = frozenset({Role.ACCEPTOR, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR})
CARD_READERS = frozenset({Role.ACCEPTOR, Role.SUPERVISOR, Role.AUDITOR})
DISTRICT_READERS = frozenset({Role.ACCEPTOR, Role.SUPERVISOR, Role.AUDITOR})
CUSTODY_READERS = frozenset({Role.ACCEPTOR, Role.ISSUER, Role.SUPERVISOR, Role.AUDITOR})


def officer_of(request: HttpRequest) -> Officer | None:
    """The officer who is signed in, or None; a user without an officer row is nobody here."""
    if not request.user.is_authenticated:
        return None
    return Officer.objects.select_related("user").filter(user_id=request.user.pk).first()


def page(*roles: Role) -> Callable[[View], View]:
    """A page for officers with one of `roles`; the view gets the officer as its second argument.

    Not signed in: to the sign-in page. Signed in without the role: a plain 403, for GET and POST alike.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            officer = officer_of(request)
            if officer is None:
                response = _to_sign_in(request)
            elif officer.roles.isdisjoint(roles):
                response = refused(request, officer)
            else:
                response = view(request, officer, *args, **kwargs)
            add_never_cache_headers(response)  # a shared desk: nothing stays in the browser's cache
            return strict(response)

        return guarded

    return decorate


def refused(request: HttpRequest, officer: Officer) -> HttpResponse:
    """The 403 page."""
    return render(request, "console/refused.html", {"officer": officer}, status=403)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    where = request.get_full_path() if request.method == "GET" else reverse("console:home")
    return redirect(f"{reverse('console:sign_in')}?{urlencode({'next': where})}")
