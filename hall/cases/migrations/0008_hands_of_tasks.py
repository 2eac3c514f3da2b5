"""One way of deciding: the tasks of a case. The database refuses the acceptor's hand, a second hand, a foreign one."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

_DEPARTMENTS = "SELECT 1 FROM accounts_officerdepartment WHERE officer_id = NEW.decided_by_id"
_FOREIGN = (
    f"NEW.decided_by_id IS NOT NULL AND EXISTS ({_DEPARTMENTS}) "
    f"AND NOT EXISTS ({_DEPARTMENTS} AND authority = NEW.department)"
)
_AGAIN = "OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id IS NULL OR NEW.decided_by_id <> OLD.decided_by_id)"
_SQLITE = (
    "CREATE TRIGGER cases_caseitem_own_department BEFORE UPDATE ON cases_caseitem "
    f"WHEN {_FOREIGN} BEGIN SELECT RAISE(ABORT, 'the task is another department''s'); END",
    "CREATE TRIGGER cases_caseitem_decided_once BEFORE UPDATE ON cases_caseitem "
    f"WHEN {_AGAIN} BEGIN SELECT RAISE(ABORT, 'the task is decided'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION cases_caseitem_hands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {_FOREIGN} THEN RAISE EXCEPTION 'the task is another department''s' USING ERRCODE = 'check_violation'; "
    f"END IF; IF {_AGAIN} THEN RAISE EXCEPTION 'the task is decided' USING ERRCODE = 'check_violation'; "
    "END IF; RETURN NEW; END $$",
    "CREATE TRIGGER cases_caseitem_hands BEFORE UPDATE ON cases_caseitem "
    "FOR EACH ROW EXECUTE FUNCTION cases_caseitem_hands()",
)
_GUARDS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _GUARDS[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_move_decisions"), ("accounts", "0004_departments")]
    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='acceptor_does_not_decide',
        ),
        migrations.RemoveField(
            model_name='case',
            name='decided_by',
        ),
        migrations.AddConstraint(
            model_name='caseitem',
            constraint=models.CheckConstraint(condition=Q(('accepted_by', F('decided_by')), _negated=True), name='acceptor_does_not_decide'),
        ),
        migrations.AddConstraint(
            model_name='caseitem',
            constraint=models.CheckConstraint(condition=Q(Q(('decided_by__isnull', False), ('state__in', ['granted', 'refused'])), Q(Q(('state__in', ['granted', 'refused']), _negated=True), ('decided_by', None)), _connector='OR'), name='decided_by_somebody'),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
