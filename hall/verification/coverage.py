"""Which slots are closed without a paper: the order of the contract, answered by gateway, library and ledger."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction

from contract import coverage
from contract.catalogue import Catalogue
from contract.coverage import Consent, CoverageAsk, Finder
from contract.covered import Covered, Way
from contract.hand_in import Need
from contract.item import Item
from contract.question import answers_of
from contract.source import SOURCE_TEXT, LookUpAnswer, Source
from hall import persons
from hall.catalogues.services import of_visit
from hall.certificates import services as certificates
from hall.errors import ApiError, Unfit
from hall.fit import fit
from hall.fleet.models import Terminal
from hall.reuse import services as reuse
from hall.verification import gateway
from hall.verification.client import Subject
from hall.verification.models import Grant, Inquiry
from hall.verification.sources import connected

MAX_OPEN_AN_HOUR = 60
"""Hand-ins that one terminal may begin in an hour, several times what its lobby can: nobody fishes (domain 2.2)."""

MAX_NAME, MAX_NUMBER = 80, 18
PATIENCE_S = 8.0  # a terminal gives up on an answer after 20 s, and one more try may take as long as this


@dataclass
class _Search:
    """One resident's hand-in, as the finders need it; `silent` keeps the sources that just gave no answer."""

    inquiry: Inquiry
    ask: CoverageAsk
    items: list[Item]
    catalogue: Catalogue
    now: datetime
    silent: set[Source] = field(default_factory=set)
    began_s: float = field(default_factory=time.monotonic)

    def may_ask(self, source: Source) -> bool:
        """Nobody at a screen waits twice for a silent source, nor longer than `PATIENCE_S` for all of them."""
        return source not in self.silent and time.monotonic() < self.began_s + PATIENCE_S

    @property
    def finders(self) -> dict[Way, Finder]:
        """How each electronic way is answered; without full consent only offices among themselves, or one paper."""
        number, catalogue, now, chosen = self.ask.applicant.id_number, self.catalogue, self.now, self.ask.certificate
        if self.ask.consent is Consent.ONE:
            return {Way.CERTIFICATE: lambda need: certificates.covering(need, catalogue, number, now, chosen)}
        found: dict[Way, Finder] = {Way.VERIFICATION: partial(_verified, self)}
        if self.ask.consent is Consent.ALL:
            found[Way.CERTIFICATE] = lambda need: certificates.covering(need, catalogue, number, now)
            found[Way.FILED_BEFORE] = lambda need: reuse.covering(need, catalogue, number, now)
        return found


def cover(terminal: Terminal, case_id: UUID, ask: CoverageAsk, now: datetime) -> list[Covered]:
    """Every slot that is closed, asked of the sources now. Not in a transaction. Raises `ApiError`, `Unfit`."""
    known = of_visit(ask.items, now)
    if known is None or len(set(ask.items)) != len(ask.items):
        raise Unfit("item_unknown", "an item is not in the hall's catalogue, or is named twice")
    if len(ask.applicant.name) > MAX_NAME or len(ask.applicant.id_number) > MAX_NUMBER:
        raise Unfit("does_not_fit", "no person has such a name or number")
    items = [known.items[item] for item in ask.items]
    search = _Search(_inquiry(terminal, case_id, ask, now), ask, items, known, now)
    finders, covered = search.finders, []
    for need in coverage.askable(items, known, ask.answers):
        found = coverage.first(need, known, finders)
        if found is not None:
            covered.append(found)
            _grant(search.inquiry, found, now)
    return covered


def _grant(inquiry: Inquiry, found: Covered, now: datetime) -> None:
    Grant.objects.create(
        inquiry=inquiry,
        material=found.material,
        way=found.way.value,
        reference=found.reference,
        question=found.question,
        at=now,
    )


def _inquiry(terminal: Terminal, case_id: UUID, ask: CoverageAsk, now: datetime) -> Inquiry:
    """The hand-in's own row. A case has one subject and one terminal, and a terminal only so many begun ones."""
    tag = persons.tag_of(ask.applicant.id_number)
    known = Inquiry.objects.filter(pk=case_id).first()
    if known is None:
        begun = Inquiry.objects.filter(terminal=terminal, made_at__gt=now - timedelta(hours=1))
        if begun.count() >= MAX_OPEN_AN_HOUR:
            raise ApiError(429, "too_many_inquiries", "this terminal has begun too many hand-ins in this hour")
        known = Inquiry(case_id=case_id, terminal=terminal, subject_tag=tag, made_at=now)
    elif known.terminal_id != terminal.pk or known.subject_tag != tag:
        raise ApiError(403, "other_subject", "this hand-in was begun for someone else or elsewhere")
    known.items = ",".join(ask.items)
    if ask.consent is not Consent.ONE or not known.consent:  # one certificate more takes nothing back
        known.consent, known.consented_at = ask.consent.value, ask.consented_at
    fit(known)
    try:
        with transaction.atomic():
            known.save()
    except IntegrityError as error:
        raise ApiError(409, "collision") from error
    return known


def _verified(search: _Search, need: Need) -> Covered | None:
    """The source's answer, asked for unless it is fresh; None while the source is not connected or nothing is stated.

    A connected source that does not answer closes the slot all the same: never a fall-back to paper (domain 2.2).
    """
    verify = search.catalogue.materials[need.use.material].verify
    if verify is None or verify.source not in connected():
        return None
    question = verify.asked(answers_of(need.items[0], search.ask.answers))
    if question is None:
        return None
    inquiry, now = search.inquiry, search.now
    purpose = "、".join(item.title.zh for item in search.items)
    row = gateway.opened(inquiry.case_id, inquiry.subject_tag, need.use.material, verify, question, purpose[:400], now)
    if not gateway.fresh(row, now) and search.may_ask(verify.source):
        person = search.ask.applicant
        subject = Subject(name=person.name, id_number=person.id_number)
        if row.answered_at is not None and row.next_try_at is None:
            row = gateway.renewed(row)  # what it said is too old
        row = gateway.ask(row, subject, search.ask.items, now, consented_at=search.ask.consented_at)
    if row.next_try_at is not None:
        search.silent.add(verify.source)
    return Covered(
        material=need.use.material,
        way=Way.VERIFICATION,
        source=SOURCE_TEXT[verify.source],
        reference=row.reference,
        at=row.as_of or now,
        answer=LookUpAnswer(row.answer) if row.answer else LookUpAnswer.SOURCE_UNAVAILABLE,
        question=question,
    )
