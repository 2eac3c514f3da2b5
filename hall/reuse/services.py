"""Finding a paper filed before that may be used again, and writing down that it was (domain 2.5)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from contract.catalogue import Catalogue
from contract.covered import Covered, Way
from contract.hand_in import Need
from contract.life import CaseState
from contract.prereview import add_months
from contract.text import Text
from hall.cases.models import Case, Correction, Material
from hall.reuse.models import Reuse, Withdrawal

_FOUND_WANTING = (CaseState.TO_CORRECT, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN)


def covering(need: Need, catalogue: Catalogue, id_number: str, now: datetime) -> Covered | None:
    """The newest stored copy of the person that an officer has accepted with a case and that is not too old."""
    months = catalogue.materials[need.use.material].reuse_months
    if months is None:
        return None
    since = add_months(timezone.localdate(now), -months)
    mine = _stored(id_number).filter(material=need.use.material, case__submitted_at__date__gte=since)
    found = mine.exclude(pdf_sha256__in=Withdrawal.objects.values("pdf_sha256")).order_by("-case__submitted_at").first()
    if found is None:
        return None
    day = timezone.localdate(found.case.submitted_at).isoformat()
    return Covered(
        material=need.use.material,
        way=Way.FILED_BEFORE,
        source=Text(zh=f"{day} 交过的同一材料", en=f"The same paper, handed in on {day}"),
        reference=reference_of(found),
        at=found.case.submitted_at,
    )


def reference_of(paper: Material) -> str:
    """Case and fingerprint of a stored paper: 36 characters, a colon, 32 of its SHA-256."""
    return f"{paper.case.pk}:{paper.pdf_sha256[:32]}"


def usable(reference: str, id_number: str) -> bool:
    """Whether a reference is a stored paper of this person that nobody has withdrawn."""
    found = _of(reference, id_number)
    return found is not None and not Withdrawal.objects.filter(pdf_sha256=found.pdf_sha256).exists()


def reused(reference: str, case: Case, material: str, consented_at: datetime, now: datetime) -> None:
    """One row a re-use; a corrected hand-in of the same case is the same re-use. In the caller's transaction."""
    found = _of(reference, case.applicant_id_number)
    if found is None:
        raise LookupError(f"no stored paper {reference}")
    Reuse.objects.get_or_create(
        case=case,
        material=material,
        pdf_sha256=found.pdf_sha256,
        defaults={
            "source_case": found.case,
            "purpose": "、".join(row.title_zh for row in case.items.all())[:400],
            "consented_at": consented_at,
            "at": now,
        },
    )


def withdrawn_of(case: Case) -> set[str]:
    """The materials a case used again from earlier ones, of which the paper has been withdrawn since."""
    gone = Withdrawal.objects.values("pdf_sha256")
    return set(Reuse.objects.filter(case=case, pdf_sha256__in=gone).values_list("material", flat=True))


def withdraw(pdf_sha256: str, actor: str, reason: str) -> Withdrawal:
    """Never use this paper again. Raises `ValueError` without a reason or for a paper that is not here."""
    if not reason.strip() or not Material.objects.filter(pdf_sha256=pdf_sha256).exclude(stored_at=None).exists():
        raise ValueError("a stored paper and a reason are needed")
    made, _ = Withdrawal.objects.get_or_create(
        pdf_sha256=pdf_sha256, defaults={"at": timezone.now(), "actor": actor, "reason": reason.strip()[:300]}
    )
    return made


def _stored(id_number: str) -> QuerySet[Material]:
    papers = Material.objects.filter(case__applicant_id_number=id_number.upper()).exclude(stored_at=None)
    accepted = papers.exclude(case__accepted_at=None).exclude(case__state__in=[one.value for one in _FOUND_WANTING])
    unmended = Correction.objects.filter(case=OuterRef("case"), answered=False)  # one department's, the case going on
    return accepted.exclude(Exists(unmended)).select_related("case")


def _of(reference: str, id_number: str) -> Material | None:
    return next((paper for paper in _stored(id_number) if reference_of(paper) == reference), None)
