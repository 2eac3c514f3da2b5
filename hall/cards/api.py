"""Over the API, for terminals: which cards are out of use; and for the person: what is mine."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract.looked_up import SealedPerson
from contract.lost_cards import CardWords
from contract.my_card import MyCardFound, MyCardWish, NameDiffers, NameDiffersWish, bound, bound_name
from hall.cards import services
from hall.errors import Unfit
from hall.fleet.models import Terminal
from hall.wishes import opened

router = Router(tags=["terminals"])


@router.get("/cards", response=CardWords, summary="Which cards are out of use?")
def get_cards(request: HttpRequest, after: int = 0, key: str = "") -> HttpResponse:
    """Words after a number; `key` names the key whose hashes the terminal holds."""
    return _json(services.words_after(after, key))


@router.post("/my-card", response=MyCardFound, summary="What is activated for this person, and their certificates")
def my_card(request: HttpRequest, wish: MyCardWish) -> HttpResponse:
    """For the person at the terminal; that it was shown there is written down."""
    person = opened(SealedPerson, wish.key_id, wish.sealed, bound(wish.id))
    return _json(services.shown_to(_terminal(request), person.id_number, timezone.now()))


@router.post("/my-card/name", response={204: None}, summary="The card's name is not that of the identity card")
def name_differs(request: HttpRequest, wish: NameDiffersWish) -> HttpResponse:
    """Queued for an update, once a card; neither name is sent."""
    said = opened(NameDiffers, wish.key_id, wish.sealed, bound_name(wish.id))
    try:
        services.name_differs(said.id_number, said.card_number, _terminal(request))
    except ValueError as error:
        raise Unfit("bad_body", str(error)) from error
    return HttpResponse(status=204)


def _terminal(request: HttpRequest) -> Terminal:
    return cast(Terminal, cast(Any, request).auth)


def _json(message: CardWords | MyCardFound) -> HttpResponse:
    return HttpResponse(message.model_dump_json(), content_type="application/json")
