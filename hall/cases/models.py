"""Cases, what was handed in, and the one story of each case that nobody can rewrite (domain 2.0)."""

import uuid
from enum import StrEnum, unique
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from contract.life import ENDED, WITH_THE_RESIDENT, CaseState
from contract.plan import After
from contract.task import DECIDED_TASKS, TaskState
from hall.accounts.models import Officer
from hall.fleet.models import Counter, Terminal
from hall.ledger import Ledger, LedgerQuerySet

_ON_THE_DESK = sorted((CaseState.ACCEPTED.value, CaseState.GRANTED.value, CaseState.REFUSED.value))
_WITH_THE_RESIDENT = sorted(state.value for state in WITH_THE_RESIDENT)
_DECIDED = sorted(state.value for state in DECIDED_TASKS)


@unique
class Channel(StrEnum):
    """Where a case was begun (domain 2.1, 2.11); at whose hands it came in stands in `counter` and `taken_by`."""

    TERMINAL = "terminal"
    COUNTER = "counter"  # at the hall's own counter
    WEB = "web"  # prepared on the web, finished at the counter


class Case(models.Model):
    """One hand-in (办件) with one or more items. Change `state` only through `hall.cases.services`."""

    objects: ClassVar[models.Manager["Case"]] = models.Manager()
    terminal_id: str
    accepted_by_id: int | None
    counter_id: str | None
    taken_by_id: int | None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # made by the terminal, or its counter
    number = models.CharField(max_length=43, unique=True)
    provisional_number = models.CharField(max_length=40)
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="cases", db_index=False
    )  # where it was handed in, or the one whose locker its counter's results go to
    channel = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in Channel], default=Channel.TERMINAL
    )
    counter: "models.ForeignKey[Counter | None, Counter | None]" = models.ForeignKey(
        Counter, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # None: it came in at the terminal
    taken_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # who took it at the counter and witnessed it
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in CaseState])
    applicant_name = models.CharField(max_length=80)
    applicant_id_number = models.CharField(max_length=18)
    applicant_mobile = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    catalogue_version = models.CharField(max_length=80)
    delivery = models.CharField(max_length=20)
    originals_parcel = models.CharField(max_length=14, blank=True, db_index=True)  # barcode, "" when none is coming
    signature: "models.JSONField[Any, Any]" = models.JSONField()  # `hall.cases.entry.Entry.signed`
    terminal_verdict = models.CharField(max_length=30)
    verdict = models.CharField(max_length=30)  # of the hall's own pre-review, by the same code
    findings: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    remarks: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # `contract.remark.Remark`, the terminal's
    rules_version = models.CharField(max_length=80, blank=True)  # of that pre-review; "" before it was kept
    inputs_sha256 = models.CharField(max_length=64, blank=True)  # what it judged, to be replayed against
    submitted_at = models.DateTimeField()  # the last hand-in, by the terminal's clock
    received_at = models.DateTimeField(default=timezone.now)  # the first hand-in, by the hall's clock; never changes
    accepted_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    promised_by = models.DateField(null=True)  # by the working-day table; None before acceptance or past its end
    legal_by = models.DateField(null=True)  # by law, of the slowest item; None as above, or when no item has a limit
    promise_note = models.CharField(max_length=200, blank=True)  # why there is no date, when there is none
    decided_at = models.DateTimeField(
        null=True
    )  # when the last of its tasks had ended; who decided stands in the tasks
    reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # list of str: correction, refusal
    package = models.CharField(max_length=40, blank=True)  # id of the joint package it was put together by
    package_answers: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    as_ready = models.BooleanField(default=False)  # results are issued one by one, not together
    rated = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True)  # 5 best to 1, None when skipped
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["applicant_id_number"], name="case_of_person"),
            models.Index(fields=["state", "received_at"], name="case_of_desk"),
            models.Index(fields=["terminal", "updated_at"], name="case_news"),
            models.Index(
                fields=["terminal"],
                condition=~models.Q(state__in=sorted(state.value for state in ENDED)),
                name="case_open_at_terminal",
            ),
            models.Index(
                fields=["state", "promised_by", "received_at"],
                condition=models.Q(state__in=_ON_THE_DESK),
                name="case_by_promise",
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                condition=models.Q(state__in=sorted(state.value for state in ENDED)),
                name="case_ended",
            ),
            models.Index(
                fields=["promised_by", "received_at"],
                condition=models.Q(state=CaseState.ACCEPTED, as_ready=True),
                name="case_as_ready",
            ),
            models.Index(
                fields=["received_at"],
                include=["id", "state", "rating", "promised_by", "channel"],
                name="case_of_month",
            ),  # all that the rates ask of a case: a month of a city is counted without its rows
            models.Index(
                fields=["updated_at", "id"],
                condition=models.Q(state__in=_WITH_THE_RESIDENT),
                name="case_with_resident",
            ),
            models.Index(
                fields=["provisional_number"], opclasses=["varchar_pattern_ops"], name="case_provisional_number"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="rating_1_to_5", condition=models.Q(rating=None) | models.Q(rating__range=(1, 5))
            ),
            models.CheckConstraint(
                name="taken_at_a_counter_or_not",
                condition=models.Q(channel=Channel.TERMINAL, counter=None, taken_by=None)
                | (
                    models.Q(counter__isnull=False, taken_by__isnull=False)
                    & models.Q(channel__in=[Channel.COUNTER, Channel.WEB])
                ),
            ),
        ]

    @property
    def taken_in(self) -> str:
        """The district it was taken in, its counter's or its terminal's; "" when nobody has said it."""
        return self.counter.district if self.counter else self.terminal.district

    @property
    def hands_before(self) -> frozenset[int | None]:
        """Who took or accepted it, and decides nothing of it any more."""
        return frozenset({self.accepted_by_id, self.taken_by_id})

    def __str__(self) -> str:
        return self.number

    @property
    def judged_by(self) -> str:
        """The version of the catalogue the hall took this case under; before rules were kept, the terminal's word."""
        return self.rules_version.partition("-")[2] or self.catalogue_version


