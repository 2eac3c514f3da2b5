"""A hand-in becomes a case: number, items, answers, materials, and the hall's own pre-review by the terminal's code."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from contract import numbers
from contract.catalogue import Catalogue, Item
from contract.envelope import MaterialFiled, Submission
from contract.life import CaseState, Role
from hall.cases import services as cases
from hall.cases import story
from hall.cases.models import Answer, Case, CaseItem, DayCounter, Material
from hall.cases.review import findings_of, review
from hall.cases.story import SYSTEM, Actor
from hall.catalogues.services import Judging, judging
from hall.errors import ApiError, Unfit
from hall.fit import fit, fit_moment
from hall.fleet.models import Terminal


def receive(terminal: Terminal, case_id: UUID, submission: Submission) -> Case:
    """Make the case, or take the corrected hand-in of one that waits for it. In the caller's transaction.

    Raises `Unfit` for unknown items, values that do not fit, and a case that is not waiting for anything.
    """
    fit_moment(submission.submitted_at, "submitted_at")
    by = judging(submission.catalogue_version, submission.submitted_at)
    items = _items(submission, by)
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    actor = Actor("applicant", Role.APPLICANT, terminal.id)
    if case is None:
        case = _new(terminal, case_id, items, submission, by.catalogue)
        after = {"state": CaseState.RECEIVED.value, "verdict": case.verdict, "number": case.number}
        story.write(case, "received", actor, {}, after)
    elif case.terminal_id == terminal.id and case.state == CaseState.TO_CORRECT:
        _fill(case, submission, by.catalogue)
        cases.move(case, CaseState.RECEIVED, actor, "corrected", verdict=case.verdict)
    else:
        raise Unfit("case_exists", "this case is not waiting for a correction")
    _file(case, submission)
    if case.originals_parcel and not _originals_came(case):
        cases.move(case, CaseState.AWAITING_PAPER, SYSTEM, "awaiting_paper")
    return case


def _items(submission: Submission, by: Judging) -> list[Item]:
    known = by.catalogue.items
    unknown = [item for item in submission.items if item not in known]
    if unknown or len(set(submission.items)) != len(submission.items):
        raise Unfit("item_unknown", "an item is not in the hall's catalogue, or is named twice")
    if not by.offered.issuperset(submission.items):
        raise Unfit("item_retired", "an item was no longer offered when it was handed in")
    return [known[item] for item in submission.items]


def _new(terminal: Terminal, case_id: UUID, items: list[Item], submission: Submission, known: Catalogue) -> Case:
    now = timezone.now()
    case = Case(id=case_id, terminal=terminal, state=CaseState.RECEIVED, received_at=now, updated_at=now)
    case.number = next_number(items[0].code, timezone.localdate(now))
    _fill(case, submission, known)
    case.save(force_insert=True)
    CaseItem.objects.bulk_create(
        CaseItem(
            case=case,
            position=position,
            item=item.id,
            code=item.code,
            title_zh=item.title.zh,
            title_en=item.title.en,
            promised_workdays=item.promised_workdays,
            legal_workdays=item.legal_workdays,
        )
        for position, item in enumerate(items)
    )
    return case


def _fill(case: Case, submission: Submission, known: Catalogue) -> None:
    """Set what a hand-in says, and the verdict of the hall's own pre-review."""
    case.provisional_number = submission.provisional_number
    case.applicant_name = submission.applicant.name
    case.applicant_id_number = submission.applicant.id_number.upper()
    case.applicant_mobile = submission.applicant.mobile
    case.language = submission.language
    case.catalogue_version = submission.catalogue_version
    case.delivery = submission.delivery
    case.originals_parcel = submission.originals_parcel or case.originals_parcel
    case.signature = submission.signature.model_dump(mode="json")
    case.terminal_verdict = submission.prereview_verdict
    case.submitted_at = submission.submitted_at
    verdict = review(submission, known)
    case.verdict, case.findings = verdict.kind.value, findings_of(verdict)
    case.rules_version, case.inputs_sha256 = verdict.rules_version, verdict.inputs_sha256
    fit(case)


def _file(case: Case, submission: Submission) -> None:
    """Answers and materials as handed in last; a paper already stored under the same digest stays stored."""
    stored = {m.pdf_sha256: m for m in case.materials.exclude(stored_at=None)}
    case.answers.all().delete()
    case.materials.all().delete()
    Answer.objects.bulk_create(
        fit(Answer(case=case, position=position, field=name, value=answer.value, origin=answer.origin))
        for position, (name, answer) in enumerate(submission.answers.items())
    )
    names = [filed.material for filed in submission.materials]
    if len(set(names)) != len(names):
        raise Unfit("material_twice")
    Material.objects.bulk_create(
        fit(_material(case, position, filed, stored.get(filed.pdf_sha256 or "")))
        for position, filed in enumerate(submission.materials)
    )


def _material(case: Case, position: int, filed: MaterialFiled, before: Material | None) -> Material:
    return Material(
        case=case,
        position=position,
        material=filed.material,
        pages=filed.pages,
        pdf_sha256=filed.pdf_sha256 or "",
        original=filed.original,
        stored_at=before.stored_at if before else None,
        pdf_bytes=before.pdf_bytes if before else None,
    )


def _originals_came(case: Case) -> bool:
    return case.history.filter(action="originals_arrived").exists()  # the ledger of parcels lies above this folder


def next_number(item_code: str, day: date) -> str:
    """The next case number of an item on a day; the counter's row lock makes it safe among processes."""
    DayCounter.objects.get_or_create(item_code=item_code, day=day)
    counter = DayCounter.objects.select_for_update().get(item_code=item_code, day=day)
    counter.last += 1
    counter.save(update_fields=["last"])
    try:
        return numbers.case_number(item_code, day, counter.last)
    except ValueError as error:
        raise ApiError(503, "numbers_used_up", f"no case number left for this item on {day}") from error
