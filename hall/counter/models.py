"""What is under way at a counter, and what residents prepared on the web. Neither is a case yet."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from hall.accounts.models import Officer
from hall.cases.models import Case, Channel
from hall.fleet.models import Counter


class Draft(models.Model):
    """One application an officer fills in with the person, or a second hand-in (`case`). Gone when handed in.

    The id becomes that of the case: handed in twice it is one case.
    """

    objects: ClassVar[models.Manager["Draft"]] = models.Manager()
    officer_id: int
    counter_id: str
    case_id: UUID | None

    id = models.UUIDField(primary_key=True)
    counter: "models.ForeignKey[Counter, Counter]" = models.ForeignKey(
        Counter, on_delete=models.PROTECT, related_name="+"
    )
    officer: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Channel])
    case: "models.ForeignKey[Case | None, Case | None]" = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="+"
    )  # what a second hand-in (补正) is for; None: a new case
    begun: "models.JSONField[Any, Any]" = models.JSONField()  # `hall.counter.begun.Begun`
    begun_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["-touched_at"]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.begun_at:%F %T}"


class DraftPage(models.Model):
    """One scanned page as it will be filed; its JPEG lies in the store under `hall.counter.drafts.folder_of`."""

    objects: ClassVar[models.Manager["DraftPage"]] = models.Manager()
    draft_id: UUID

    draft: "models.ForeignKey[Draft, Draft]" = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="pages")
    material = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)  # of the JPEG
    width_pt = models.FloatField()
    height_pt = models.FloatField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.material} {self.pk}"


class Prepared(models.Model):
    """What a resident filled in on the web, sealed with a key only their code gives; opened once, at a counter."""

    objects: ClassVar[models.Manager["Prepared"]] = models.Manager()

    locator = models.BinaryField(max_length=32, unique=True)  # keyed hash of the code
    salt = models.BinaryField()
    sealed = models.BinaryField()
    from_tag = models.CharField(max_length=64, db_index=True)  # keyed hash of the address it came from
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires_at:%F}"

    def open_at(self, now: datetime) -> bool:
        """Whether its code still opens it."""
        return now < self.expires_at
