"""What the browser is told about our pages: nothing from elsewhere, nothing inline, framed by nobody but ourselves."""

from django.http import HttpResponse

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
INNER_POLICY = PAGE_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
PAPER_POLICY = "frame-ancestors 'self'"  # the browser's PDF viewer brings its own styles; only we may frame it


def strict(response: HttpResponse) -> HttpResponse:
    """Add the page's policy unless the view set its own."""
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    return response
