"""Papers filed before: each re-use is a row, with consent and purpose; a paper can be taken out of it (domain 2.5)."""

from typing import ClassVar

from django.db import models

from hall.cases.models import Case
from hall.ledger import Ledger, LedgerQuerySet


class Reuse(Ledger):
    """One re-use of a stored paper for another case of the same person."""

    objects = LedgerQuerySet["Reuse"].as_manager()

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reuses")
    source_case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="reused_by"
    )
    material = models.CharField(max_length=40)
    pdf_sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=400)
    consented_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "material", "pdf_sha256"], name="paper_reused_once_a_case")
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.material} for {self.case_id}"


class Withdrawal(Ledger):
    """A stored paper that may not be used again: found wrong, stained, someone else's, or as the person wishes."""

    objects = LedgerQuerySet["Withdrawal"].as_manager()

    pdf_sha256 = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.pdf_sha256[:12]
