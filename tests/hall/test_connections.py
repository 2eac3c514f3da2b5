"""Connections: a database that hung up is noticed before the next request, and every terminal has a place."""

import json
import os
import resource
import socket
import subprocess
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.db import connection

from hall.serve import room_within

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file")
_SETTINGS = "import json; from hall.settings import DATABASES; print(json.dumps(DATABASES))"
_HANG_UP = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def _hung_up():
    with connection.cursor() as cursor:
        cursor.execute(_HANG_UP)
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("pooled", "planned"), [("", 0), ("1", None)])
def test_what_the_address_of_the_database_says_is_kept_beside_what_the_hall_wants(tmp_path, pooled, planned):
    address = {"DATABASE_URL": "postgres://hall@/hall?host=/run/there", "HALL_DATA": str(tmp_path)}
    env = {**os.environ, **address, "HALL_POOLED": pooled}
    said = subprocess.run([sys.executable, "-c", _SETTINGS], env=env, check=True, capture_output=True, timeout=60)
    for name in ("default", "counter"):
        options = json.loads(said.stdout)[name]["OPTIONS"]
        assert (options["host"], options.get("prepare_threshold")) == ("/run/there", planned)


@on_postgresql
def test_a_hand_in_after_the_database_hung_up_is_taken_at_once(box, new_submission):
    box.submit(new_submission())
    assert _hung_up() > 0
    assert box.submit(new_submission())
    assert box.request("GET", "/api/v1/orders").status_code == 200


@on_postgresql
def test_a_connection_is_usable_until_the_server_hangs_up():
    connection.ensure_connection()
    assert connection.is_usable()
    connection.close()
    connection.ensure_connection()
    assert connection.is_usable()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()


@pytest.mark.parametrize(
    ("hard", "held"),
    [(resource.RLIM_INFINITY, (1200, 1000)), (4096, (1200, 1000)), (1024, (1024, 824)), (100, (100, 50))],
)
def test_where_few_files_are_allowed_fewer_connections_are_held_but_some(hard, held):
    assert room_within(hard) == held


def test_terminals_that_keep_their_connection_leave_room_for_others(box):
    """A city's terminals stay connected from one question for orders to the next, 30 s later."""
    address, before = urlsplit(box.url), resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as kept:
        kept.callback(resource.setrlimit, resource.RLIMIT_NOFILE, before)
        resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
        for _ in range(1100):  # what comes now has numbers that `select` cannot watch
            kept.callback(os.close, os.dup(0))
        for _ in range(300):
            kept.enter_context(socket.create_connection((address.hostname, address.port), timeout=10))
        assert box.request("GET", "/api/v1/orders").status_code == 200
