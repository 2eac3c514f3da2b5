"""The terminals' API, version 1: enrolment, envelopes, orders, uploads; and what officers may read over it.

Every refusal is `{"code", "message"}`. 409 with `case_unknown`, `parcel_unknown`, `blob_unknown` or `earlier_missing`
means "later"; any other 4xx means that the same message will never be taken. When that was a hand-in, whatever
belongs to its case is answered 422 `case_refused`.
"""

import json
import logging
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from contract import sealed_to
from contract.envelope import Envelope, Receipt
from contract.orders import Enrolled, Enrolment, Orders
from hall.accounts.tries import trying
from hall.cards.api import router as cards
from hall.catalogues import packs
from hall.errors import ApiError, TooManyTries
from hall.fleet import news, retirement
from hall.fleet import services as fleet
from hall.fleet.auth import TerminalProof, shown_by
from hall.fleet.models import Terminal
from hall.fleet.orders import orders_for
from hall.handover.api import router as handovers
from hall.intake import services as intake
from hall.intake.tus import router as files
from hall.notices.api import router as notices
from hall.nul import NoNulParser
from hall.reminders.api import router as reminders
from hall.store import StoreAway
from hall.verification.api import router as verification

log = logging.getLogger(__name__)
_PACKS_HELD = 4  # versions a terminal may name: the last two, and the one it was installed with


class Refusal(Schema):
    """Every answer that is not a success."""

    code: str
    message: str


_REFUSALS: dict[Any, Any] = {status: Refusal for status in (400, 401, 403, 404, 409, 413, 422)}
api = NinjaAPI(title="办件大厅 · Hall", version="1", description=__doc__, auth=TerminalProof(), parser=NoNulParser())


@api.post("/enrol", auth=None, response={200: Enrolled, 403: Refusal, 422: Refusal, 429: Refusal}, tags=["terminals"])
def enrol(request: HttpRequest, wish: Enrolment) -> HttpResponse:
    """Trade a one-time code for the hall's keys."""
    with trying(request, "enrol", wish.terminal):
        return _json(fleet.enrol(wish).model_dump_json())


@api.post("/envelopes", response={200: Receipt, **_REFUSALS}, tags=["terminals"], auth=TerminalProof(by_view=True))
def post_envelope(request: HttpRequest, envelope: Envelope) -> HttpResponse:
    """Hand over one envelope; the same one again gets the same receipt."""
    return _json(intake.take(_terminal(request), envelope, shown_by(request)))


@api.get("/envelopes/{uuid:envelope_id}", response={200: Receipt, **_REFUSALS}, tags=["terminals"])
def get_envelope(request: HttpRequest, envelope_id: UUID) -> HttpResponse:
    """Was it taken? The receipt, or 404."""
    return _json(intake.receipt_of(_terminal(request), envelope_id))


@api.get("/orders", response={200: Orders, 304: None, **_REFUSALS}, tags=["terminals"])
def get_orders(request: HttpRequest, seals_to: str = "", holds: str = "") -> HttpResponse:
    """The hall's whole word to this terminal; 304 while the version in If-None-Match still holds.

    `seals_to` and `holds` are ids of sealing keys: what the terminal seals to, and what it still holds for others.
    """
    terminal = _terminal(request)
    word = sealed_to.read(seals_to, holds)
    if word is not None:
        retirement.said(terminal, word)
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    mark = news.mark(terminal)
    version, said = news.version_at(terminal, mark), None
    if version is None or _tag(version) not in known:
        orders = orders_for(terminal)
        version, said = orders.version, orders.model_dump_json()
        news.remember(terminal, mark, version)
    response = HttpResponse(status=304) if said is None or _tag(version) in known else _json(said)
    response["ETag"] = _tag(version)
    response["Cache-Control"] = "no-cache, private"
    return response


@api.get("/packs/{str:version}", response={200: Any, **_REFUSALS}, tags=["terminals"])
def get_pack(request: HttpRequest, version: str, held: str = "") -> HttpResponse:
    """A signed pack of the catalogue, gzipped, or what changed since one of `held` (versions between commas)."""
    try:
        packed = packs.answer(version, held.split(",")[:_PACKS_HELD])
    except packs.NoPack as error:
        raise ApiError(404, "no_pack", "no pack of this version was published") from error
    return HttpResponse(packed, content_type="application/json", headers={"Content-Encoding": "gzip"})


api.add_router("/files", files)
api.add_router("/notices", notices)
api.add_router("/handovers", handovers)
api.add_router("/", verification)
api.add_router("/", cards)
api.add_router("/", reminders)


def _tag(version: str) -> str:
    return f'"{version}"'


def _terminal(request: HttpRequest) -> Terminal:
    return cast(Terminal, cast(Any, request).auth)


def _json(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json")


def _refuse(status: int, code: str, message: str) -> HttpResponse:
    return _json(json.dumps({"code": code, "message": message}), status)


@api.exception_handler(ApiError)
def _on_api_error(_request: HttpRequest, error: Any) -> HttpResponse:
    return _refuse(error.status, error.code, error.message)


@api.exception_handler(TooManyTries)
def _on_too_many_tries(_request: HttpRequest, error: Any) -> HttpResponse:
    response = _refuse(error.status, error.code, error.message)
    response["Retry-After"] = str(error.left_s)
    return response


@api.exception_handler(ValidationError)
def _on_validation_error(_request: HttpRequest, error: Any) -> HttpResponse:
    where = "; ".join(".".join(map(str, part["loc"])) + " " + part["type"] for part in error.errors)
    return _refuse(422, "bad_message", where[:500])


@api.exception_handler(HttpError)
def _on_http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    return _refuse(error.status_code, "bad_request", "the request cannot be read")


@api.exception_handler(AuthenticationError)
def _on_authentication_error(_request: HttpRequest, _error: Any) -> HttpResponse:
    return _refuse(401, "bad_proof", "the request does not prove who it comes from")


@api.exception_handler(RequestDataTooBig)
def _on_too_big(_request: HttpRequest, _error: Any) -> HttpResponse:
    return _refuse(413, "too_large", "the body is too large")


@api.exception_handler(Exception)
def _on_our_own_mistake(request: HttpRequest, _error: Any) -> HttpResponse:
    """A bug: the whole trace goes to the log, nothing of it to the caller, and the terminal tries again later."""
    log.exception("%s %s failed", request.method, request.path)
    return _refuse(500, "our_mistake", "the hall failed at this; it is in its log")


@api.exception_handler(StoreAway)
@api.exception_handler(OperationalError)
def _on_busy(_request: HttpRequest, _error: Any) -> HttpResponse:
    """Database or store of papers is away or locked: nothing was taken, and the terminal keeps it."""
    return _refuse(503, "busy", "the hall cannot store anything just now")
