"""What closed a slot at the hand-in and was taken out of use before the decision (domain 2.5, edge).

A certificate that expires or is superseded meanwhile was good when it counted; one revoked, or a paper withdrawn, was
found to be wrong, and nobody is granted anything by it.
"""

from contract.covered import Way
from contract.life import MoveRefused
from hall.cases.models import Case, CaseItem
from hall.catalogues.services import readable
from hall.certificates.services import revoked
from hall.reuse.services import withdrawn_of


class PaperGone(MoveRefused):
    """A paper the task stands on no longer stands: it has to be asked for (补正)."""


def gone(case: Case) -> set[str]:
    """The materials of a case whose certificate was revoked or whose paper filed before was withdrawn."""
    covers = list(case.covers.all())
    by_certificate = {one.material for one in covers if one.way == Way.CERTIFICATE and revoked(one.reference)}
    filed = {one.material for one in covers if one.way == Way.FILED_BEFORE}
    return by_certificate | (filed & withdrawn_of(case) if filed else set())


def check_papers(case: Case, task: CaseItem) -> None:
    """Before a task's grant: nothing that closed one of its slots has been taken out of use. Raises `PaperGone`."""
    item = readable(case.judged_by).items.get(task.item)
    own = {use.material for use in item.materials} if item else None
    lost = gone(case) if own is None else gone(case) & own
    if lost:
        raise PaperGone(f"{', '.join(sorted(lost))} of {case.number} was taken out of use")
