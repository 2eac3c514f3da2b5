"""New rows of several tables in one go: what is read back is what was given, and all or none is written."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hall.cases.models import Answer, Material
from hall.fleet.models import Terminal
from hall.ledger import WrittenOnce
from hall.notices.models import Notice
from hall.rows import by_key, insert

_NAMES = [column.attname for column in Terminal._meta.concrete_fields]


def _answer(case, field, value):
    return Answer(case=case, position=90, field=field, value=value, origin="typed")


def _values(case, fields):
    return {row.field: row.value for row in case.answers.filter(field__in=fields)}


def test_values_of_every_shape_come_back_as_they_were(case):
    values = {
        "t.text": '汉字 "quoted" \\ back\' {\n}',
        "t.number": 12.5,
        "t.whole": 2**53 - 1,
        "t.no": False,
        "t.list": ["a", {"b": [None, 1]}],
        "t.none": None,
        "t.empty": "",
    }
    stored_at = timezone.now()
    paper = Material(case=case, position=91, material="TEST", pages=3, page_sha256=["ab"], stored_at=stored_at)
    insert([paper, *(_answer(case, field, value) for field, value in values.items())])
    assert _values(case, values) == values
    assert case.answers.get(field="t.none", value__isnull=True)
    kept = case.materials.get(material="TEST")
    assert (kept.page_sha256, kept.stored_at, kept.pdf_bytes) == (["ab"], stored_at, None)


def test_all_or_none(case):
    paper = Material(case=case, position=91, material="ONCE", pages=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([paper, _answer(case, "t.twice", 1), _answer(case, "t.twice", 2)])
    assert not case.materials.filter(material="ONCE").exists()
    assert _values(case, ["t.twice"]) == {}


def test_postgresql_is_asked_once(case):
    asked = []

    def watch(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        insert([Material(case=case, position=91, material="ASKED", pages=1), _answer(case, "t.asked", 1)])
    inserts = [sql for sql in asked if "INSERT" in sql]
    assert len(inserts) == (1 if connection.vendor == "postgresql" else 2)


def test_a_line_of_a_journal_counts_as_written(case):
    line = case.history.get(sequence=1)
    line.pk, line.sequence, line._state.adding = None, 77, True
    with transaction.atomic():
        insert([line])
        with pytest.raises(WrittenOnce):
            line.save()
        transaction.set_rollback(True)  # a story must not be left with a line that does not follow the last


@pytest.mark.skipif(connection.vendor != "postgresql", reason="bytes go through the driver elsewhere")
def test_bytes_are_refused_rather_than_written_wrongly(case):
    with pytest.raises(TypeError):
        insert([Notice(case=case, reason="in_locker", mobile_masked="", text="", code_sealed=b"x")])


def test_a_row_is_found_by_its_key_as_the_framework_finds_it(box):
    found, same = by_key(Terminal, box.id), Terminal.objects.get(pk=box.id)
    assert {name: getattr(found, name) for name in _NAMES} == {name: getattr(same, name) for name in _NAMES}
    assert not found._state.adding
    assert by_key(Terminal, "NOBODY") is None
