"""Whose task it is counts at the moment of deciding: an approver bound to a department later blocks no later update."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_DEPARTMENTS = "SELECT 1 FROM accounts_officerdepartment WHERE officer_id = NEW.decided_by_id"
_FOREIGN = (
    "NEW.decided_by_id IS NOT NULL AND (OLD.decided_by_id IS NULL OR OLD.decided_by_id <> NEW.decided_by_id) "
    f"AND EXISTS ({_DEPARTMENTS}) AND NOT EXISTS ({_DEPARTMENTS} AND authority = NEW.department)"
)
_AGAIN = "OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id IS NULL OR NEW.decided_by_id <> OLD.decided_by_id)"
_SQLITE = (
    "DROP TRIGGER cases_caseitem_own_department",
    "CREATE TRIGGER cases_caseitem_own_department BEFORE UPDATE ON cases_caseitem "
    f"WHEN {_FOREIGN} BEGIN SELECT RAISE(ABORT, 'the task is another department''s'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION cases_caseitem_hands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {_FOREIGN} THEN RAISE EXCEPTION 'the task is another department''s' USING ERRCODE = 'check_violation'; "
    f"END IF; IF {_AGAIN} THEN RAISE EXCEPTION 'the task is decided' USING ERRCODE = 'check_violation'; "
    "END IF; RETURN NEW; END $$",
)
_GUARDS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _GUARDS[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_hands_of_tasks")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
