"""Checking every case's story a slice at a time, so that a hall with a million cases can be asked (domain 2.0)."""

from django.db import transaction
from django.utils import timezone

from contract.life import Role
from hall.accounts.models import Officer
from hall.cases.hands import require
from hall.cases.models import Case
from hall.cases.story import BrokenChain, verify
from hall.oversight.models import BrokenStory, StoryAudit

SLICE = 200  # cases a step: well under a second


def begin(officer: Officer) -> StoryAudit:
    """A new check of all stories; raises `NotYourRole`."""
    require(officer, Role.AUDITOR)
    return StoryAudit.objects.create(by=officer)


@transaction.atomic
def step(audit: StoryAudit, most: int = SLICE) -> StoryAudit:
    """Look at the next `most` cases. Two steps at once follow each other; a step past the end changes nothing."""
    audit = StoryAudit.objects.select_for_update().get(pk=audit.pk)
    if audit.ended_at is not None:
        return audit
    left = Case.objects.order_by("pk")
    cases = list((left.filter(pk__gt=audit.after) if audit.after else left)[:most])
    for case in cases:
        try:
            audit.lines += verify(case)
        except BrokenChain as error:
            BrokenStory.objects.create(audit=audit, case=case, why=str(error)[:300])
    audit.cases += len(cases)
    if cases:
        audit.after = cases[-1].pk
    if len(cases) < most:
        audit.ended_at = timezone.now()
    audit.save()
    return audit
