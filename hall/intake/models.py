"""What terminals have delivered: envelopes once each, uploads in progress, couriers' manifests."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from hall.fleet.models import Terminal


class TakenEnvelope(models.Model):
    """An envelope the hall has taken. The id is the idempotency key; `receipt` is answered again, byte for byte."""

    objects: ClassVar[models.Manager["TakenEnvelope"]] = models.Manager()
    terminal_id: str

    id = models.UUIDField(primary_key=True)
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, db_index=False
    )  # the index below begins with it
    kind = models.CharField(max_length=12)
    case_id = models.UUIDField(null=True)
    counter = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 over the whole envelope as it came
    created_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    receipt = models.TextField()  # the JSON as it was first sent; not a JSON column, which would forget the order

    class Meta:
        indexes: ClassVar = [models.Index(fields=["terminal", "counter"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class RefusedCase(models.Model):
    """A hand-in that will never be taken: what belongs to the case is refused for good, not asked to come later."""

    objects: ClassVar[models.Manager["RefusedCase"]] = models.Manager()

    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(Terminal, on_delete=models.PROTECT)
    case_id = models.UUIDField()
    code = models.CharField(max_length=40)  # why, as it was answered
    originals_parcel = models.CharField(max_length=14, blank=True)  # barcode, when the hand-in could be read that far
    refused_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["terminal", "case_id"], name="refused_once")]
        indexes: ClassVar = [models.Index(fields=["terminal", "originals_parcel"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class Upload(models.Model):
    """One resumable upload (tus 1.0). The bytes lie in the data folder under `uploads/<id>`."""

    objects: ClassVar[models.Manager["Upload"]] = models.Manager()
    terminal_id: str

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(Terminal, on_delete=models.PROTECT)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    metadata = models.TextField(blank=True)  # the Upload-Metadata header as it came
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)  # of the whole, once complete
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.id} {self.offset}/{self.length}"


class ManifestRow(models.Model):
    """A courier's round as signed at the terminal."""

    objects: ClassVar[models.Manager["ManifestRow"]] = models.Manager()

    envelope: "models.OneToOneField[TakenEnvelope, TakenEnvelope]" = models.OneToOneField(
        TakenEnvelope, on_delete=models.PROTECT
    )
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(Terminal, on_delete=models.PROTECT)
    courier = models.CharField(max_length=60)
    direction = models.CharField(max_length=10)
    at = models.DateTimeField()
    lines: "models.JSONField[Any, Any]" = models.JSONField()
    signature: "models.JSONField[Any, Any]" = models.JSONField()

    def __str__(self) -> str:
        return f"{self.courier} {self.direction} {self.at:%F %T}"
