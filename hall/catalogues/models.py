"""Every version of the catalogue a case was ever judged by, kept whole, so that the judgement can be replayed."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from hall.ledger import Ledger, LedgerQuerySet


class KeptCatalogue(Ledger):
    """One version: its files by path. A case keeps the version it was handed in under (domain 2.4, edge)."""

    objects = LedgerQuerySet["KeptCatalogue"].as_manager()

    version = models.CharField(max_length=80, primary_key=True)
    files: "models.JSONField[Any, Any]" = models.JSONField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["kept_at"]

    def __str__(self) -> str:
        return self.version
