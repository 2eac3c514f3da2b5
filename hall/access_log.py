"""One line a request for the operators. No personal data: the route's pattern, not the path; no address, no name."""

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)
_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "PUT"})


def write_line(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: method, route, status and milliseconds; files of the page itself leave no line."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            route = request.resolver_match.route if request.resolver_match else "-"
            method = request.method if request.method in _METHODS else "other"
            log.info("%s /%s %d %.0f ms", method, route, response.status_code, (perf_counter() - began) * 1000)
        return response

    return middleware
