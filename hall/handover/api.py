"""Hand-overs over the API, for terminals: open a page for a phone, take what came, close it."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from contract.handover import HandoverMade, HandoverState, HandoverWish, WaitingPage
from contract.picture import PageType
from hall.errors import ApiError
from hall.fleet.models import Terminal
from hall.handover import services
from hall.handover.models import HandoverPage

router = Router(tags=["terminals"])


@router.post("", response=HandoverMade, summary="Open an upload page")
def create(request: HttpRequest, wish: HandoverWish) -> HttpResponse:
    """One page a terminal: an earlier one is closed."""
    return _json(services.create(_terminal(request), wish).model_dump_json())


@router.get("/{uuid:handover_id}", response=HandoverState, summary="What has come?")
def state(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Files that wait; 410 when the page is over."""
    held = services.held(_terminal(request), handover_id)
    rows = HandoverPage.objects.filter(handover=held).values_list("position", "type")
    waiting = [WaitingPage(position=position, type=PageType(type_)) for position, type_ in rows]
    return _json(HandoverState(pages=waiting).model_dump_json())


@router.get("/{uuid:handover_id}/pages/{int:position}", summary="Take one file, sealed to the hand-over's key")
def page(request: HttpRequest, handover_id: UUID, position: int) -> HttpResponse:
    """It stays until it is deleted, so that a lost answer loses nothing."""
    return HttpResponse(bytes(_page(request, handover_id, position).sealed), content_type="application/octet-stream")


@router.delete("/{uuid:handover_id}/pages/{int:position}", summary="The terminal has it")
def delete_page(request: HttpRequest, handover_id: UUID, position: int) -> HttpResponse:
    """The hall's copy goes."""
    _page(request, handover_id, position).delete()
    return HttpResponse(status=204)


@router.delete("/{uuid:handover_id}", summary="Close the upload page")
def close(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Files that were not taken are deleted."""
    services.close(services.held(_terminal(request), handover_id))
    return HttpResponse(status=204)


def _page(request: HttpRequest, handover_id: UUID, position: int) -> HandoverPage:
    held = services.held(_terminal(request), handover_id)
    found = HandoverPage.objects.filter(handover=held, position=position).first()
    if found is None:
        raise ApiError(404, "page_unknown")
    return found


def _terminal(request: HttpRequest) -> Terminal:
    return cast(Terminal, cast(Any, request).auth)


def _json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")
