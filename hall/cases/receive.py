"""A hand-in becomes a case: number, items, answers, materials, and the hall's own pre-review by the terminal's code."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from contract.bodies import MaterialFiled, Signature, Submission
from contract.catalogue import Catalogue, Item
from contract.covered import Covered
from contract.issuing import IssuePolicy
from contract.life import CaseState, check_move
from contract.package import PackageItem
from contract.scope import Taken
from contract.signed import document_sha256
from contract.task import department_of
from hall.cases import story
from hall.cases.entry import Entry
from hall.cases.models import Answer, Case, CaseItem, History, Material
from hall.cases.numbers import next_number
from hall.cases.review import findings_of, review
from hall.cases.story import SYSTEM
from hall.catalogues.services import PACKS_MARK, Judging, judging
from hall.errors import Unfit
from hall.fit import fit, fit_moment
from hall.rows import first, insert
from hall.verification.adopt import adopt, granted

_Asked = list[tuple[Item, PackageItem]]
_THERE = "EXISTS (SELECT 1 FROM cases_case WHERE id = %s)"
_LOOKED_UP = "EXISTS (SELECT 1 FROM verification_lookup WHERE case_id = %s)"
BEFORE = f"{_THERE}, {_LOOKED_UP}, {PACKS_MARK}"
"""What has to be known of a case before it is made, given its id twice; `Before` as the columns of a statement."""
_Also = Callable[[str], Iterable[Model]]


def _nothing(_number: str) -> Iterable[Model]:
    return ()


@dataclass(frozen=True, slots=True)
class Before:
    """Whether the case is there already, whether something was looked up for it, and what packs were published."""

    there: bool
    looked_up: bool
    packs: int
    last_pack: object


def known_before(case_id: UUID) -> Before:
    """`Before` of a case that comes in no envelope."""
    return Before(*(first(f"SELECT {BEFORE}", case_id, case_id) or (False, False, 0, None)))


def receive(entry: Entry, case_id: UUID, submission: Submission, before: Before, also: _Also = _nothing) -> Case:
    """Make the case. In the caller's transaction. `also`: what is written with it, given its number.

    Raises `Unfit` for unknown items, one not taken there, a package that does not lead to them, values that do not
    fit, a signature under something else, and a case that is there already (what is asked for afterwards comes as a
    `Supplement`).
    """
    fit_moment(submission.submitted_at, "submitted_at")
    if before.there:
        raise Unfit("case_exists", "this case was handed in before")
    by = judging(submission.catalogue_version, submission.submitted_at, (before.packs, before.last_pack))
    items = _items(submission, by)
    _check_scope(entry, items, submission)
    check_signature(
        {name: answer.value for name, answer in submission.answers.items()}, submission.materials, submission.signature
    )
    covered = granted(case_id, submission, by.catalogue)
    case = _new(entry, case_id, items, submission)
    _judge(case, submission, by.catalogue, covered)
    filed = [*_answers(case, submission), *_materials(case, submission)]
    case.number = next_number(items[0][0].code, timezone.localdate(case.received_at))  # last, so that few are lost
    made = [fit(case), *_tasks(entry, case, items, submission), *_first_lines(entry, case), *filed]
    insert([*made, *also(case.number)])
    adopt(case, submission, [item for item, _part in items], by.catalogue, covered, before.looked_up)
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


def _check_scope(entry: Entry, items: _Asked, submission: Submission) -> None:
    """By the terminal's own code (domain 2.9). Of a place whose district the hall was not told nothing is judged."""
    reach = {item.scope.taken(entry.district, submission.homes) for item, _part in items}
    if entry.district and not reach <= {Taken.HERE, Taken.SENT_ON}:
        raise Unfit("item_elsewhere", "an item is not taken in this district for this applicant")


def check_signature(answers: Mapping[str, Any], materials: Sequence[MaterialFiled], signature: Signature) -> None:
    """The signature must cover the answers and pages that came; that of an older terminal cannot be checked."""
    if not signature.by_pages:
        return
    pages = {filed.material: filed.page_sha256 for filed in materials if filed.pdf_sha256}
    if document_sha256(answers, pages) != signature.document_sha256:
        raise Unfit("signature_elsewhere", "the signature is not under these answers and pages")