class CaseItem(models.Model):
    """One service item of a case, as the catalogue had it on the day: the task of the department that decides it.

    Change it only through `hall.cases.tasks` and `hall.cases.corrections`.
    """

    objects: ClassVar[models.Manager["CaseItem"]] = models.Manager()
    case_id: uuid.UUID
    accepted_by_id: int | None
    decided_by_id: int | None
    taken_by_id: int | None

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="items", db_index=False
    )  # found by the unique constraint below, which begins with it
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40)  # catalogue id, e.g. OLD-CARD
    code = models.CharField(max_length=31)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    promised_workdays = models.PositiveSmallIntegerField(null=True)  # None: the guide names no number of days
    legal_workdays = models.PositiveSmallIntegerField(null=True)
    department = models.CharField(max_length=18)  # the authority its code begins with
    district = models.CharField(max_length=6, blank=True)  # that decides it, where the applicant's address says so
    after: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # `contract.plan.After` of its package
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in TaskState], default=TaskState.PENDING)
    opened_on = models.DateField(null=True)  # the day its own clock began
    due_by = models.DateField(null=True)  # by that clock; None while it stands still, or as the case's dates
    accepted_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the case's acceptor once more, for the database to see that another one decides
    taken_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # likewise who took it at a counter
    decided_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    issued_in = models.CharField(max_length=14, blank=True)  # barcode of the envelope its result lies in

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["department"], name="task_of_department"),
            models.Index(
                fields=["state", "case"], name="task_of_state"
            ),  # whether a case has one: from the index alone
            models.Index(fields=["department"], condition=models.Q(state=TaskState.WORKING), name="task_on_desk"),
            models.Index(
                fields=["district", "id"],
                condition=models.Q(state=TaskState.WORKING) & ~models.Q(district=""),
                name="task_in_district",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "item"], name="item_once_a_case"),
            models.CheckConstraint(
                name="acceptor_does_not_decide", condition=~models.Q(accepted_by=models.F("decided_by"))
            ),
            models.CheckConstraint(name="taker_does_not_decide", condition=~models.Q(taken_by=models.F("decided_by"))),
            models.CheckConstraint(
                name="decided_by_somebody",
                condition=models.Q(state__in=_DECIDED, decided_by__isnull=False)
                | (~models.Q(state__in=_DECIDED) & models.Q(decided_by=None)),
            ),
        ]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.item

    @property
    def edges(self) -> tuple[After, ...]:
        """What it comes after."""
        return tuple(After.model_validate(edge) for edge in self.after)


