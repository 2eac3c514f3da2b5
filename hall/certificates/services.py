"""Issuing on a grant, finding for a slot, using, revoking (domain 2.5)."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contract.catalogue import Catalogue
from contract.certificate import CertificateKind, Standing, Trust, kinds
from contract.covered import Covered, Way
from contract.envelope import digest
from contract.hand_in import Need
from contract.prereview import add_months
from hall import persons
from hall.cases import story
from hall.cases.models import Case, CaseItem
from hall.cases.story import SYSTEM
from hall.catalogues.services import readable
from hall.certificates import signing
from hall.certificates.models import Certificate, CertificateEvent
from hall.certificates.signing import Forged

log = logging.getLogger(__name__)


def issue_for(case: Case, task: CaseItem) -> Certificate | None:
    """The certificate that a grant puts into the library, if its item issues one. In the caller's transaction."""
    entry = readable(case.judged_by).items.get(task.item)
    return _issue(case, task, kinds()[entry.issues]) if entry is not None and entry.issues else None


def _issue(case: Case, item: CaseItem, kind: CertificateKind) -> Certificate:
    now = timezone.now()
    today, answers = timezone.localdate(now), {row.field: row.value for row in case.answers.all()}
    row = Certificate(
        number=_number(kind, case, item),
        kind=kind.id,
        holder_tag=persons.tag_of(case.applicant_id_number),
        issuer=kind.issuer.zh,
        issued_at=now,
        valid_from=today,
        valid_until=add_months(today, kind.months) if kind.months else None,
        trust=Trust.ISSUED.value,
        case=case,
    )
    signing.sign(row, {field: answers[field] for field in kind.fields if field in answers})
    for earlier in Certificate.objects.filter(kind=kind.id, holder_tag=row.holder_tag):
        if standing(earlier, now) in (Standing.VALID, Standing.NOT_YET):
            _happened(earlier, "superseded", SYSTEM.name, now, row.number)
    row.save()
    _happened(row, "issued", SYSTEM.name, now, case=case)
    story.write(case, "certificate_issued", SYSTEM, {}, {"item": item.item, "reference": row.number})
    return row


def _number(kind: CertificateKind, case: Case, item: CaseItem) -> str:
    """At most 40 characters. A case's last ones are its day and counter only, and each item code counts its own."""
    return f"{kind.id[:18]}-{case.number[-12:]}-{digest(f'{case.number}|{item.item}'.encode())[:8]}"


def standing(row: Certificate, now: datetime) -> Standing:
    """What it is worth at a moment: revoked or superseded for good, else by its dates."""
    ended = {event.event for event in row.events.all() if event.event in (Standing.REVOKED, Standing.SUPERSEDED)}
    if Standing.REVOKED in ended:
        return Standing.REVOKED
    if ended:
        return Standing.SUPERSEDED
    today = timezone.localdate(now)
    if today < row.valid_from:
        return Standing.NOT_YET
    return Standing.EXPIRED if row.valid_until and today > row.valid_until else Standing.VALID


def covering(need: Need, catalogue: Catalogue, id_number: str, now: datetime, only: str = "") -> Covered | None:
    """A valid certificate of the holder that stands for this slot; a forged one is logged and stands for nothing.

    `only`: the number of the one that may.
    """
    kind = catalogue.materials[need.use.material].certificate
    mine = Certificate.objects.filter(kind=kind, holder_tag=persons.tag_of(id_number)).order_by("-id")
    mine = mine.filter(number=only) if only else mine
    found = next((row for row in mine if _good(row, now)), None)
    if found is None:
        return None
    return Covered(
        material=need.use.material,
        way=Way.CERTIFICATE,
        source=kinds()[kind].title,
        reference=found.number,
        at=found.issued_at,
    )


def usable(number: str, id_number: str, now: datetime) -> bool:
    """Whether this certificate is this person's and still valid."""
    row = Certificate.objects.filter(number=number, holder_tag=persons.tag_of(id_number)).first()
    return row is not None and _good(row, now)


def revoked(number: str) -> bool:
    """Whether this certificate has been taken out of use for good."""
    return CertificateEvent.objects.filter(certificate__number=number, event=Standing.REVOKED).exists()


def used(number: str, case: Case, now: datetime) -> None:
    """A case stands on it: once a case, whatever is corrected. In the caller's transaction."""
    row = Certificate.objects.get(number=number)
    if not row.events.filter(event="used", case=case).exists():
        _happened(row, "used", "applicant", now, case=case)


@transaction.atomic
def revoke(number: str, actor: str, reason: str) -> Certificate:
    """Out of use for good. Raises `Certificate.DoesNotExist`; `ValueError` without a reason or the second time."""
    row = Certificate.objects.get(number=number)
    if not reason.strip():
        raise ValueError("a revocation needs its reason")
    if standing(row, timezone.now()) is Standing.REVOKED:
        raise ValueError(f"{number} is revoked already")
    _happened(row, "revoked", actor, timezone.now(), reason.strip()[:300])
    return row


def _good(row: Certificate, now: datetime) -> bool:
    if standing(row, now) is not Standing.VALID:
        return False
    try:
        signing.verify(row)
    except Forged as error:
        log.error("a certificate stands for nothing: %s", error)
        return False
    return True


def _happened(row: Certificate, event: str, actor: str, at: datetime, note: str = "", case: Case | None = None) -> None:
    CertificateEvent.objects.create(certificate=row, event=event, actor=actor, at=at, note=note, case=case)