def _new(entry: Entry, case_id: UUID, items: _Asked, submission: Submission) -> Case:
    """The case with what the hand-in says, not saved and without its number."""
    now, chosen = timezone.now(), submission.package
    coming = submission.originals_parcel and entry.counter is None  # over a counter they are there already
    return Case(
        id=case_id,
        terminal=entry.terminal,
        channel=entry.channel.value,
        counter=entry.counter,
        taken_by=entry.officer,
        state=CaseState.AWAITING_PAPER if coming else CaseState.RECEIVED,
        received_at=now,
        updated_at=now,
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
        signature=entry.signed(submission.signature),
        terminal_verdict=submission.prereview_verdict,
        submitted_at=submission.submitted_at,
        remarks=[remark.model_dump(mode="json") for remark in submission.remarks],
    )


def _judge(case: Case, submission: Submission, known: Catalogue, covered: Sequence[Covered]) -> None:
    """Set the verdict of the hall's own pre-review."""
    verdict = review(submission, known, covered)
    case.verdict, case.findings = verdict.kind.value, findings_of(verdict)
    case.rules_version, case.inputs_sha256 = verdict.rules_version, verdict.inputs_sha256


def _first_lines(entry: Entry, case: Case) -> Iterator[History]:
    """The beginning of its story; with originals on their way it waits for them at once."""
    after = {"state": CaseState.RECEIVED.value, "verdict": case.verdict, "number": case.number}
    if entry.witness is not None:
        after |= {"channel": case.channel, "witness": entry.witness.officer, "seen": entry.witness.seen.value}
    action = "received" if entry.counter is None else "taken_at_counter"
    received = story.following(None, case, action, entry.actor, {}, after)
    yield received
    if case.state == CaseState.AWAITING_PAPER:
        check_move(CaseState.RECEIVED, CaseState.AWAITING_PAPER, SYSTEM.role)
        waits = {"state": CaseState.AWAITING_PAPER.value}
        before = {"state": CaseState.RECEIVED.value}
        yield story.following(received, case, "awaiting_paper", SYSTEM, before, waits)


def _promised(entry: Entry, item: Item, part: PackageItem, submission: Submission) -> int | None:
    """Working days promised, with what sending on adds."""
    days = item.promised_workdays if part.workdays is None else part.workdays
    return None if days is None else days + item.scope.added_workdays(entry.district, submission.homes)


def _tasks(entry: Entry, case: Case, items: _Asked, submission: Submission) -> list[CaseItem]:
    return [
        CaseItem(
            case_id=case.pk,
            position=position,
            item=item.id,
            code=item.code,
            title_zh=item.title.zh,
            title_en=item.title.en,
            promised_workdays=_promised(entry, item, part, submission),
            legal_workdays=item.legal_workdays,
            department=department_of(item.code),
            district=item.scope.decided_in(submission.homes),
            after=[edge.model_dump(mode="json") for edge in part.after],
            taken_by=entry.officer,
        )
        for position, (item, part) in enumerate(items)
    ]


def _answers(case: Case, submission: Submission) -> list[Answer]:
    return [
        fit(Answer(case_id=case.pk, position=position, field=name, value=answer.value, origin=answer.origin))
        for position, (name, answer) in enumerate(submission.answers.items())
    ]


def _materials(case: Case, submission: Submission) -> list[Material]:
    names = [filed.material for filed in submission.materials]
    if len(set(names)) != len(names):
        raise Unfit("material_twice")
    return [fit(_material(case, position, filed)) for position, filed in enumerate(submission.materials)]


def _material(case: Case, position: int, filed: MaterialFiled) -> Material:
    return Material(
        case_id=case.pk,
        position=position,
        material=filed.material,
        pages=filed.pages,
        pdf_sha256=filed.pdf_sha256 or "",
        page_sha256=filed.page_sha256,
        original=filed.original,
    )
