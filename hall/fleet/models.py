"""Terminals, how they come in, what they have already said, and the people who may sign in at them."""

from enum import StrEnum, unique
from typing import ClassVar

from django.db import models
from django.utils import timezone

from contract.bodies import DoorAlarm
from contract.life import Role
from hall.ledger import Ledger, LedgerQuerySet

STAFF_ROLES = (Role.COURIER, Role.STATION, Role.TECHNICIAN)


class Terminal(models.Model):
    """One terminal. Without `public_key` it is planned but not enrolled; with `revoked_at` it is refused."""

    objects: ClassVar[models.Manager["Terminal"]] = models.Manager()
    pk: str

    id = models.CharField(primary_key=True, max_length=6)
    site = models.CharField(max_length=120)
    district = models.CharField(max_length=6, blank=True)  # division code; "" when nobody has said it
    public_key = models.BinaryField(null=True)  # Ed25519, 32 bytes
    person_key = models.BinaryField()  # 32 bytes, HMAC key of contract.pickup.person_tag
    added_at = models.DateTimeField(default=timezone.now)
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    serials_from = models.PositiveIntegerField(default=0)  # the first number its last enrolment was told; 0: none yet
    parcels_made = models.PositiveIntegerField(default=0)  # counter of the result barcodes for this terminal

    def __str__(self) -> str:
        return f"{self.id} {self.site}"


class Counter(models.Model):
    """A counter of the hall's own (窗口), where officers take what people bring; results go to a terminal's locker."""

    objects: ClassVar[models.Manager["Counter"]] = models.Manager()
    terminal_id: str

    id = models.CharField(primary_key=True, max_length=6)  # never that of a terminal: slips and barcodes carry it
    site = models.CharField(max_length=120)
    district = models.CharField(max_length=6, blank=True)  # division code; "" when nobody has said it
    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="counters"
    )
    slips_given = models.PositiveIntegerField(default=0)  # the last number of its provisional numbers
    parcels_made = models.PositiveIntegerField(default=0)  # the last number of its barcodes of originals
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.id} {self.site}"


@unique
class FleetEvent(StrEnum):
    """What happens to a terminal's standing."""

    PLANNED = "planned"
    PLANNED_AGAIN = "planned_again"  # a new code for a known terminal, which also lets a revoked one in again
    ENROLLED = "enrolled"
    REVOKED = "revoked"


class TerminalEvent(Ledger):
    """One line of the fleet's log: who let a terminal in or shut it out, from where. Written once."""

    objects = LedgerQuerySet["TerminalEvent"].as_manager()
    terminal_id: str

    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="events"
    )
    event = models.CharField(max_length=20, choices=[(e.value, e.value) for e in FleetEvent])
    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=60)
    device = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.event} {self.actor}"


class KeysHeld(models.Model):
    """What a terminal last said of the hall's sealing keys (`contract.sealed_to`)."""

    objects: ClassVar[models.Manager["KeysHeld"]] = models.Manager()

    terminal: "models.OneToOneField[Terminal, Terminal]" = models.OneToOneField(
        Terminal, on_delete=models.CASCADE, related_name="keys_held"
    )
    seals_to = models.CharField(max_length=16)  # key id
    since = models.DateTimeField()  # from when on it has said so, without a word of another
    held: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)  # key ids
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.terminal} {self.seals_to}"


class KeyRetired(Ledger):
    """A sealing key that was destroyed: who did it, and which terminals were given up as lost."""

    objects = LedgerQuerySet["KeyRetired"].as_manager()

    key_id = models.CharField(max_length=16, unique=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=60)
    device = models.CharField(max_length=20)
    lost: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)  # ids of terminals

    def __str__(self) -> str:
        return f"{self.number} {self.key_id} {self.actor}"


class DoorAlarmRow(Ledger):
    """A door of a terminal that opened without a command, stands open, or is shut again. Written once."""

    objects = LedgerQuerySet["DoorAlarmRow"].as_manager()
    terminal_id: str

    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.PROTECT, related_name="door_alarms"
    )
    envelope_id = models.UUIDField(unique=True)
    sequence = models.PositiveBigIntegerField()  # of the terminal's own journal
    event = models.CharField(max_length=20, choices=[(e.value, e.value) for e in DoorAlarm])
    at = models.DateTimeField()
    heard_at = models.DateTimeField(default=timezone.now)
    compartment = models.PositiveIntegerField()
    parcel = models.CharField(max_length=14, blank=True)  # barcode of what should lie behind the door
    open_s = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.compartment} {self.event}"


class EnrolmentCode(models.Model):
    """A code that lets one terminal in once; only its hash is kept."""

    objects: ClassVar[models.Manager["EnrolmentCode"]] = models.Manager()
    terminal_id: str

    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.CASCADE, related_name="codes"
    )
    salt = models.BinaryField()
    code_hash = models.BinaryField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code of {self.terminal_id} until {self.expires_at:%F %T}"


class SeenProof(models.Model):
    """A request proof already used: the same one again is a replay. Kept until its clock window has passed."""

    objects: ClassVar[models.Manager["SeenProof"]] = models.Manager()

    terminal: "models.ForeignKey[Terminal, Terminal]" = models.ForeignKey(
        Terminal, on_delete=models.CASCADE, db_index=False
    )  # the constraint below begins with it
    proof_id = models.CharField(max_length=64)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["terminal", "proof_id"], name="proof_once")]

    def __str__(self) -> str:
        return self.proof_id


class StaffMember(models.Model):
    """Courier, station staff or technician: signs in at a terminal by number and PIN (kept as a salted hash)."""

    objects: ClassVar[models.Manager["StaffMember"]] = models.Manager()

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in STAFF_ROLES])
    pin_salt = models.BinaryField()
    pin_hash = models.BinaryField()
    active = models.BooleanField(default=True)
    terminals: "models.ManyToManyField[Terminal, models.Model]" = models.ManyToManyField(
        Terminal, blank=True, related_name="staff"
    )  # none named: every terminal

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
