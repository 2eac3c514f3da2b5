"""A hand-in becomes a case: number, items, answers, materials, and the hall's own pre-review by the terminal's code."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from contract import numbers
from contract.catalogue import Catalogue, Item
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
from hall.catalogues.services import judging, offered
from hall.errors import ApiError, Unfit
from hall.fit import fit
from hall.fleet.models import Terminal
from hall.verification.adopt import adopt, granted


def receive(terminal: Terminal, case_id: UUID, submission: Submission) -> Case:
    """Make the case. In the caller's transaction.

    Raises `Unfit` for unknown items, a package that does not lead to them, values that do not fit, a signature under
    something else, and a case that is there already (what is asked for afterwards comes as a `Supplement`).
    """
    if Case.objects.filter(pk=case_id).exists():
        raise Unfit("case_exists", "this case was handed in before")
    known = judging(submission.catalogue_version, submission.submitted_at)
    items = _items(known, submission)
    check_signature(
        {name: answer.value for name, answer in submission.answers.items()}, submission.materials, submission.signature
    )
    case = _new(terminal, case_id, items, submission)
    after = {"state": CaseState.RECEIVED.value, "verdict": case.verdict, "number": case.number}
    story.write(case, "received", Actor("applicant", Role.APPLICANT, terminal.id), {}, after)
    _file(case, submission)
    adopt(case, [item for item, _part in items], known, granted(case.pk, submission))
    if case.originals_parcel:
        move(case, CaseState.AWAITING_PAPER, SYSTEM, "awaiting_paper")
    return case


def _items(known: Catalogue, submission: Submission) -> list[tuple[Item, PackageItem]]:
    """The items with what their package says of them; one filed alone is a package's part with nothing to say."""
    unknown = [item for item in submission.items if item not in known.items]
    if unknown or len(set(submission.items)) != len(submission.items):
        raise Unfit("item_unknown", "an item is not in the hall's catalogue, or is named twice")
    if not offered(submission.submitted_at).issuperset(submission.items):
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


def _new(terminal: Terminal, case_id: UUID, items: list[tuple[Item, PackageItem]], submission: Submission) -> Case:
    now = timezone.now()
    case = Case(id=case_id, terminal=terminal, state=CaseState.RECEIVED, received_at=now, updated_at=now)
    case.number = next_number(items[0][0].code, timezone.localdate(now))
    if submission.package is not None:
        case.package, case.package_answers = submission.package.id, submission.package.answers
    case.as_ready = any(item.issue is IssuePolicy.AS_READY for item, _part in items)
    _fill(case, submission)
    case.save(force_insert=True)
    for position, (item, part) in enumerate(items):
        CaseItem.objects.create(
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
    return case


def _fill(case: Case, submission: Submission) -> None:
    """Set what a hand-in says, and the verdict of the hall's own pre-review."""
    case.provisional_number = submission.provisional_number
    case.applicant_name = submission.applicant.name
    case.applicant_id_number = submission.applicant.id_number.upper()
    case.applicant_mobile = submission.applicant.mobile
    case.language = submission.language
    case.catalogue_version = submission.catalogue_version
    case.delivery = submission.delivery
    case.originals_parcel = submission.originals_parcel or ""
    case.signature = submission.signature.model_dump(mode="json")
    case.terminal_verdict = submission.prereview_verdict
    case.submitted_at = submission.submitted_at
    case.remarks = [remark.model_dump(mode="json") for remark in submission.remarks]
    verdict = review(submission, granted(case.pk, submission))
    case.verdict, case.findings = verdict.kind.value, findings_of(verdict)
    case.rules_version, case.inputs_sha256 = verdict.rules_version, verdict.inputs_sha256
    fit(case)


def _file(case: Case, submission: Submission) -> None:
    """Answers and materials as handed in."""
    for position, (name, answer) in enumerate(submission.answers.items()):
        _insert(Answer(case=case, position=position, field=name, value=answer.value, origin=answer.origin))
    names = [filed.material for filed in submission.materials]
    if len(set(names)) != len(names):
        raise Unfit("material_twice")
    for position, filed in enumerate(submission.materials):
        _insert(
            Material(
                case=case,
                position=position,
                material=filed.material,
                pages=filed.pages,
                pdf_sha256=filed.pdf_sha256 or "",
                page_sha256=filed.page_sha256,
                original=filed.original,
            )
        )


def _insert(row: models.Model) -> None:
    fit(row)
    row.save(force_insert=True)


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
