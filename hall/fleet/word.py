"""A refusal is the hall's word as much as a receipt is: signed, and bound to the request that was refused."""

import json
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from contract.proof import REFUSAL_HEADER, SCHEME, asked, sign_refusal
from hall.fleet.auth import Replayed, ShutOut, keep_with_refusal
from hall.fleet.models import Terminal
from hall.keys import hall_keys

_OF_THE_PROOF = (401, 403)
"""What is said of a proof that failed; a terminal takes back nothing for it."""


def signed_refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: sign every 4xx that a terminal's program is to believe, and have its proof used up.

    Any other 4xx before the request was proven stays unsigned: whoever repeats a terminal's header under another
    length or path must not get the hall's word that its message is refused.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        status, header = response.status_code, request.headers.get("Authorization", "")
        if not (400 <= status < 500 and header.startswith(f"{SCHEME} ")):
            return response
        try:
            keep_with_refusal(request)
        except (Replayed, ShutOut) as error:  # whatever else is wrong with it
            status, said = error.status, {"code": error.code, "message": error.message}
            response = HttpResponse(json.dumps(said), status=status, content_type="application/json")
        code = _code(response)
        if code and (status in _OF_THE_PROOF or isinstance(getattr(request, "auth", None), Terminal)):
            of = asked(request.method or "", request.get_full_path(), header)
            response[REFUSAL_HEADER] = sign_refusal(hall_keys().signing, of, status, code)
        return response

    return middleware


def _code(response: HttpResponse) -> str | None:
    if not response.get("Content-Type", "").startswith("application/json"):
        return None
    said = cast(dict[str, Any], json.loads(response.content))
    code = said.get("code")
    return code if isinstance(code, str) else None
