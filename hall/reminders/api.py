"""What a terminal asks about reminders while the person who signed on looks at it."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract.looked_up import SealedPerson
from contract.reminding import RemindersFound, RemindersWish, bound
from hall.cards.services import write_shown
from hall.fleet.models import Terminal
from hall.reminders import services
from hall.wishes import opened

router = Router(tags=["terminals"])


@router.post("/reminders", response=RemindersFound, summary="What is this person to be reminded of?")
def reminders(request: HttpRequest, wish: RemindersWish) -> HttpResponse:
    """For the person at the terminal: by cases, results and certificates; and which reminders are not wanted."""
    person = opened(SealedPerson, wish.key_id, wish.sealed, bound(wish.id))
    now = timezone.now()
    write_shown(cast(Terminal, cast(Any, request).auth), person.id_number, now)
    found = services.of_person(person.id_number, now)
    return HttpResponse(found.model_dump_json(), content_type="application/json")
