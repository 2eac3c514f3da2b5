"""A hand-in becomes a case: number, items, answers, materials, and the hall's own pre-review by the terminal's code."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from contract import numbers
from contract.catalogue import Catalogue, Item
from contract.covered import Covered
from contract.envelope import MaterialFiled, Signature, Submission
from contract.issuing import IssuePolicy
from contract.life import CaseState, Role
from contract.package import PackageItem
from contract.signed import document_sha256
from contract.task import department_of
from hall.cases import story
from hall.cases.models import Answer, Case, CaseItem, DayCounter, Material
from hall.cases.moves import move
from hall.cases.review import findings_of, review
from hall.cases.story import SYSTEM, Actor
from hall.catalogues.services import Judging, judging
from hall.errors import ApiError, Unfit
from hall.fit import fit, fit_moment
from hall.fleet.models import Terminal
from hall.verification.adopt import adopt, granted

_Asked = list[tuple[Item, PackageItem]]


def receive(terminal: Terminal, case_id: UUID, submission: Submission) -> Case:
    """Make the case. In the caller's transaction.

    Raises `Unfit` for unknown items, a package that does not lead to them, values that do not fit, a signature under
    something else, and a case that is there already (what is asked for afterwards comes as a `Supplement`).
    """
    fit_moment(submission.submitted_at, "submitted_at")
    if Case.objects.filter(pk=case_id).exists():
        raise Unfit("case_exists", "this case was handed in before")
    by = judging(submission.catalogue_version, submission.submitted_at)
    items = _items(submission, by)
    check_signature(
        {name: answer.value for name, answer in submission.answers.items()}, submission.materials, submission.signature
    )
    covered = granted(case_id, submission, by.catalogue)
    case = _new(terminal, case_id, items, submission)
    _judge(case, submission, by.catalogue, covered)
    case.save(force_insert=True)
    _tasks(case, items)
    after = {"state": CaseState.RECEIVED.value, "verdict": case.verdict, "number": case.number}
    story.write(case, "received", Actor("applicant", Role.APPLICANT, terminal.id), {}, after)
    _file(case, submission)
    adopt(case, [item for item, _part in items], by.catalogue, covered)
    if case.originals_parcel:
        move(case, CaseState.AWAITING_PAPER, SYSTEM, "awaiting_paper")
    return case


def _items(submission: Submission, by: Judging) -> _Asked:
    """The items with what their package says of them; one filed alone is a package's part with nothing to say."""
    known = by.catalogue
    unknown = [item for item in submission.items if item not in known.items]
    if unknown or len(set(submission.items)) != len(submission.items):
        raise Unfit("item_unknown", "an item is not in the hall's catalogue, or is named twice")
    if not by.offered.issuperset(submission.items):
        raise Unfit("item_retired", "an item was no longer offered when it was handed in")
    if submission.package is None:
        return [(known.items[item], PackageItem(item=item)) for item in submission.items]
    package, answers = known.packages.get(submission.package.id), submission.package.answers
    if package is None or not package.answered(answers) or package.refusal(answers) is not None:
        raise Unfit("package_unknown", "the package is not in the hall's catalogue, or not for these answers")
    chosen = {part.item: part for part in package.chosen(answers)}
    if set(chosen) != set(submission.items):
        raise Unfit("package_differs", "the answers to the package's questions lead to other items")
    return [(known.items[item], chosen[item]) for item in submission.items]


def check_signature(answers: Mapping[str, Any], materials: Sequence[MaterialFiled], signature: Signature) -> None:
    """The signature must cover the answers and pages that came; that of an older terminal cannot be checked."""
    if not signature.by_pages:
        return
    pages = {filed.material: filed.page_sha256 for filed in materials if filed.pdf_sha256}
    if document_sha256(answers, pages) != signature.document_sha256:
        raise Unfit("signature_elsewhere", "the signature is not under these answers and pages")


def _new(terminal: Terminal, case_id: UUID, items: _Asked, submission: Submission) -> Case:
    """The case with what the hand-in says, not saved."""
    now, chosen = timezone.now(), submission.package
    return Case(
        id=case_id,
        terminal=terminal,
        state=CaseState.RECEIVED,
        received_at=now,
        updated_at=now,
        number=next_number(items[0][0].code, timezone.localdate(now)),
        package=chosen.id if chosen else "",
        package_answers=chosen.answers if chosen else {},
        as_ready=any(item.issue is IssuePolicy.AS_READY for item, _part in items),
        provisional_number=submission.provisional_number,
        applicant_name=submission.applicant.name,
        applicant_id_number=submission.applicant.id_number.upper(),
        applicant_mobile=submission.applicant.mobile,
        language=submission.language,
        catalogue_version=submission.catalogue_version,
        delivery=submission.delivery,
        originals_parcel=submission.originals_parcel or "",
        signature=submission.signature.model_dump(mode="json"),
        terminal_verdict=submission.prereview_verdict,
        submitted_at=submission.submitted_at,
        remarks=[remark.model_dump(mode="json") for remark in submission.remarks],
    )


def _judge(case: Case, submission: Submission, known: Catalogue, covered: Sequence[Covered]) -> None:
    """Set the verdict of the hall's own pre-review."""
    verdict = review(submission, known, covered)
    case.verdict, case.findings = verdict.kind.value, findings_of(verdict)
    case.rules_version, case.inputs_sha256 = verdict.rules_version, verdict.inputs_sha256
    fit(case)


def _tasks(case: Case, items: _Asked) -> None:
    CaseItem.objects.bulk_create(
        CaseItem(
            case=case,
            position=position,
            item=item.id,
            code=item.code,
            title_zh=item.title.zh,
            title_en=item.title.en,
            promised_workdays=item.promised_workdays if part.workdays is None else part.workdays,
            legal_workdays=item.legal_workdays,
            department=department_of(item.code),
            after=[edge.model_dump(mode="json") for edge in part.after],
        )
        for position, (item, part) in enumerate(items)
    )


def _file(case: Case, submission: Submission) -> None:
    """Answers and materials as handed in."""
    Answer.objects.bulk_create(
        fit(Answer(case=case, position=position, field=name, value=answer.value, origin=answer.origin))
        for position, (name, answer) in enumerate(submission.answers.items())
    )
    names = [filed.material for filed in submission.materials]
    if len(set(names)) != len(names):
        raise Unfit("material_twice")
    Material.objects.bulk_create(
        fit(_material(case, position, filed)) for position, filed in enumerate(submission.materials)
    )


def _material(case: Case, position: int, filed: MaterialFiled) -> Material:
    return Material(
        case=case,
        position=position,
        material=filed.material,
        pages=filed.pages,
        pdf_sha256=filed.pdf_sha256 or "",
        page_sha256=filed.page_sha256,
        original=filed.original,
    )


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
