"""Where a case was begun, and who took it at the hall's own counter: that officer does not decide it either."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q

from hall.ledger import keeping_triggers


def _person(to: str) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to
    )


_CHANNELS = [("terminal", "terminal"), ("counter", "counter"), ("web", "web")]
_TAKEN = models.CheckConstraint(
    condition=Q(channel="terminal", counter=None, taken_by=None)
    | (Q(counter__isnull=False, taken_by__isnull=False) & Q(channel__in=["counter", "web"])),
    name="taken_at_a_counter_or_not",
)
_HANDS = models.CheckConstraint(condition=~Q(taken_by=F("decided_by")), name="taker_does_not_decide")
_CHANGES: list[tuple[str, Operation]] = [
    (
        "cases_case",
        migrations.AddField(
            "case", "channel", models.CharField(choices=_CHANNELS, default="terminal", max_length=8)
        ),
    ),
    ("cases_case", migrations.AddField("case", "counter", _person("fleet.counter"))),
    ("cases_case", migrations.AddField("case", "taken_by", _person("accounts.officer"))),
    ("cases_case", migrations.AddConstraint("case", _TAKEN)),
    ("cases_caseitem", migrations.AddField("caseitem", "taken_by", _person("accounts.officer"))),
    ("cases_caseitem", migrations.AddConstraint("caseitem", _HANDS)),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_district"), ("fleet", "0010_counter"), ("accounts", "0004_departments")]
    operations = [step for table, change in _CHANGES for step in keeping_triggers(table, change)]
