"""What each kind of envelope does once it is open. Each handler runs in the envelope's transaction.

A handler returns the number of the case it belongs to, and raises `NotYet` when something has not arrived,
`Unfit` when it never will be right.
"""

from collections.abc import Callable
from typing import cast

from django.db import transaction
from django.utils import timezone

from contract.envelope import (
    Alarm,
    Custody,
    Envelope,
    Kind,
    Manifest,
    Message,
    Paper,
    Rating,
    Submission,
    Supplement,
    bound,
    digest,
)
from contract.life import Role
from contract.seal import SealBroken
from hall import files
from hall.cases import services as cases
from hall.cases import story
from hall.cases.models import Case
from hall.cases.receive import receive
from hall.cases.story import Actor
from hall.cases.supplement import supplement
from hall.errors import NotYet, Unfit
from hall.fit import fit
from hall.fleet.models import DoorAlarmRow, Terminal
from hall.intake import uploads
from hall.intake.models import ManifestRow, TakenEnvelope
from hall.intake.pages import check_pages
from hall.intake.refused import check_not_refused
from hall.keys import hall_keys
from hall.parcels.claims import claim

Handler = Callable[[Terminal, Envelope, Message], str | None]
_PDF = b"%PDF-"


def _submission(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    if envelope.case_id is None:
        raise Unfit("case_id_missing")
    return receive(terminal, envelope.case_id, cast(Submission, body)).number


def _supplement(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    case = _case(terminal, envelope)
    supplement(case, cast(Supplement, body))
    return case.number


def _paper(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    paper = cast(Paper, body)
    case = _case(terminal, envelope)
    material = case.materials.filter(material=paper.material, pdf_sha256=paper.pdf_sha256).first()
    if material is None:
        raise Unfit("material_unknown", "the case does not list this paper")
    if material.stored_at is not None:
        return case.number
    upload = uploads.find(terminal, paper.blob_sha256)
    if upload is None or upload.length != paper.blob_bytes:
        raise NotYet("blob_unknown", "the upload this names is not here or not complete")
    pdf = _unseal_blob(uploads.read(upload), envelope)
    if digest(pdf) != paper.pdf_sha256 or not pdf.startswith(_PDF):
        raise Unfit("not_the_pdf", "the unsealed bytes are not the PDF that was announced")
    if material.page_sha256:
        check_pages(pdf, material.page_sha256)
    files.store(pdf)
    material.stored_at, material.pdf_bytes = timezone.now(), len(pdf)
    material.save()
    after = {"material": material.material, "pdf_sha256": material.pdf_sha256}
    story.write(case, "paper_stored", Actor("applicant", Role.APPLICANT, terminal.id), {}, after)
    upload_id = upload.id
    upload.delete()
    transaction.on_commit(lambda: uploads.discard(upload_id))
    return case.number


def _unseal_blob(sealed: bytes, envelope: Envelope) -> bytes:
    key = hall_keys().opener(envelope.key_id)
    if key is None:
        raise Unfit("unknown_key", "sealed to a key this hall does not have")
    try:
        return key.unseal(sealed, bound(envelope.id, envelope.kind, envelope.case_id))
    except SealBroken as error:
        raise Unfit("seal_broken", "the uploaded paper") from error


def _custody(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    taken = TakenEnvelope.objects.filter(terminal=terminal, counter__lt=envelope.counter)
    missing = taken.values("counter").distinct().count() < envelope.counter - 1
    claim(terminal, envelope.id, envelope.case_id, cast(Custody, body), missing)
    case = Case.objects.filter(pk=envelope.case_id).first() if envelope.case_id else None
    return case.number if case else None


def _manifest(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    manifest = cast(Manifest, body)
    said = manifest.model_dump(mode="json")
    row = ManifestRow(
        envelope_id=envelope.id,
        terminal=terminal,
        courier=manifest.courier,
        direction=manifest.direction,
        at=manifest.at,
        lines=said["lines"],
        signature=said["signature"],
    )
    fit(row).save()
    return None


def _rating(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    case = _case(terminal, envelope)
    cases.rate(case, cast(Rating, body).level, Actor("applicant", Role.APPLICANT, terminal.id))
    return case.number


def _alarm(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    alarm = cast(Alarm, body)
    row = DoorAlarmRow(
        terminal=terminal,
        envelope_id=envelope.id,
        sequence=alarm.sequence,
        event=alarm.event,
        at=alarm.at,
        compartment=alarm.compartment,
        parcel=alarm.parcel or "",
        open_s=alarm.open_s,
    )
    fit(row).save()
    return None


def _case(terminal: Terminal, envelope: Envelope) -> Case:
    """The envelope's case, locked. One of another terminal is as unknown as none."""
    if envelope.case_id is None:
        raise Unfit("case_id_missing")
    case = Case.objects.select_for_update().filter(pk=envelope.case_id, terminal=terminal).first()
    if case is None:
        check_not_refused(terminal, envelope.case_id)
        raise NotYet("case_unknown")
    return case


HANDLERS: dict[Kind, Handler] = {
    Kind.SUBMISSION: _submission,
    Kind.PAPER: _paper,
    Kind.CUSTODY: _custody,
    Kind.MANIFEST: _manifest,
    Kind.RATING: _rating,
    Kind.ALARM: _alarm,
    Kind.SUPPLEMENT: _supplement,
}
