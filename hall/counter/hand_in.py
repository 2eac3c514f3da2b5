"""What lies on the counter's desk becomes a case, by the same road as a terminal's hand-in (`hall.cases.receive`)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contract import form
from contract.bodies import Applicant, MaterialFiled, Signature, Submission, Supplement
from contract.envelope import digest
from contract.filed_pdf import Sheet
from contract.life import Role
from contract.parcel import Holder, ParcelEvent, ParcelKind
from contract.prereview import Verdict
from contract.signed import document_sha256
from hall.accounts.models import Officer
from hall.cases.entry import Entry, Seen, Witness
from hall.cases.hands import locked, require
from hall.cases.models import Case, Channel
from hall.cases.receive import known_before, receive
from hall.cases.supplement import supplement
from hall.counter import drafts
from hall.counter.begun import Application
from hall.counter.models import Draft
from hall.counter.pages import to_pdf
from hall.fleet.counters import next_barcode, next_slip
from hall.intake.papers import keep
from hall.parcels import moves
from hall.parcels.models import Parcel
from hall.parcels.moves import Happening
from hall.parcels.services import AT_DESK

_Papers = dict[str, tuple[MaterialFiled, bytes]]


class NotReady(Exception):
    """Pre-review finds something that has to be mended first; `verdict` says what."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.kind.value)
        self.verdict = verdict


class Incomplete(Exception):
    """A second hand-in that lacks what it was asked for, or a draft that was changed or given up meanwhile."""


def hand_in(draft: Draft, officer: Officer, seen: Seen, language: str) -> Case:
    """The case of a draft, once: the same draft again gives the case that is there. The draft is gone afterwards.

    `seen`: by what the officer knew the person, whose word stands in place of a signature. Raises `NotReady`,
    `Incomplete`, `NotYourRole`, `hall.errors.Unfit`, `hall.store.StoreAway`.
    """
    require(officer, Role.ACCEPTOR)
    application = drafts.read(draft)
    sheets = drafts.sheets(draft)
    papers = _papers(application, sheets)  # slow, so before anything is locked
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if row is None:
            return _made_before(draft, application)
        read = {name: [one.sha256 for one in some] for name, some in sheets.items()}
        if row.begun != draft.begun or drafts.digests(row) != read:
            raise Incomplete("changed in another window meanwhile")
        entry = _entry(row, officer, seen)
        case = (_second if application.again else _first)(row, entry, application, papers, language)
        drafts.forget(row)
    return case


def _made_before(draft: Draft, application: Application) -> Case:
    """What became of a draft that is gone; `Incomplete` when it was given up meanwhile and nothing became of it."""
    case = Case.objects.filter(pk=draft.case_id or draft.pk).first()
    asked = application.begun.corrections
    if case is None or (asked and not case.later_hand_ins.filter(corrections=asked).exists()):
        raise Incomplete("given up in another window meanwhile")
    return case


def complete(application: Application, brought: Collection[str]) -> bool:
    """Whether a second hand-in has every paper and every answer it was asked for, as far as their shape goes."""
    begun, answers = application.begun, application.answers
    wrong = (form.problem(one, answers.get(one.field.id), answers) for one in application.form.questions())
    return set(begun.materials) <= set(brought) and set(begun.fields) == set(answers) and not any(wrong)


def _entry(draft: Draft, officer: Officer, seen: Seen) -> Entry:
    witness = Witness(officer=officer.label, counter=draft.counter_id, seen=seen)
    return Entry(draft.counter.terminal, Channel(draft.channel), draft.counter, officer, witness)


def _first(draft: Draft, entry: Entry, application: Application, papers: _Papers, language: str) -> Case:
    now = timezone.now()
    verdict = application.verdict({name: filed.pages for name, (filed, _pdf) in papers.items()}, now)
    if not verdict.may_submit:
        raise NotReady(verdict)
    filed = _filed(application, papers)
    submission = _submission(draft, application, filed, verdict, now, language)
    case = receive(entry, draft.pk, submission, known_before(draft.pk))
    _store(case, papers, entry)
    _take_originals(case, submission.originals_parcel, entry)
    return case


