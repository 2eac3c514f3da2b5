"""What districts send back and what the city settles (domain 2.9): both written once."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from hall.accounts.models import Officer
from hall.ledger import Ledger, LedgerQuerySet


class SentBack(Ledger):
    """A district will not handle what was sent on to it; once a task. Open until there is a `Ruling`."""

    objects = LedgerQuerySet["SentBack"].as_manager()
    id: int
    by_id: int
    accepted_by_id: int
    case_id: UUID

    task = models.OneToOneField("cases.CaseItem", on_delete=models.PROTECT, related_name="sent_back")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="sent_back")
    district = models.CharField(max_length=6)  # that sends it back
    by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    accepted_by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+"
    )  # the case's acceptor once more, for the database to see that another one sends back and a third one settles
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="acceptor_does_not_send_back", condition=~models.Q(by=models.F("accepted_by"))),
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.task_id} by {self.district}"


class Ruling(Ledger):
    """The city says which district handles it; that binds, since a task is sent back only once."""

    objects = LedgerQuerySet["Ruling"].as_manager()
    by_id: int

    sent_back: "models.OneToOneField[SentBack, SentBack]" = models.OneToOneField(
        SentBack, on_delete=models.PROTECT, related_name="ruling"
    )
    district = models.CharField(max_length=6)  # that has to handle it
    by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    sent_back_by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+"
    )
    accepted_by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="three_hands_settle",
                condition=~models.Q(by=models.F("accepted_by")) & ~models.Q(by=models.F("sent_back_by")),
            ),
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.sent_back_id} to {self.district}"
