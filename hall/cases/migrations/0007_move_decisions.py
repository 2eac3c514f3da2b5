"""Every case of before becomes a case with its tasks: who decided, and how, stands in them from now on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_DECIDED = ("granted", "refused", "packed", "in_locker", "collected", "closed")


def move_decisions(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for case in apps.get_model("cases", "Case").objects.all().iterator():
        accepted = timezone.localdate(case.accepted_at) if case.accepted_at else None
        granted = case.history.filter(action="granted").exists()
        for item in case.items.all():
            item.department = item.code[:18]
            item.accepted_by_id, item.opened_on = case.accepted_by_id, accepted
            if case.state in _DECIDED and case.decided_by_id is not None:
                item.state = "granted" if granted else "refused"
                item.decided_by_id, item.ended_at, item.reasons = case.decided_by_id, case.decided_at, case.reasons
            elif case.state == "accepted":
                item.state, item.due_by = "working", case.promised_by
            item.save()


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_tasks")]
    operations = [migrations.RunPython(move_decisions, migrations.RunPython.noop)]
