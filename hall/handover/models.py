"""Files on their way from a phone to a terminal: sealed to the terminal's one-time key, and gone when it has them."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from contract.picture import PageType
from hall.fleet.models import Terminal


class Handover(models.Model):
    """One upload page. The token in its address is kept as a hash only."""

    objects: ClassVar[models.Manager["Handover"]] = models.Manager()
    terminal_id: str

    id = models.UUIDField(primary_key=True)
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="+"
    )
    token_sha256 = models.BinaryField(max_length=32, unique=True)
    visit = models.CharField(max_length=32)
    seal_key = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True)
    count = models.PositiveSmallIntegerField(default=0)  # files that came, taken ones too

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.count}"

    def open_at(self, now: datetime) -> bool:
        """Whether files may still come and be taken."""
        return self.closed_at is None and now < self.expires_at


class HandoverPage(models.Model):
    """One file, sealed."""

    objects: ClassVar[models.Manager["HandoverPage"]] = models.Manager()
    handover_id: UUID

    handover: "models.ForeignKey[Handover, Handover]" = models.ForeignKey(
        Handover, on_delete=models.CASCADE, related_name="pages"
    )
    position = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=20, choices=[(one.value, one.value) for one in PageType])
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["handover", "position"], name="handover_position")]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{self.position}"
