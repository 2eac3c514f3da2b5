"""The verification gateway: one look-up asked, kept with every try, asked again with growing pauses (domain 2.2).

A source that cannot be asked never costs the resident a paper: the look-up waits, and after n working days an official
letter is written. No network is used inside a transaction.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from contract.source import LookUpAnswer, Source, Verify
from hall.cases import story
from hall.cases.hands import locked
from hall.cases.models import Case
from hall.cases.story import SYSTEM, Actor
from hall.verification import client
from hall.verification.client import NoAnswer, Request, Subject
from hall.verification.models import LookUp, LookUpTry, case_of, of_open_cases
from hall.verification.sources import connected

FRESH = timedelta(hours=24)  # an answer is good for its case for so long (domain 2.2, a design)
PAUSES_S = (60, 300, 900, 3600, 4 * 3600)
"""Between the tries of one round; the last one goes on."""
MOST_A_ROUND = 50
_LEASE = timedelta(minutes=2)  # longer than a try takes: two processes do not ask at once


def opened(
    case_id: UUID, subject_tag: str, material: str, verify: Verify, question: str, purpose: str, now: datetime
) -> LookUp:
    """The look-up of this question for this case, made on its first mention and not yet asked."""
    made, _ = LookUp.objects.get_or_create(
        case_id=case_id,
        source=verify.source.value,
        question=question,
        defaults={
            "subject_tag": subject_tag,
            "material": material,
            "basis": verify.basis.zh,
            "purpose": purpose,
            "first_asked_at": now,
            "next_try_at": now,
        },
    )
    return made


def fresh(look_up: LookUp, now: datetime) -> bool:
    """Whether a source has answered, and not too long ago."""
    return (
        bool(look_up.answer)
        and look_up.next_try_at is None
        and look_up.answered_at is not None
        and (look_up.answered_at > now - FRESH)
    )


def renewed(look_up: LookUp) -> LookUp:
    """The look-up in a new round: a new request, which its source answers anew. The earlier answer counts meanwhile."""
    LookUp.objects.filter(pk=look_up.pk, round=look_up.round).update(round=look_up.round + 1, tries=0)
    return LookUp.objects.get(pk=look_up.pk)


def ask(
    look_up: LookUp,
    subject: Subject,
    items: Sequence[str],
    now: datetime,
    by: Actor = SYSTEM,
    consented_at: datetime | None = None,
) -> LookUp:
    """One try; the look-up as it then stands. Not in a transaction. Someone else's try under way is not repeated."""
    claimed = LookUp.objects.filter(pk=look_up.pk, tries=look_up.tries, round=look_up.round)
    if not claimed.update(tries=look_up.tries + 1, next_try_at=now + _LEASE):
        return LookUp.objects.get(pk=look_up.pk)
    request = _request(look_up, subject, items, by, consented_at)
    began = time.monotonic()
    try:
        to = connected().get(Source(look_up.source))
        answer = client.ask(to, request, now) if to else None
        fault = "" if to else "not_connected"
    except NoAnswer as error:
        answer, fault = None, error.fault.value
    return _keep(look_up.pk, answer, fault, round((time.monotonic() - began) * 1000), now, by)


def _request(
    look_up: LookUp, subject: Subject, items: Sequence[str], by: Actor, consented_at: datetime | None
) -> Request:
    """One id a round: a repeated try is the same request to its source."""
    case = case_of(look_up)
    return Request(
        request_id=f"{look_up.case_id}.{look_up.pk}.{look_up.round}",
        case=case.number if case else str(look_up.case_id),
        items=list(items),
        basis=look_up.basis,
        purpose=look_up.purpose,
        asked_by=by.name,
        question=look_up.question,
        subject=subject,
        consented_at=consented_at,
    )


@transaction.atomic
def _keep(id_: int, answer: client.Answer | None, fault: str, took_ms: int, now: datetime, by: Actor) -> LookUp:
    """Write down what a try brought: the row, the try, and a line in the case's story when there is a case."""
    look_up = LookUp.objects.select_for_update().get(pk=id_)
    said = answer.answer if answer else LookUpAnswer.SOURCE_UNAVAILABLE
    before = look_up.answer
    look_up.answer = said.value
    if answer:
        look_up.as_of, look_up.reference, look_up.next_try_at = answer.as_of, answer.reference, None
        look_up.candidates = [one.model_dump() for one in answer.candidates]
        look_up.answered_at = now
        look_up.first_answer = look_up.first_answer or said.value
    else:
        pause_s = PAUSES_S[min(look_up.tries, len(PAUSES_S)) - 1]
        look_up.next_try_at = now + timedelta(seconds=pause_s)
    look_up.save()
    LookUpTry.objects.create(
        look_up=look_up,
        at=now,
        round=look_up.round,
        actor=by.name,
        outcome=said.value,
        fault=fault,
        reference=answer.reference if answer else "",
        took_ms=took_ms,
    )
    case = case_of(look_up)
    if case is not None and (answer or before != said.value):  # the tries in between are in the look-up's own story
        tell(look_up, by)
    return look_up


def tell(look_up: LookUp, actor: Actor, action: str = "looked_up", note: str = "") -> None:
    """A line about a look-up in its case's story, if there is a case yet. In a transaction."""
    case = case_of(look_up)
    if case is None:
        return
    after = {"source": look_up.source, "question": look_up.question, "answer": look_up.settled_as or look_up.answer}
    after |= {"reference": look_up.reference} if look_up.reference else {}
    story.write(locked(case), action, actor, {}, after, note)


def ask_due(now: datetime) -> int:
    """Ask what is due of open cases; returns how many got an answer. A source that is silent is left for this round."""
    return sum(_ask_due_of(source, now) for source in connected())


def _ask_due_of(source: Source, now: datetime) -> int:
    answered = 0
    due = of_open_cases().filter(source=source.value, next_try_at__lte=now).order_by("next_try_at")
    for look_up in due[:MOST_A_ROUND]:
        case = Case.objects.get(pk=look_up.case_id)
        subject = Subject(name=case.applicant_name, id_number=case.applicant_id_number)
        if ask(look_up, subject, [row.item for row in case.items.all()], now).next_try_at is not None:
            break
        answered += 1
    return answered
