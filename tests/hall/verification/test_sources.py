"""The file of sources: wrong ones are named, and one that is spoilt while the hall runs costs nobody a paper."""

import os

import pytest
from django.conf import settings

from contract.source import LookUpAnswer, Source
from hall import commands
from hall.verification import sources
from workbench.departments import SimulatedDepartment


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[tax]\nurl = 'http://x'\ntoken = '0123456789abcdef'", "tax"),
        ("[civil_affairs]\nurl = 'ftp://x'\ntoken = '0123456789abcdef'", "url"),
        ("[civil_affairs]\nurl = 'http://x'\ntoken = 'short'", "token"),
        ("[civil_affairs]\nurl = 'http://x'\ntoken = '0123456789abcdef'\npatience = 3", "patience"),
        ("[civil_affairs", "sources.toml"),
    ],
)
def test_a_wrong_file_keeps_the_hall_from_starting_and_is_named(tmp_path, monkeypatch, capsys, text, named):
    file = tmp_path / "sources.toml"
    file.write_text(text, "utf-8")
    monkeypatch.setattr(settings, "HALL_SOURCES", str(file))
    assert commands.main(["serve", "--port", "0"]) == 2
    assert named in capsys.readouterr().err
    assert sources.connected() == {}


def test_one_spoilt_while_the_hall_runs_costs_nobody_a_paper(departments, resident, caplog):
    assert resident().ask()["MAR"].answer is LookUpAnswer.YES
    with open(settings.HALL_SOURCES, "w") as file:
        file.write("[civil_affairs")
    os.utime(settings.HALL_SOURCES, ns=(1, 1))
    assert resident().ask()["MAR"].answer is LookUpAnswer.YES
    assert "the sources stay as they were" in caplog.text
    assert "0123" not in caplog.text


def test_a_wrong_token_is_told_as_a_fault_of_the_source(departments, resident, tmp_path, monkeypatch):
    with SimulatedDepartment(Source.CIVIL_AFFAIRS) as civil:
        file = tmp_path / "other.toml"
        file.write_text(f"[civil_affairs]\nurl = '{civil.url}'\ntoken = 'not the right token'\n", "utf-8")
        monkeypatch.setattr(settings, "HALL_SOURCES", str(file))
        assert resident().ask()["MAR"].answer is LookUpAnswer.SOURCE_UNAVAILABLE
        assert civil.posts == 0
