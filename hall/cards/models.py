"""Reports about cards, written once: lost, found, freed, replaced, activated; and to whom a holder's list was shown.

No name, no identity number and no card's number lies here, only keyed hashes of `contract.lost_cards`.
"""

from enum import StrEnum, unique
from typing import ClassVar

from django.db import models
from django.utils import timezone

from hall.fleet.models import Terminal
from hall.ledger import Ledger, LedgerQuerySet


@unique
class Report(StrEnum):
    """What was reported. `FOUND` is noted and frees nothing; `NAME_DIFFERS`: the card is to be updated (domain 2.3)."""

    LOST = "lost"
    FOUND = "found"
    FREED = "freed"
    REPLACED = "replaced"
    ACTIVATED = "activated"
    NAME_DIFFERS = "name_differs"


class CardReport(Ledger):
    """One report. `tag`: the card, or the holder where its number was not known or an application is activated.

    `number` counts all reports without a gap, in the order in which they were committed: terminals ask from it on.
    """

    objects = LedgerQuerySet["CardReport"].as_manager()

    number = models.PositiveBigIntegerField(unique=True)
    report = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Report])
    tag = models.CharField(max_length=32, db_index=True)
    holder_tag = models.CharField(max_length=32, db_index=True)
    issued_before = models.DateField(null=True)  # with a holder's tag: cards issued later are not meant
    application = models.CharField(max_length=40, blank=True)
    actor = models.CharField(max_length=60)
    device = models.CharField(max_length=60)  # where: the console, the server, or a terminal's id
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.report} {self.tag[:8]}"


class CardShown(Ledger):
    """A terminal was told what is a person's own (card, certificates, reminders): whose, where and when."""

    objects = LedgerQuerySet["CardShown"].as_manager()

    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="+"
    )
    holder_tag = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.at:%F %T}"
