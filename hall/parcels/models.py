"""The parcel ledger: one holder at a time, every change a line that stays (domain 2.12)."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from contract.parcel import BARCODE_LENGTH, KEEP_DAYS, Holder, ParcelEvent, ParcelKind
from hall.accounts.models import Officer
from hall.cases.models import Case
from hall.fleet.models import Terminal
from hall.ledger import Ledger, LedgerQuerySet


class Parcel(models.Model):
    """One sealed envelope. Move it only through `hall.parcels.services`."""

    objects: ClassVar[models.Manager["Parcel"]] = models.Manager()
    pk: str
    case_id: UUID
    terminal_id: str

    barcode = models.CharField(primary_key=True, max_length=BARCODE_LENGTH)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ParcelKind])
    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parcels")
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="parcels"
    )
    holder = models.CharField(max_length=20, choices=[(h.value, h.value) for h in Holder], db_index=True)
    holder_name = models.CharField(max_length=60, blank=True)  # which courier, which officer
    compartment = models.PositiveSmallIntegerField(null=True)
    size = models.CharField(max_length=10, blank=True)
    frozen = models.BooleanField(default=False)  # missing, disputed, or two claims that do not fit: a person looks
    code_sealed = models.BinaryField(null=True)  # pick-up code, sealed to the hall's own key
    code_salt = models.BinaryField(null=True)
    code_hash = models.BinaryField(null=True)
    keep_days = models.PositiveSmallIntegerField(default=KEEP_DAYS)
    card_needed = models.BooleanField(default=False)  # an identity document: no code or QR alone opens it
    proxy_masked = models.CharField(max_length=80, blank=True)  # who else may collect, as officers may read it
    proxy_tag = models.CharField(max_length=32, blank=True)  # the same person's keyed hash at this terminal
    made_at = models.DateTimeField(default=timezone.now)
    loaded_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["holder", "kind", "updated_at", "barcode"],
                condition=models.Q(holder__in=[Holder.COURIER, Holder.STAFF]),
                name="parcel_with_whom",
            ),
            models.Index(
                fields=["updated_at", "barcode"], condition=models.Q(holder=Holder.COURIER), name="parcel_with_courier"
            ),
            models.Index(
                fields=["kind", "made_at", "barcode"],
                condition=models.Q(holder=Holder.ISSUING_DESK),
                name="parcel_at_issuing_desk",
            ),
            models.Index(
                fields=["terminal", "kind", "compartment", "barcode"],
                condition=models.Q(holder=Holder.BOX),
                name="parcel_in_box",
            ),
        ]

    def __str__(self) -> str:
        return self.barcode

    @property
    def dies_at(self) -> datetime | None:
        """When card, code and QR stop opening it; None while it is not in a box (domain 2.12, case 10)."""
        return None if self.loaded_at is None else self.loaded_at + timedelta(days=self.keep_days)


class ParcelEventRow(Ledger):
    """One claim about a parcel: from a terminal's journal, or made in the hall. `applied` says whether it moved it."""

    objects = LedgerQuerySet["ParcelEventRow"].as_manager()
    parcel_id: str

    parcel: "models.ForeignKey[Parcel, Parcel]" = models.ForeignKey(
        Parcel, on_delete=models.PROTECT, related_name="events"
    )
    event = models.CharField(max_length=12, choices=[(e.value, e.value) for e in ParcelEvent])
    at = models.DateTimeField()  # by the clock of whoever saw it
    recorded_at = models.DateTimeField(default=timezone.now)
    terminal: "models.ForeignKey[Terminal | None, Terminal | None]" = models.ForeignKey(
        Terminal, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # None: made in the hall; the constraint below begins with it
    sequence = models.PositiveBigIntegerField(null=True)  # of the terminal's journal
    envelope_id = models.UUIDField(null=True)
    holder_before = models.CharField(max_length=20)
    holder_after = models.CharField(max_length=20)
    compartment = models.PositiveSmallIntegerField(null=True)
    actor = models.CharField(max_length=60)
    authority = models.CharField(max_length=60)
    reason = models.CharField(max_length=200, blank=True)
    applied = models.BooleanField()
    digest = models.CharField(max_length=64)  # of the claim's content: the same claim twice changes nothing

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terminal", "sequence", "digest"], name="claim_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["parcel"],
                condition=models.Q(event=ParcelEvent.GIVEN, applied=True),
                name="parcel_given_at_window",
            ),
            models.Index(
                fields=["id"], condition=models.Q(event=ParcelEvent.ARRIVED, applied=True), name="parcel_arrived"
            ),
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.event}"


class Doubt(models.Model):
    """A claim that does not fit, or a parcel missing or disputed; a person decides (domain 2.12, edge cases 8, 11)."""

    objects: ClassVar[models.Manager["Doubt"]] = models.Manager()

    event: "models.OneToOneField[ParcelEventRow, ParcelEventRow]" = models.OneToOneField(
        ParcelEventRow, on_delete=models.PROTECT, related_name="doubt"
    )
    why = models.CharField(max_length=200)
    raised_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by: "models.ForeignKey[Officer | None, Officer | None]" = models.ForeignKey(
        Officer, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["raised_at", "id"], condition=models.Q(settled_at=None), name="doubt_open"),
            models.Index(fields=["-settled_at"], condition=models.Q(settled_at__isnull=False), name="doubt_settled"),
        ]

    def __str__(self) -> str:
        return self.why
