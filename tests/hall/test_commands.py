"""The hall as its operator meets it: child processes, exit codes, what is printed."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from contract.life import Role
from hall import commands
from hall.accounts.models import Officer
from hall.fleet.models import Terminal

CODE = r"([2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]{4}\n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path):
    """The environment of a hall of its own."""
    return {**os.environ, "HALL_DATA": str(tmp_path / "hall"), "DATABASE_URL": ""}


def _hall(environment, *arguments):
    command = [sys.executable, "-W", "error", "-m", "hall", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def test_serve_migrates_listens_and_stops(environment, tmp_path):
    command = [sys.executable, "-W", "error", "-m", "hall", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as child:
        try:
            url = re.fullmatch(r"hall: listening on (http://127\.0\.0\.1:\d+)\n", child.stdout.readline())[1]
            assert requests.get(url + "/healthz", timeout=30).json()["ok"]
            assert requests.get(url + "/", timeout=30, allow_redirects=False).headers["Location"] == "/console/"
            port = url.rpartition(":")[2]
            second = subprocess.run([*command[:-1], port], cwd=ROOT, env=environment, capture_output=True, text=True)
            assert (second.returncode, second.stdout) == (1, "")
            assert second.stderr.startswith(f"hall: cannot listen on 127.0.0.1, port {port}: Address already in use\n")
            assert re.fullmatch(CODE, _hall(environment, "terminal", "add", "GZ0001", "--site", "荔湾示例小区"))
            child.send_signal(signal.SIGTERM)
            assert child.communicate(timeout=15)[0] == "hall: stopped\n"
            assert child.returncode == 0
        finally:
            child.kill()
    keys = list((tmp_path / "hall" / "keys").iterdir())
    assert keys
    assert {oct(key.stat().st_mode & 0o777) for key in keys} == {"0o600"}


def _log(box):
    return Terminal.objects.get(pk=box.id).events.all()


def test_a_terminal_is_let_in_and_shut_out(capsys, box):
    assert commands.main(["terminal", "add", box.id, "--site", "荔湾示例小区"]) == 0
    assert re.fullmatch(CODE, capsys.readouterr().out)
    assert Terminal.objects.get(pk=box.id).site == "荔湾示例小区"
    assert commands.main(["terminal", "revoke", box.id]) == 0
    assert box.request("GET", "/api/v1/orders").status_code == 403
    log = [(line.event, line.actor, line.device) for line in _log(box)]
    assert log[0] == ("revoked", "operator", "server")
    assert commands.main(["terminal", "revoke", box.id]) == 0
    assert [line.event for line in _log(box)] == ["revoked", "planned_again", "enrolled", "planned"]  # it was already
    assert log[2] == ("enrolled", box.id, "terminal")
    assert commands.main(["terminal", "add", "far too long", "--site", "x"]) == 2
    assert commands.main(["terminal", "revoke", "NOBODY"]) == 2
    assert capsys.readouterr().err.count("hall: ") == 2


def test_the_api_is_printed(capsys):
    assert commands.main(["openapi"]) == 0
    assert json.loads(capsys.readouterr().out)["info"]["version"] == "1"


def test_demo_people_have_made_up_secrets(capsys, box):
    said = []
    for _ in range(2):
        assert commands.main(["staff", "demo"]) == 0
        said.append(json.loads(capsys.readouterr().out))
    assert said[0] != said[1]
    desks = {"acceptor", "approver", "issuer", "supervisor", "technician", "auditor", "agent"}
    assert set(said[1]["officers"]) == desks
    acceptor = Officer.objects.get(user__username="acceptor")
    assert acceptor.roles == {Role.ACCEPTOR}
    assert Officer.objects.get(user__username="technician").roles == {Role.TECHNICIAN}
    assert Officer.objects.get(user__username="auditor").roles == {Role.AUDITOR}
    assert acceptor.user.check_password(said[1]["officers"]["acceptor"])
    assert not acceptor.user.check_password(said[0]["officers"]["acceptor"])
    assert {"2001", "3001", "4001"} <= {member.number for member in box.orders().staff}


def test_officers_and_members_one_by_one(capsys, box, monkeypatch):
    assert commands.main(["staff", "officer", "zhou", "--name", "周", "--role", "acceptor", "--role", "issuer"]) == 0
    officer = Officer.objects.get(user__username="zhou")
    assert officer.user.check_password(capsys.readouterr().out.strip())
    assert officer.roles == {Role.ACCEPTOR, Role.ISSUER}
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "short")
    assert commands.main(["staff", "officer", "zhou", "--name", "周", "--role", "issuer", "--ask"]) == 2
    assert Officer.objects.get(user__username="zhou").roles == {Role.ACCEPTOR, Role.ISSUER}
    here = ["--terminal", box.id]
    assert commands.main(["staff", "member", "C77", "--name", "投", "--role", "courier", *here]) == 0
    assert re.fullmatch(r"\d{6}\n", capsys.readouterr().out)
    assert [t.id for t in Terminal.objects.filter(staff__number="C77")] == [box.id]
    assert commands.main(["staff", "member", "C78", "--name", "投", "--role", "courier", "--terminal", "NO"]) == 2


def test_a_broken_story_is_reported(capsys, case):
    type(case).objects.filter(pk=case.pk).update(state="closed")
    try:
        assert commands.main(["verify-history"]) == 1
        assert f"BROKEN case {case.number}" in capsys.readouterr().out
    finally:
        type(case).objects.filter(pk=case.pk).update(state="received")
    commands.main(["verify-history"])
    assert case.number not in capsys.readouterr().out
