"""The e-certificate library (domain 2.5): certificates are written once; what becomes of them are events."""

from typing import ClassVar

from django.db import models

from contract.certificate import Trust
from hall.cases.models import Case
from hall.ledger import Ledger, LedgerQuerySet


class Certificate(Ledger):
    """One certificate. The holder is a keyed hash; the structured fields are sealed to the hall and signed plain."""

    objects = LedgerQuerySet["Certificate"].as_manager()
    case_id: object

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    holder_tag = models.CharField(max_length=32, db_index=True)
    issuer = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the last day; None = for good
    trust = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Trust])
    fields_sealed = models.BinaryField()
    payload_sha256 = models.CharField(max_length=64)  # of the canonical JSON the issuer signed
    signature = models.BinaryField(max_length=64)  # Ed25519
    key_id = models.CharField(max_length=16)  # of the issuer's public key
    case: "models.ForeignKey[Case | None, Case | None]" = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="certificates"
    )  # whose grant issued it

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class CertificateEvent(Ledger):
    """What became of a certificate: issued, used for a case, superseded, revoked."""

    objects = LedgerQuerySet["CertificateEvent"].as_manager()

    certificate: "models.ForeignKey[Certificate, Certificate]" = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField()
    event = models.CharField(max_length=20, choices=[(e, e) for e in ("issued", "used", "superseded", "revoked")])
    actor = models.CharField(max_length=60)
    note = models.CharField(max_length=300, blank=True)
    case: "models.ForeignKey[Case | None, Case | None]" = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.event} {self.at}"
