"""Over the API, for terminals: close what slots can be closed; and for the person: who looked up what about me."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract import asked_pictures, coverage
from contract.asked_pictures import PicturesFound, PicturesWish
from contract.coverage import CoverageAsk, CoverageFound, CoverageWish
from contract.looked_up import LookedUp, LookedUpList, LookedUpWish, SealedPerson, bound_of_wish
from contract.source import SOURCE_TEXT, LookUpAnswer, Source
from contract.text import Text
from hall import persons
from hall.cases.models import Case
from hall.fleet.models import Terminal
from hall.intake.pictures import pictures_for
from hall.verification.coverage import cover
from hall.verification.models import LookUpTry, case_of
from hall.wishes import opened

router = Router(tags=["terminals"])
TOLD_AT_MOST = 100


@router.post("/coverage", response=CoverageFound, summary="Which slots are closed without a paper?")
def ask_coverage(request: HttpRequest, wish: CoverageWish) -> HttpResponse:
    """Asks the sources while the resident waits. A wish without a case's id is none."""
    ask = opened(CoverageAsk, wish.key_id, wish.sealed, coverage.bound(wish.case_id))
    return _json(CoverageFound(covered=cover(_terminal(request), wish.case_id, ask, timezone.now())))


@router.post("/looked-up", response=LookedUpList, summary="Who looked up what about this person?")
def looked_up(request: HttpRequest, wish: LookedUpWish) -> HttpResponse:
    """For the person at the terminal: time, office, question, for which case, by whom; newest first."""
    person = opened(SealedPerson, wish.key_id, wish.sealed, bound_of_wish(wish.id))
    tag = persons.tag_of(person.id_number)
    tries = LookUpTry.objects.filter(look_up__subject_tag=tag).select_related("look_up").order_by("-id")
    return _json(LookedUpList(look_ups=[_told(one) for one in tries[:TOLD_AT_MOST]]))


@router.post("/asked-pictures", response=PicturesFound, summary="What was handed in of what is asked for again?")
def pictures(request: HttpRequest, wish: PicturesWish) -> HttpResponse:
    """For the person at the terminal whose case it is; nobody else learns whether there is anything."""
    person = opened(SealedPerson, wish.key_id, wish.sealed, asked_pictures.bound(wish.case_id))
    case = Case.objects.filter(pk=wish.case_id, terminal=_terminal(request)).first()
    return _json(PicturesFound(pictures=pictures_for(case, person.id_number) if case else []))


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


def _terminal(request: HttpRequest) -> Terminal:
    return cast(Terminal, cast(Any, request).auth)


def _json(message: CoverageFound | LookedUpList | PicturesFound) -> HttpResponse:
    return HttpResponse(message.model_dump_json(), content_type="application/json")
