"""A hand-in that says slots are closed: held against what the hall itself had found, then written down."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from contract.bodies import Submission
from contract.catalogue import Catalogue
from contract.coverage import askable
from contract.covered import Covered, Way
from contract.hand_in import Need
from contract.item import Item
from contract.life import Role
from contract.question import answers_of
from contract.source import LookUpAnswer, Verify
from hall import persons
from hall.cases import story
from hall.cases.models import Case
from hall.cases.story import SYSTEM, Actor
from hall.certificates import services as certificates
from hall.fit import fit
from hall.reuse import services as reuse
from hall.verification import gateway
from hall.verification.models import Cover, Grant, Inquiry, LookUp
from hall.verification.sources import connected

_Question = tuple[Need, Verify, str]


def granted(case_id: UUID, submission: Submission, known: Catalogue) -> list[Covered]:
    """What of the claimed covers the hall had granted to this person for this case and would still stand by.

    `known`: what the hand-in is judged by; all its items are in there.
    """
    if not submission.covered:
        return []
    inquiry = Inquiry.objects.filter(pk=case_id, subject_tag=persons.tag_of(submission.applicant.id_number)).first()
    if inquiry is None:
        return []
    latest = {grant.material: grant for grant in inquiry.grants.all()}
    claims = {claim.material: claim for claim in submission.covered}
    return [claim for claim in claims.values() if _stands(claim, latest.get(claim.material), submission, known)]


def _stands(claim: Covered, grant: Grant | None, submission: Submission, known: Catalogue) -> bool:
    if grant is None or (grant.way, grant.question) != (claim.way.value, claim.question):
        return False
    number, now = submission.applicant.id_number, timezone.now()
    if claim.way is Way.CERTIFICATE:
        return grant.reference == claim.reference and certificates.usable(claim.reference, number, now)
    if claim.way is Way.FILED_BEFORE:
        return grant.reference == claim.reference and reuse.usable(claim.reference, number)
    row = LookUp.objects.filter(case_id=grant.inquiry_id, material=claim.material, question=claim.question).first()
    return row is not None and _was_said(claim.answer, row) and _still_stated(claim, submission, known)


def _was_said(answer: LookUpAnswer | None, row: LookUp) -> bool:
    """Whether the source gave this answer, or none before the resident's patience was over."""
    waiting = answer is LookUpAnswer.SOURCE_UNAVAILABLE and not row.story.exists()
    return waiting or row.story.filter(outcome=answer).exists()


def _still_stated(claim: Covered, submission: Submission, known: Catalogue) -> bool:
    """Whether what was asked is what the form says in the end."""
    answers = {name: answer.value for name, answer in submission.answers.items()}
    material = known.materials.get(claim.material)
    verify = material.verify if material else None
    wanting = (known.items[id_] for id_ in submission.items)
    uses = ((item.id, use) for item in wanting for use in item.materials if use.material == claim.material)
    questions = {verify.asked(answers_of(item, answers)) for item, _use in uses} if verify else set()
    return claim.question in questions


def adopt(
    case: Case, submission: Submission, items: list[Item], known: Catalogue, covered: list[Covered], looked_up: bool
) -> None:
    """Write the closed slots down with a new case: covers, uses, disputes; and open what still has to be asked.

    `looked_up`: whether something was asked for it before it was handed in. In the caller's transaction; nothing is
    asked here.
    """
    now = timezone.now()
    for one in covered:
        fit(_row(case, one)).save(force_insert=True)
        _used(case, one, now)
    put = list(_put(items, known, {name: answer.value for name, answer in submission.answers.items()}))
    given = {filed.material for filed in submission.materials} | {one.material for one in covered}
    if looked_up:
        _told(case, covered, now)
        _abandon(case, put)
    _still_to_ask(case, items, put, given, now)


def _row(case: Case, one: Covered) -> Cover:
    return Cover(
        case=case,
        material=one.material,
        way=one.way.value,
        source_zh=one.source.zh,
        source_en=one.source.en,
        reference=one.reference,
        question=one.question,
        answer=one.answer.value if one.answer else "",
        disputed=one.disputed,
        at=one.at,
    )


def _used(case: Case, one: Covered, now: datetime) -> None:
    if one.way is Way.CERTIFICATE:
        certificates.used(one.reference, case, now)
    elif one.way is Way.FILED_BEFORE:
        inquiry = Inquiry.objects.get(pk=case.pk)
        reuse.reused(one.reference, case, one.material, inquiry.consented_at, now)
    else:
        return
    after = {"material": one.material, "way": one.way.value, "reference": one.reference}
    story.write(case, "slot_closed", Actor("applicant", Role.APPLICANT, case.terminal_id), {}, after)


def _told(case: Case, covered: list[Covered], now: datetime) -> None:
    """The look-ups made while the resident stood there, in the story from now on; disputes by the resident."""
    disputed = {one.question for one in covered if one.disputed}
    for look_up in LookUp.objects.filter(case_id=case.pk).exclude(answer=""):
        if not case.history.filter(action="looked_up", after__question=look_up.question).exists():
            gateway.tell(look_up, SYSTEM)
        if look_up.question in disputed and look_up.disputed_at is None:
            look_up.disputed_at = now
            look_up.save(update_fields=["disputed_at"])
            gateway.tell(look_up, Actor("applicant", Role.APPLICANT, case.terminal_id), "record_disputed")


def restated(case: Case, known: Catalogue, brought: Collection[str]) -> None:
    """After a second hand-in: what closed a slot ends with a paper that came for it, or with the answer it was about.

    `brought`: the materials that came. In the caller's transaction; nothing is asked here.
    """
    items = [known.items[row.item] for row in case.items.all() if row.item in known.items]
    put = list(_put(items, known, {row.field: row.value for row in case.answers.all()}))
    case.covers.filter(material__in=brought).delete()
    case.covers.filter(way=Way.VERIFICATION).exclude(question__in=[question for _, _, question in put]).delete()
    given = {row.material for row in case.materials.all()} | {cover.material for cover in case.covers.all()}
    _abandon(case, put)
    _still_to_ask(case, items, put, given, timezone.now())


def _put(items: list[Item], known: Catalogue, answers: Mapping[str, Any]) -> Iterator[_Question]:
    """Every question that the form, as it now stands, puts to a source."""
    for need in askable(items, known, answers):
        verify = known.materials[need.use.material].verify
        question = verify.asked(answers_of(need.items[0], answers)) if verify else None
        if verify is not None and question is not None:
            yield need, verify, question


def _still_to_ask(case: Case, items: list[Item], put: list[_Question], given: set[str], now: datetime) -> None:
    """A fact that a connected source holds and the resident handed nothing in for: handed in without the network."""
    sources, purpose = connected(), "、".join(item.title.zh for item in items)
    for need, verify, question in put:
        if need.use.material not in given and not need.use.asked and verify.source in sources:
            tag = persons.tag_of(case.applicant_id_number)
            gateway.opened(case.pk, tag, need.use.material, verify, question, purpose[:400], now)


def _abandon(case: Case, put: list[_Question]) -> None:
    """Questions that the form no longer puts count for nothing: the resident mended what had been stated."""
    still = {question for _need, _verify, question in put}
    mine = LookUp.objects.filter(case_id=case.pk)
    mine.exclude(question__in=still).update(abandoned=True)
    mine.filter(question__in=still).update(abandoned=False)
