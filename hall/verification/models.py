"""Look-ups at other departments: what was asked for which case, every try, and what closed a slot (domain 2.2, 2.5).

A look-up begins while the resident stands at the terminal, before there is a case: it is bound to the id under which
the case will be handed in. Persons are known by a keyed hash; no name and no number lies here.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from contract.covered import Covered, Way
from contract.life import ENDED
from contract.source import LookUpAnswer, Source
from contract.text import Text
from hall.accounts.models import Officer
from hall.cases.models import Case
from hall.fleet.models import Terminal
from hall.ledger import Ledger, LedgerQuerySet


class Inquiry(models.Model):
    """A hand-in being prepared: for whom, for what, and what the resident agreed to. One subject a case."""

    objects: ClassVar[models.Manager["Inquiry"]] = models.Manager()

    case_id = models.UUIDField(primary_key=True)
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="+"
    )
    subject_tag = models.CharField(max_length=32, db_index=True)
    items = models.CharField(max_length=400)  # catalogue ids, with commas
    consent = models.CharField(max_length=20)
    consented_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.items}"


class LookUp(models.Model):
    """One question about one person for one case. `answer` is the last one; every try is a `LookUpTry`."""

    objects: ClassVar[models.Manager["LookUp"]] = models.Manager()

    case_id = models.UUIDField()
    subject_tag = models.CharField(max_length=32, db_index=True)
    material = models.CharField(max_length=40)
    source = models.CharField(max_length=30, choices=[(one.value, one.value) for one in Source])
    question = models.CharField(max_length=80)
    basis = models.CharField(max_length=200)
    purpose = models.CharField(max_length=400)
    answer = models.CharField(max_length=20, blank=True, choices=[(one.value, one.value) for one in LookUpAnswer])
    first_answer = models.CharField(max_length=20, blank=True)  # that the hand-in was prepared with
    as_of = models.DateTimeField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    candidates: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # masked, of an ambiguous answer
    first_asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)  # grows when it is asked anew, not when a try is repeated
    tries = models.PositiveSmallIntegerField(default=0)  # in this round
    next_try_at = models.DateTimeField(null=True, db_index=True)
    abandoned = models.BooleanField(default=False)  # the form says something else in the end: it counts for nothing
    disputed_at = models.DateTimeField(null=True)  # the resident says the record is wrong
    settled_at = models.DateTimeField(null=True)
    settled_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_as = models.CharField(max_length=20, blank=True)  # what a person found: yes or no
    settled_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id", "source", "question"], name="look_up_once_a_case")
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.source} {self.question} {self.answer}"

    @property
    def changed(self) -> bool:
        """The answer is another than the one the hand-in was prepared with (domain 2.2, freshness)."""
        known = {LookUpAnswer.YES.value, LookUpAnswer.NO.value, LookUpAnswer.NO_RECORD.value}
        return {self.first_answer, self.answer} <= known and self.first_answer != self.answer


class LookUpTry(Ledger):
    """One request to a source and what came of it: for the auditor, and for the person it was about."""

    objects = LedgerQuerySet["LookUpTry"].as_manager()

    look_up: "models.ForeignKey[LookUp, LookUp]" = models.ForeignKey(
        LookUp, on_delete=models.PROTECT, related_name="story"
    )
    at = models.DateTimeField()
    round = models.PositiveSmallIntegerField()
    actor = models.CharField(max_length=60)  # "system", or the officer's sign-in name
    outcome = models.CharField(max_length=30)  # one of the five answers
    fault = models.CharField(max_length=30, blank=True)  # why it is source_unavailable
    reference = models.CharField(max_length=80, blank=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.at} {self.outcome}"


class Letter(Ledger):
    """An official letter (公函) to a source that could not be asked for n working days."""

    objects = LedgerQuerySet["Letter"].as_manager()

    look_up: "models.OneToOneField[LookUp, LookUp]" = models.OneToOneField(
        LookUp, on_delete=models.PROTECT, related_name="letter"
    )
    number = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Grant(Ledger):
    """The hall told a terminal that a slot is closed: a later claim of it is held against this."""

    objects = LedgerQuerySet["Grant"].as_manager()

    inquiry: "models.ForeignKey[Inquiry, Inquiry]" = models.ForeignKey(
        Inquiry, on_delete=models.PROTECT, related_name="grants"
    )
    material = models.CharField(max_length=40)
    way = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Way])
    reference = models.CharField(max_length=80)
    question = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.material} {self.way}"


class Cover(models.Model):
    """A slot of a case that is closed without a paper, as it was handed in last."""

    objects: ClassVar[models.Manager["Cover"]] = models.Manager()

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="covers")
    material = models.CharField(max_length=40)
    way = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Way])
    source_zh = models.CharField(max_length=120)
    source_en = models.CharField(max_length=160)
    reference = models.CharField(max_length=80, blank=True)
    question = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=20, blank=True)
    disputed = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "material"], name="slot_closed_once_a_case")]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.material} {self.way}"

    @property
    def told(self) -> Covered:
        """As the contract has it."""
        return Covered(
            material=self.material,
            way=Way(self.way),
            source=Text(zh=self.source_zh, en=self.source_en),
            reference=self.reference,
            at=self.at,
            answer=LookUpAnswer(self.answer) if self.answer else None,
            question=self.question,
            disputed=self.disputed,
        )


def of_open_cases() -> models.QuerySet[LookUp]:
    """Look-ups that still count for a case that is handed in and not ended."""
    case = Case.objects.filter(pk=models.OuterRef("case_id")).exclude(state__in=[state.value for state in ENDED])
    return LookUp.objects.filter(models.Exists(case), abandoned=False, settled_at=None)


def case_of(look_up: LookUp) -> Case | None:
    """The case of a look-up, once it is handed in."""
    id_: UUID = look_up.case_id
    return Case.objects.filter(pk=id_).first()
