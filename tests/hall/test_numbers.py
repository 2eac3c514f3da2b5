"""Counting case numbers: each once, in time for everybody, and never more than a day has."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, connections, transaction

from hall.cases.models import DayCounter
from hall.cases.numbers import next_number
from hall.errors import ApiError

DAY = datetime(2026, 1, 5, tzinfo=UTC).date()
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer anyway")


def _sequence(number):
    return int(number[-4:])


def test_numbers_of_a_day_can_be_used_up(hall_database):
    code, day = "1" * 31, DAY
    DayCounter.objects.update_or_create(item_code=code, day=day, defaults={"last": 9998})
    with transaction.atomic():
        assert next_number(code, day).endswith("9999")
    with pytest.raises(ApiError) as refused, transaction.atomic():
        next_number(code, day)
    assert refused.value.status == 503


def test_a_number_whose_case_was_never_written_is_given_to_nobody_else_or_was_never_counted():
    code = "2" * 31
    with transaction.atomic():
        lost = _sequence(next_number(code, DAY))
        transaction.set_rollback(True)
    with transaction.atomic():
        following = _sequence(next_number(code, DAY))
    assert following == (lost + 1 if connection.vendor == "postgresql" else lost)


@on_postgresql
def test_nobody_waits_for_a_number_that_an_unfinished_hand_in_has():
    code, got = "3" * 31, []

    def another():
        got.append(_sequence(next_number(code, DAY)))
        connections.close_all()

    with transaction.atomic():
        mine = _sequence(next_number(code, DAY))
        thread = threading.Thread(target=another)
        thread.start()
        thread.join(20)
        assert got == [mine + 1]


@on_postgresql
def test_only_the_numbers_own_commit_does_not_wait_for_the_disk():
    with transaction.atomic():
        next_number("4" * 31, DAY)
    with connections["counter"].cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


@on_postgresql
def test_numbers_are_counted_on_after_the_database_has_hung_up():
    code = "5" * 31
    before = _sequence(next_number(code, DAY))
    with connections["counter"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert _sequence(next_number(code, DAY)) == before + 1
