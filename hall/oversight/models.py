"""What supervision and audit keep of their own: cases taken at counters, and checks of every case's story."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from hall.accounts.models import Officer
from hall.cases.models import Case


class CounterCases(models.Model):
    """Cases of one service that a month brought to counters, as reported: of those that are not this hall's own."""

    objects: ClassVar[models.Manager["CounterCases"]] = models.Manager()

    item = models.CharField(max_length=40)  # catalogue id
    month = models.DateField()  # its first day
    cases = models.PositiveIntegerField()
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "month"], name="counter_cases_once_a_month")]

    def __str__(self) -> str:
        return f"{self.item} {self.month:%Y-%m} {self.cases}"


class StoryAudit(models.Model):
    """One check of every case's hash chain, done in slices; `ended_at` is None while cases are left."""

    objects: ClassVar[models.Manager["StoryAudit"]] = models.Manager()
    broken: "models.Manager[BrokenStory]"

    by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    after = models.UUIDField(null=True)  # the last case looked at
    cases = models.PositiveIntegerField(default=0)
    lines = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.begun_at:%F %T} {self.cases}"


class BrokenStory(models.Model):
    """A case whose story an audit found changed."""

    objects: ClassVar[models.Manager["BrokenStory"]] = models.Manager()

    audit: "models.ForeignKey[StoryAudit, StoryAudit]" = models.ForeignKey(
        StoryAudit, on_delete=models.PROTECT, related_name="broken"
    )
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.why
