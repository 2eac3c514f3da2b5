"""The second hand-in (补正): exactly what was asked for, no more and no less; then the clocks run on."""

from contract.bodies import Supplement
from contract.life import CaseState
from contract.workdays import CHINA
from hall.cases import corrections, hand_ins
from hall.cases.entry import Entry
from hall.cases.models import Answer, Case, Correction, Material
from hall.cases.moves import move
from hall.cases.receive import check_signature
from hall.cases.review import findings_of, of_rows
from hall.cases.story import SYSTEM
from hall.catalogues.services import readable
from hall.errors import Unfit
from hall.fit import fit, fit_moment
from hall.verification.adopt import restated


def supplement(case: Case, said: Supplement, entry: Entry) -> None:
    """Store it and let every list it answers end. The caller's transaction holds the case's lock.

    Raises `Unfit` when none of its lists is open (answered, too late, of another case), and for anything not asked for.
    """
    fit_moment(said.submitted_at, "submitted_at")
    named = _named(case, said)
    _exactly_asked(named, said)
    check_signature({name: answer.value for name, answer in said.answers.items()}, said.materials, said.signature)
    rows = _open(named, said)
    signed, said = said, _for(rows, said)
    hand_ins.keep(case, signed, said, entry.signed(signed.signature))
    brought = {filed.material for filed in said.materials}
    case.remarks = [one for one in case.remarks if one["material"] not in brought]
    case.remarks += [remark.model_dump(mode="json") for remark in said.remarks]
    _store(case, said)
    restated(case, readable(case.judged_by), brought)
    case.submitted_at = said.submitted_at
    if said.originals_parcel:
        case.originals_parcel = said.originals_parcel
    if (mobile := said.answers.get("p.mobile")) is not None:
        case.applicant_mobile = str(mobile.value)
    _judged(case)
    for row in rows:
        corrections.answered(case, row, entry.actor)
    if said.originals_parcel and entry.counter is None and case.state == CaseState.RECEIVED:
        move(case, CaseState.AWAITING_PAPER, SYSTEM, "awaiting_paper")


def _judged(case: Case) -> None:
    verdict = of_rows(case, readable(case.judged_by))
    case.verdict, case.findings = verdict.kind.value, findings_of(verdict)
    case.rules_version, case.inputs_sha256 = verdict.rules_version, verdict.inputs_sha256
    fit(case).save()


def _named(case: Case, said: Supplement) -> list[Correction]:
    rows = list(Correction.objects.filter(case=case, pk__in=set(said.corrections)).select_related("task"))
    if len(rows) != len(said.corrections):
        raise Unfit("correction_closed", "what this answers was never asked for, or is named twice")
    return rows


def _open(named: list[Correction], said: Supplement) -> list[Correction]:
    """The lists that still wait and were met by their day: what counts is when it was handed in, not when it came."""
    day = said.submitted_at.astimezone(CHINA).date()
    rows = [row for row in named if row.ended_on is None and day <= row.until]
    if not rows:
        raise Unfit("correction_closed", "what this answers is not asked for any more")
    return rows


def _for(rows: list[Correction], said: Supplement) -> Supplement:
    """What of it these lists ask for: a list that has lapsed meanwhile takes nothing of the others with it."""
    wanted = corrections.asked_of(rows)
    mine = {
        "answers": {name: answer for name, answer in said.answers.items() if name in wanted.fields},
        "materials": [filed for filed in said.materials if filed.material in wanted.materials],
        "remarks": [remark for remark in said.remarks if remark.material in wanted.materials],
    }
    return said.model_copy(update=mine)


def _exactly_asked(rows: list[Correction], said: Supplement) -> None:
    wanted = corrections.asked_of(rows)
    brought = [filed.material for filed in said.materials]
    if sorted(brought) != sorted(wanted.materials) or set(said.answers) != set(wanted.fields):
        raise Unfit("not_what_was_asked", "other materials or fields than were asked for")
    if any(filed.pages == 0 and not filed.original for filed in said.materials):
        raise Unfit("not_what_was_asked", "a material with neither pages nor an original")


def _store(case: Case, said: Supplement) -> None:
    """Each paper and each answer in the place of the one before; what was not asked for stays as it was."""
    last = case.materials.count()
    for place, filed in enumerate(said.materials):
        row = case.materials.filter(material=filed.material).first()
        row = row or Material(case=case, material=filed.material, position=last + place)
        row.pages, row.pdf_sha256, row.original = filed.pages, filed.pdf_sha256 or "", filed.original
        row.page_sha256, row.stored_at, row.pdf_bytes = filed.page_sha256, None, None
        fit(row).save()
    last = case.answers.count()
    for place, (name, answer) in enumerate(said.answers.items()):
        line = case.answers.filter(field=name).first() or Answer(case=case, field=name, position=last + place)
        line.value, line.origin = answer.value, answer.origin
        fit(line).save()
