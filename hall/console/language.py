"""The language of pages: one of the settings' own, kept in a cookie, so that it outlives the session."""

from django.conf import settings
from django.http import HttpResponse


def is_ours(code: str) -> bool:
    """Whether pages speak it. Django keeps every name it is ever given: ask before it is."""
    return code in dict(settings.LANGUAGES)


def keep(response: HttpResponse, code: str) -> None:
    """Let the browser come back in this language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
