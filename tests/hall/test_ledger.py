"""What is written once stays written: through the model, through bare SQL, and through its hashes."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from contract.envelope import Kind
from contract.parcel import ParcelEvent
from hall.cases import services, story
from hall.cases.models import Case, History
from hall.fleet.models import TerminalEvent
from hall.ledger import WrittenOnce
from hall.parcels.models import ParcelEventRow


@pytest.fixture
def dropped(box, submission):
    """A case with one parcel event."""
    case_id = box.submit(submission)
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, submission.originals_parcel), case_id)
    return Case.objects.get(pk=case_id)


@pytest.mark.parametrize("model", [History, ParcelEventRow, TerminalEvent])
def test_the_model_refuses(dropped, model):
    row = model.objects.latest("pk")
    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(WrittenOnce):
        row.delete()
    with pytest.raises(WrittenOnce):
        model.objects.filter(pk=row.pk).update(actor="x")
    with pytest.raises(WrittenOnce):
        model.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize("table", ["cases_history", "parcels_parceleventrow", "fleet_terminalevent"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET actor = 'x'", "DELETE FROM {}"])
def test_the_database_refuses(dropped, table, statement):
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    story.verify(dropped)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_database_refuses_to_truncate(dropped):
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE cases_history")


def test_every_line_says_who_when_where_and_what(dropped, people):
    first, second, third = dropped.history.all()
    assert (first.action, first.actor, first.role, first.device) == (
        "received",
        "applicant",
        "applicant",
        dropped.terminal_id,
    )
    assert second.before == {"state": "received"}
    assert second.after == {"state": "awaiting_paper"}
    assert third.action == "originals_dropped"
    assert first.at <= second.at <= third.at
    assert first.previous_hash == story.FIRST
    assert third.previous_hash == second.hash


@contextmanager
def _by_a_thief():
    """What the database's owner could do with the guard off; undone at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER cases_history_no_update")
                cursor.execute("DROP TRIGGER cases_history_no_delete")
            else:
                cursor.execute("DROP TRIGGER cases_history_no_change ON cases_history")
            yield cursor
        transaction.set_rollback(True)


@pytest.mark.parametrize("column", ["actor", "note", "action", "hash", "previous_hash", "at"])
def test_a_forged_line_is_found(case, people, column):
    services.accept(case, people.acceptor, "齐全")
    case = Case.objects.get(pk=case.pk)
    assert story.verify(case) == 2
    value = "2020-01-01 00:00:00+00:00" if column == "at" else "f" * 20
    with _by_a_thief() as cursor:
        cursor.execute(f"UPDATE cases_history SET {column} = %s WHERE id = %s", [value, case.history.first().pk])
        with pytest.raises(story.BrokenChain):
            story.verify(case)
    assert story.verify(case) == 2


def test_a_lost_last_line_is_found(case, people):
    services.accept(case, people.acceptor)
    case = Case.objects.get(pk=case.pk)
    with _by_a_thief() as cursor:
        cursor.execute("DELETE FROM cases_history WHERE id = %s", [case.history.last().pk])
        with pytest.raises(story.BrokenChain):
            story.verify(case)
    assert story.verify(case) == 2
