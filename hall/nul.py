"""No NUL character gets in: PostgreSQL keeps none in a text, and nobody types one."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser

from hall.wrong import answer


class NoNul:
    """Middleware: 400 for a path, query, cookie or form with a NUL in it, before any view or database sees it.

    Forms of views that read them in their own way (`csrf_exempt`: what a phone uploads is bytes) are left to them,
    and JSON to `NoNulParser`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Path, query and cookies (Django reads `"\\000"` in one as a NUL)."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return answer(request, 400)
        return answer(request, 400) if has_nul(request.COOKIES) else self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """What was sent."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        return answer(request, 400) if has_nul(dict(request.POST.lists())) else None


class NoNulParser(Parser):
    """Reads the API's JSON, whatever type and encoding it was sent in; raises `ValueError`, which ninja answers 400."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as `json.loads` gives it."""
        said = json.loads(request.body)
        if has_nul(said):
            raise ValueError("a NUL character")
        return said


def has_nul(said: Any) -> bool:
    """Whether any text in what `json.loads` gave, key or value, has a NUL; however deep it goes."""
    left = [said]
    while left:
        part = left.pop()
        if isinstance(part, str) and "\0" in part:
            return True
        if isinstance(part, dict):
            left += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            left += part
    return False
