"""Over the API, for terminals: close what slots can be closed; and for the person: who looked up what about me."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import ValidationError

from contract import coverage
from contract.coverage import CoverageAsk, CoverageFound, CoverageWish
from contract.looked_up import LookedUp, LookedUpList, LookedUpWish, SealedPerson, bound_of_wish
from contract.seal import SealBroken
from contract.source import SOURCE_TEXT, LookUpAnswer, Source
from contract.text import Text
from hall import persons
from hall.errors import Unfit
from hall.fleet.models import Terminal
from hall.keys import hall_keys
from hall.verification.coverage import cover
from hall.verification.models import LookUpTry, case_of

router = Router(tags=["terminals"])
TOLD_AT_MOST = 100


@router.post("/coverage", response=CoverageFound, summary="Which slots are closed without a paper?")
def ask_coverage(request: HttpRequest, wish: CoverageWish) -> HttpResponse:
    """Asks the sources while the resident waits. A wish without a case's id is none."""
    plain = _opened(wish.key_id, wish.sealed, coverage.bound(wish.case_id))
    ask = _read(CoverageAsk, plain)
    return _json(CoverageFound(covered=cover(_terminal(request), wish.case_id, ask, timezone.now())))


@router.post("/looked-up", response=LookedUpList, summary="Who looked up what about this person?")
def looked_up(request: HttpRequest, wish: LookedUpWish) -> HttpResponse:
    """For the person at the terminal: time, office, question, for which case, by whom; newest first."""
    person = _read(SealedPerson, _opened(wish.key_id, wish.sealed, bound_of_wish(wish.id)))
    tag = persons.tag_of(person.id_number)
    tries = LookUpTry.objects.filter(look_up__subject_tag=tag).select_related("look_up").order_by("-id")
    return _json(LookedUpList(look_ups=[_told(one) for one in tries[:TOLD_AT_MOST]]))


def _told(one: LookUpTry) -> LookedUp:
    case: UUID | str = one.look_up.case_id
    known = case_of(one.look_up)
    return LookedUp(
        at=one.at,
        source=SOURCE_TEXT[Source(one.look_up.source)],
        question=one.look_up.question,
        purpose=one.look_up.purpose,
        case=known.number if known else str(case),
        asked_by=one.actor,
        answer=LookUpAnswer(one.outcome),
        basis=Text(zh=one.look_up.basis, en=one.look_up.basis),
    )


def _opened(key_id: str, sealed: bytes, bound: bytes) -> bytes:
    key = hall_keys().opener(key_id)
    if key is None:
        raise Unfit("unknown_key", "sealed to a key this hall does not have")
    try:
        return key.unseal(sealed, bound)
    except SealBroken as error:
        raise Unfit("seal_broken") from error


def _read(model: Any, plain: bytes) -> Any:
    if b"\\u0000" in plain or b"\0" in plain:
        raise Unfit("bad_body", "a NUL character")
    try:
        return model.model_validate_json(plain)
    except ValidationError as error:
        where = "; ".join(".".join(map(str, part["loc"])) + " " + part["type"] for part in error.errors())
        raise Unfit("bad_body", where[:500]) from None


def _terminal(request: HttpRequest) -> Terminal:
    return cast(Terminal, cast(Any, request).auth)


def _json(message: CoverageFound | LookedUpList) -> HttpResponse:
    return HttpResponse(message.model_dump_json(), content_type="application/json")
