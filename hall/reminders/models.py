"""Which reminders are not wanted: by the person's keyed hash and the rule, nothing else (domain 2.7)."""

from typing import ClassVar

from django.db import models

from contract.reminding import Unasked
from hall.ledger import Ledger, LedgerQuerySet


class UnwantedReminder(Ledger):
    """One person wants no more of one reminder, or calls it wrong; counted by its rule."""

    objects = LedgerQuerySet["UnwantedReminder"].as_manager()

    person_tag = models.CharField(max_length=32)
    reminder = models.CharField(max_length=80)
    rule = models.CharField(max_length=80)
    why = models.CharField(max_length=10, choices=[(why.value, why.value) for why in Unasked])
    day = models.DateField()  # the day is enough to count by

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person_tag", "reminder"], name="reminder_unwanted_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["rule", "why"], name="unwanted_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.why}"
