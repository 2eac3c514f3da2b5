"""The database's own watch over what districts send back: written once, by the right desks, each hand another one's.

Nothing is decided while it is open, nobody who took part in it decides, and no district changes but by a ruling.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hall.ledger import guard

_DESK = "EXISTS (SELECT 1 FROM accounts_officerdistrict d WHERE d.officer_id = NEW.by_id AND d.district = {district})"
_CITY = "'440100'"
_RULING = (
    "EXISTS (SELECT 1 FROM districts_ruling r JOIN districts_sentback s ON s.id = r.sent_back_id "
    "WHERE s.task_id = NEW.id AND r.district = NEW.district)"
)
_NEWLY = "NEW.decided_by_id IS NOT NULL AND (OLD.decided_by_id IS NULL OR OLD.decided_by_id <> NEW.decided_by_id)"
_FOREIGN_DESK = (
    "NEW.district <> '' AND EXISTS (SELECT 1 FROM accounts_officerdistrict d "
    "WHERE d.officer_id = NEW.decided_by_id AND d.district <> NEW.district)"
)
_HAD_IT = (
    "EXISTS (SELECT 1 FROM districts_sentback s LEFT JOIN districts_ruling r ON r.sent_back_id = s.id "
    "WHERE s.task_id = NEW.id AND (s.by_id = NEW.decided_by_id OR r.by_id = NEW.decided_by_id))"
)
_CHECKS = {
    "districts_sentback": (
        "INSERT",
        {
            "the desk is of another district": f"NOT {_DESK.format(district='NEW.district')}",
            "it does not lie with this district": "NOT EXISTS (SELECT 1 FROM cases_caseitem t WHERE t.id = NEW.task_id "
            "AND t.district = NEW.district AND t.case_id = NEW.case_id AND t.state = 'working')",
        },
    ),
    "districts_ruling": (
        "INSERT",
        {"the desk is not the city''s": f"NOT {_DESK.format(district=_CITY)}"},
    ),
    "cases_caseitem": (
        "UPDATE",
        {
            "the city has to settle it first": f"OLD.state = 'sent_back' AND NEW.state <> 'sent_back' AND NOT {_RULING}",
            "only the city moves it to another district": f"NEW.district <> OLD.district AND NOT {_RULING}",
            "the task is another district''s": f"{_NEWLY} AND {_FOREIGN_DESK}",
            "who sent it back or settled it does not decide": f"{_NEWLY} AND {_HAD_IT}",
        },
    ),
}


def _sqlite(table: str, when: str, checks: dict[str, str]) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_districts_{place} BEFORE {when} ON {table} "
        f"WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{said}'); END"
        for place, (said, wrong) in enumerate(checks.items())
    ]


def _postgresql(table: str, when: str, checks: dict[str, str]) -> list[str]:
    each = " ".join(
        f"IF {wrong} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation'; END IF;"
        for said, wrong in checks.items()
    )
    return [
        f"CREATE FUNCTION {table}_districts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {each} RETURN NEW; END $$",
        f"CREATE TRIGGER {table}_districts BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_districts()",
    ]


def watch(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    made = {"sqlite": _sqlite, "postgresql": _postgresql}[editor.connection.vendor]
    for table, (when, checks) in _CHECKS.items():
        for statement in made(table, when, checks):
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("districts", "0001_initial"), ("accounts", "0005_districts"), ("cases", "0018_sent_back")]
    operations = [
        migrations.RunPython(guard("districts_sentback"), migrations.RunPython.noop),
        migrations.RunPython(guard("districts_ruling"), migrations.RunPython.noop),
        migrations.RunPython(watch, migrations.RunPython.noop),
    ]
