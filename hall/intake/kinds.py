"""What each kind of envelope does once it is open. Each handler runs in the envelope's transaction.

A handler of `HANDLERS`, which are all but the hand-in's, returns the number of the case it belongs to, and raises
`NotYet` when something has not arrived, `Unfit` when it never will be right.
"""

from collections.abc import Callable, Iterable
from typing import cast

from contract.bodies import Alarm, Custody, Manifest, Paper, Rating, Submission, Supplement, Unwanted
from contract.envelope import Envelope, Kind, bound
from contract.life import Role
from contract.message import Message
from contract.seal import SealBroken
from hall.cases import services as cases
from hall.cases.entry import Entry
from hall.cases.models import Case
from hall.cases.receive import Before, receive
from hall.cases.story import Actor
from hall.cases.supplement import supplement
from hall.errors import NotYet, Unfit
from hall.fit import fit
from hall.fleet.models import DoorAlarmRow, Terminal
from hall.intake import uploads
from hall.intake.models import ManifestRow, TakenEnvelope
from hall.intake.papers import keep
from hall.intake.refused import check_not_refused
from hall.keys import hall_keys
from hall.parcels.claims import claim
from hall.reminders import services as reminders

Handler = Callable[[Terminal, Envelope, Message], str | None]
Signed = Callable[[str | None], Iterable[TakenEnvelope]]


def hand_in(terminal: Terminal, envelope: Envelope, submission: Submission, before: Before, signed: Signed) -> None:
    """Make a case; `signed`: the envelope's own row once the case has its number, which is written with it."""
    if envelope.case_id is None:
        raise Unfit("case_id_missing")
    receive(Entry(terminal), envelope.case_id, submission, before, signed)


def _supplement(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    case = _case(terminal, envelope)
    supplement(case, cast(Supplement, body), Entry(terminal))
    return case.number


def _paper(terminal: Terminal, envelope: Envelope, body: Message) -> str | None:
    paper = cast(Paper, body)
    case = _case(terminal, envelope)
    material = case.materials.filter(material=paper.material, pdf_sha256=paper.pdf_sha256).first()
    if material is None:
        raise Unfit("material_unknown", "the case does not list this paper")
    if material.stored_at is not None:
        uploads.delivered(terminal, paper.blob_sha256)
        return case.number
    upload = uploads.find(terminal, paper.blob_sha256)
    if upload is None or upload.length != paper.blob_bytes:
        raise NotYet("blob_unknown", "the upload this names is not here or not complete")
    pdf = _unseal_blob(uploads.read(upload), envelope)
    keep(case, material, pdf, Entry(terminal).actor)
    uploads.delivered(terminal, paper.blob_sha256)
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
    claim(terminal, envelope.id, envelope.case_id, cast(Custody, body), lambda: _earlier_missing(terminal, envelope))
    case = Case.objects.filter(pk=envelope.case_id).first() if envelope.case_id else None
    return case.number if case else None


def _earlier_missing(terminal: Terminal, envelope: Envelope) -> bool:
    """Whether an envelope sealed before this one has not come; a new disk counts from 1 again."""
    # One that kept its disk goes on counting: then what is absurd waits its time before a person sees it.
    taken = TakenEnvelope.objects.filter(terminal=terminal, counter__lt=envelope.counter)
    if terminal.enrolled_at is not None:
        taken = taken.filter(taken_at__gte=terminal.enrolled_at)
    return taken.values("counter").distinct().count() < envelope.counter - 1


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


def _unwanted(_terminal: Terminal, _envelope: Envelope, body: Message) -> str | None:
    reminders.unwanted(cast(Unwanted, body))
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
    Kind.PAPER: _paper,
    Kind.CUSTODY: _custody,
    Kind.MANIFEST: _manifest,
    Kind.RATING: _rating,
    Kind.ALARM: _alarm,
    Kind.SUPPLEMENT: _supplement,
    Kind.UNWANTED: _unwanted,
}
