"""Remembering hand-ins that were refused for good, so that their papers and parcels do not ask again for ever."""

from uuid import UUID

from contract.bodies import Submission
from contract.parcel import is_barcode
from hall.errors import Unfit
from hall.fleet.models import Terminal
from hall.intake.models import RefusedCase


def remember(terminal: Terminal, case_id: UUID, code: str, submission: Submission | None) -> None:
    """Keep that this terminal's case was refused; `submission` None when unreadable. The last refusal counts."""
    said = submission.originals_parcel if submission else None
    barcode = said if said and is_barcode(said) else ""
    RefusedCase.objects.update_or_create(
        terminal=terminal, case_id=case_id, defaults={"code": code, "originals_parcel": barcode}
    )


def check_not_refused(terminal: Terminal, case_id: UUID | None, barcode: str = "") -> None:
    """For a case or parcel the hall does not know: raises `Unfit` "case_refused" when it never will."""
    if not case_id and not barcode:
        return
    by = {"case_id": case_id} if case_id else {"originals_parcel": barcode}
    row = RefusedCase.objects.filter(terminal=terminal, **by).first()
    if row is not None:
        raise Unfit("case_refused", f"the hand-in of this case was refused: {row.code}")
