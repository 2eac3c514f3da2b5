"""The second hand-in (补正): exactly what was asked for, no more and no less; then the clocks run on."""

from contract.envelope import Supplement
from contract.life import CaseState, Role
from hall.cases import corrections
from hall.cases.models import Answer, Case, Correction, Material
from hall.cases.moves import move
from hall.cases.receive import check_signature
from hall.cases.review import findings_of, of_rows
from hall.cases.story import SYSTEM, Actor
from hall.catalogues.services import readable
from hall.errors import Unfit
from hall.fit import fit, fit_moment
from hall.verification.adopt import restated


def supplement(case: Case, said: Supplement) -> None:
    """Store it and let every list it answers end. The caller's transaction holds the case's lock.

    Raises `Unfit` for a list that is not open (answered, too late, of another case), and for anything not asked for.
    """
    fit_moment(said.submitted_at, "submitted_at")
    rows = _rows(case, said)
    _exactly_asked(rows, said)
    check_signature({name: answer.value for name, answer in said.answers.items()}, said.materials, said.signature)
    brought = {filed.material for filed in said.materials}
    case.remarks = [one for one in case.remarks if one["material"] not in brought]
    case.remarks += [remark.model_dump(mode="json") for remark in said.remarks]
    _store(case, said)
    restated(case, readable(case.judged_by), brought)
    case.signature, case.submitted_at = said.signature.model_dump(mode="json"), said.submitted_at
    if said.originals_parcel:
        case.originals_parcel = said.originals_parcel
    if (mobile := said.answers.get("p.mobile")) is not None:
        case.applicant_mobile = str(mobile.value)
    verdict = of_rows(case, readable(case.judged_by))
    case.verdict, case.findings = verdict.kind.value, findings_of(verdict)
    case.rules_version, case.inputs_sha256 = verdict.rules_version, verdict.inputs_sha256
    fit(case).save()
    actor = Actor("applicant", Role.APPLICANT, case.terminal_id)
    for row in rows:
        corrections.answered(case, row, actor)
    if said.originals_parcel and case.state == CaseState.RECEIVED:
        move(case, CaseState.AWAITING_PAPER, SYSTEM, "awaiting_paper")


def _rows(case: Case, said: Supplement) -> list[Correction]:
    named = set(said.corrections)
    rows = list(Correction.objects.filter(case=case, ended_on=None, pk__in=named).select_related("task"))
    if len(rows) != len(named) or len(named) != len(said.corrections):
        raise Unfit("correction_closed", "what this answers is not asked for any more")
    return rows


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
