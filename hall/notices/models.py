"""Notices: what would be sent as a short message. No case content in the text; the phone only masked."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from hall.cases.models import Case
from hall.keys import hall_keys
from hall.notices import links


class Notice(models.Model):
    """One message to an applicant. The pick-up code in it is sealed to the hall's own key and opened when shown."""

    objects: ClassVar[models.Manager["Notice"]] = models.Manager()
    case_id: UUID

    case: "models.ForeignKey[Case, Case]" = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=30)  # why it was sent: in_locker, to_correct, not_accepted
    mobile_masked = models.CharField(max_length=20)
    text = models.CharField(max_length=300)  # with {code} where the code stands, when there is one
    code_sealed = models.BinaryField(null=True)
    parcel = models.CharField(max_length=14, blank=True)  # barcode the code belongs to

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.reason} {self.mobile_masked}"

    @property
    def code(self) -> str | None:
        """The pick-up code in plain digits; None for a notice without one."""
        if self.code_sealed is None:
            return None
        return hall_keys().open_code(bytes(self.code_sealed), self.parcel)

    @property
    def full_text(self) -> str:
        """The text as the phone would show it."""
        return self.text.format(code=self.code or "", link=links.address(self.pk) if self.code_sealed else "")