class Correction(models.Model):
    """What an officer found missing: told once, in one list, with a day (补正). Its task's clock stands still for it.

    `task` None: asked of the whole case before it was accepted.
    """

    objects: ClassVar[models.Manager["Correction"]] = models.Manager()
    id: int
    case_id: uuid.UUID

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="corrections"
    )
    task: "models.ForeignKey[CaseItem | None, CaseItem | None]" = models.ForeignKey(
        CaseItem, null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    asked_by: "models.ForeignKey[Officer, Officer]" = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(db_index=True)  # the last day to hand it in
    wants: "models.JSONField[Any, Any]" = models.JSONField()  # `contract.correction.Wants`
    ended_on = models.DateField(null=True)
    answered = models.BooleanField(default=False)  # ended because it was handed in, not because the day had passed

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(ended_on=None), name="one_open_correction_a_task"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(ended_on=None, task=None),
                name="one_open_correction_of_the_whole_case",
            ),
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} until {self.until}"


class LaterHandIn(Ledger):
    """What came for one or more corrections, as it was signed, and what it was put in the place of."""

    objects = LedgerQuerySet["LaterHandIn"].as_manager()

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="later_hand_ins"
    )
    at = models.DateTimeField()  # when it was handed in, by the terminal's clock
    corrections: "models.JSONField[Any, Any]" = models.JSONField()  # ids of the lists it answers
    signature: "models.JSONField[Any, Any]" = models.JSONField()  # `contract.envelope.Signature`
    answers: "models.JSONField[Any, Any]" = models.JSONField()  # field: value
    materials: "models.JSONField[Any, Any]" = models.JSONField()  # material: its pages, as `Material` has them
    before_at = models.DateTimeField()  # the hand-in before it
    before_answers: "models.JSONField[Any, Any]" = models.JSONField()  # field: value, origin until then; or None
    before_materials: "models.JSONField[Any, Any]" = models.JSONField()  # material: its pages until then; or None

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at}"


class Suspension(models.Model):
    """A special procedure of one item (特别程序): its clock stands still from `since` until `until` (None: still)."""

    objects: ClassVar[models.Manager["Suspension"]] = models.Manager()

    item: "models.ForeignKey[CaseItem, CaseItem]" = models.ForeignKey(
        CaseItem, on_delete=models.PROTECT, related_name="suspensions"
    )
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    expected_workdays = models.PositiveSmallIntegerField()  # what the applicant was told in writing

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(until=None), name="one_open_suspension_an_item"
            ),
            models.CheckConstraint(
                name="suspension_ends_after_it_began",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.since} to {self.until}"


class Answer(models.Model):
    """One field of the form, and where its value came from."""

    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="answers", db_index=False
    )  # found by the unique constraint below, which begins with it
    position = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=60)
    value: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    origin = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "field"], name="field_once_a_case")]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.field


class Material(models.Model):
    """One material of a case; its PDF is in the file store under `pdf_sha256` once `stored_at` is set."""

    objects: ClassVar[models.Manager["Material"]] = models.Manager()

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="materials", db_index=False
    )  # found by the unique constraint below, which begins with it
    position = models.PositiveSmallIntegerField()
    material = models.CharField(max_length=40)
    pages = models.PositiveSmallIntegerField()
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    page_sha256: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # of each page's picture; [] untold
    original = models.BooleanField(default=False)
    stored_at = models.DateTimeField(null=True)
    pdf_bytes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "material"], name="material_once_a_case")]
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.material


LOOKS = ("code_shown", "form_printed")
"""Actions by which somebody saw what is covered otherwise."""


class History(Ledger):
    """One line of a case's story: who, in which role, from which device, when, before and after; hash-chained."""

    objects = LedgerQuerySet["History"].as_manager()

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="history", db_index=False
    )  # found by the unique constraint below, which begins with it
    sequence = models.PositiveIntegerField()  # 1, 2, 3 ... within the case
    at = models.DateTimeField()
    action = models.CharField(max_length=40)
    actor = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    device = models.CharField(max_length=60)
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    after: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "sequence"], name="history_line_once")]
        indexes: ClassVar = [
            models.Index(fields=["-at"], condition=models.Q(action__in=LOOKS), name="history_looks"),
        ]
        ordering: ClassVar = ["case", "sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class DayCounter(models.Model):
    """The last case sequence given out for one item on one day."""

    objects: ClassVar[models.Manager["DayCounter"]] = models.Manager()

    item_code = models.CharField(max_length=31)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item_code", "day"], name="counter_once_a_day")]

    def __str__(self) -> str:
        return f"{self.item_code} {self.day} {self.last}"