def _second(draft: Draft, entry: Entry, application: Application, papers: _Papers, language: str) -> Case:
    """Exactly what the open lists ask for (`hall.cases.supplement` says no to anything else)."""
    case = locked(draft.case) if draft.case else None
    if case is None:
        raise Incomplete
    filed = _filed(application, papers)
    if not complete(application, {one.material for one in filed}):
        raise Incomplete
    said = Supplement(
        corrections=application.begun.corrections,
        answers=application.begun.answers,
        materials=filed,
        originals_parcel=_parcel(draft, filed),
        signature=_witnessed(application.answers, filed),
        submitted_at=timezone.now(),
    )
    supplement(case, said, entry)
    _store(case, papers, entry)
    _take_originals(case, said.originals_parcel, entry)
    return case


def _submission(
    draft: Draft,
    application: Application,
    filed: list[MaterialFiled],
    verdict: Verdict,
    now: datetime,
    language: str,
) -> Submission:
    answers, begun = application.answers, application.begun
    return Submission(
        provisional_number=next_slip(draft.counter),
        items=begun.items,
        catalogue_version=begun.version,
        applicant=Applicant(
            name=str(answers["p.name"]), id_number=str(answers["p.id_no"]), mobile=str(answers.get("p.mobile", ""))
        ),
        answers=begun.answers,
        materials=filed,
        originals_parcel=_parcel(draft, filed),
        delivery=str(answers.get("out.channel", "here")),
        signature=_witnessed(answers, filed),
        prereview_verdict=verdict.kind.value,
        submitted_at=now,
        language=language,
        package=begun.package,
        homes=begun.homes,
    )


def _witnessed(answers: Mapping[str, Any], filed: list[MaterialFiled]) -> Signature:
    """No strokes: what the officer's word covers (`Entry.signed` puts the witness in their place)."""
    pages = {one.material: one.page_sha256 for one in filed if one.pdf_sha256}
    return Signature(strokes=[], document_sha256=document_sha256(answers, pages), by_pages=True)


def _parcel(draft: Draft, filed: list[MaterialFiled]) -> str | None:
    return next_barcode(draft.counter) if any(one.original for one in filed) else None


def _papers(application: Application, sheets: Mapping[str, list[Sheet]]) -> _Papers:
    """The PDF of every scanned paper that has a place, in the order of the hand-in."""
    found: _Papers = {}
    for material in application.slots:
        if some := sheets.get(material):
            pdf = to_pdf(some, application.known.materials[material].title.zh)
            pages = [sheet.sha256 for sheet in some]
            filed = MaterialFiled(
                material=material,
                pages=len(some),
                pdf_sha256=digest(pdf),
                page_sha256=pages,
                original=material in application.originals,
            )
            found[material] = (filed, pdf)
    return found


def _filed(application: Application, papers: _Papers) -> list[MaterialFiled]:
    """The scanned ones, and originals that come without a picture."""
    alone = [name for name in application.originals if name not in papers]
    return [filed for filed, _pdf in papers.values()] + [
        MaterialFiled(material=name, pages=0, original=True) for name in alone
    ]


def _store(case: Case, papers: _Papers, entry: Entry) -> None:
    for material, (_filed, pdf) in papers.items():
        keep(case, case.materials.get(material=material), pdf, entry.actor)


def _take_originals(case: Case, barcode: str | None, entry: Entry) -> None:
    """The envelope goes from the person's hand into the officer's: from here on the counter's desk has it."""
    if barcode is None:
        return
    parcel = Parcel.objects.create(
        barcode=barcode, kind=ParcelKind.ORIGINALS, case=case, terminal=case.terminal, holder=Holder.RESIDENT
    )
    moves.apply(parcel, Happening(ParcelEvent.HANDED_IN, entry.actor, AT_DESK))
