"""Catalogues: every version a case was ever judged by, kept whole, and the editions by which one follows the other."""

from datetime import date
from enum import StrEnum, unique
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from hall.accounts.models import Officer
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


class KeptPack(Ledger):
    """One signed pack as terminals get it, with the long list; `version` is that of `contract.pack`."""

    objects = LedgerQuerySet["KeptPack"].as_manager()

    version = models.CharField(max_length=64, primary_key=True)
    catalogue = models.CharField(max_length=80)  # the version of the items in it, as cases name it
    in_force = models.DateField()
    files: "models.JSONField[Any, Any]" = models.JSONField()
    token = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["kept_at"]

    def __str__(self) -> str:
        return self.version


@unique
class Stage(StrEnum):
    """Where an edition stands; what is published stays, and is changed by the next one only."""

    DRAFT = "draft"
    CHECKED = "checked"
    PUBLISHED = "published"
    DROPPED = "dropped"


class Edition(models.Model):
    """A set of changes on its way to the terminals (domain 2.8). Moved only by `hall.catalogues.editions`.

    `changes`: path to the new text, or to None for a file that goes; a retired service is its file that goes.
    """

    objects: ClassVar[models.Manager["Edition"]] = models.Manager()
    id: int
    made_by_id: int

    stage = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Stage], default=Stage.DRAFT)
    note = models.CharField(max_length=200)
    changes: "models.JSONField[Any, Any]" = models.JSONField()
    made_by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    checked_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )
    in_force: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    pack: "models.ForeignKey[KeptPack | None, KeptPack | None]" = models.ForeignKey(
        KeptPack, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="edition_checked_by_another", condition=~models.Q(made_by=models.F("checked_by"))
            ),
            models.CheckConstraint(
                name="edition_published_is_whole",
                condition=~models.Q(stage="published")
                | models.Q(pack__isnull=False, in_force__isnull=False, checked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.stage}"


class EditionEvent(Ledger):
    """One line of an edition's story: who did what, from where. Written once."""

    objects = LedgerQuerySet["EditionEvent"].as_manager()

    edition: "models.ForeignKey[Edition, Edition]" = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField(default=timezone.now)
    event = models.CharField(max_length=20)
    actor = models.CharField(max_length=60)
    device = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.edition} {self.event}"
