"""The log is an allow-list: fields not named, and the words of exceptions, are left out."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from kiosk.log import ALLOWED, to_stderr


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_a_line_is_json_with_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr("DEBUG")
    structlog.get_logger("x").warning("failure", failure="bank_full", compartment=3)
    (line,) = lines(capsys)
    assert (line["event"], line["failure"], line["compartment"], line["level"]) == (
        "failure",
        "bank_full",
        3,
        "warning",
    )


def test_a_field_that_is_not_on_the_list_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr("DEBUG")
    structlog.get_logger("x").info("x", person="陈秀英", id_number="440103195603010005", answers={"p.name": "陈"})
    (line,) = lines(capsys)
    assert set(line) <= ALLOWED
    assert "440103" not in json.dumps(line)


def test_an_exception_is_told_by_type_and_place_never_by_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr("DEBUG")

    def deep() -> None:
        try:
            raise KeyError("440103195603010005")
        except KeyError as error:
            raise ValueError("name 陈秀英 is not valid") from error

    try:
        deep()
    except ValueError:
        structlog.get_logger("x").exception("step_failed", step="FillForm")
    (line,) = lines(capsys)
    assert line["exception"].startswith("ValueError < test_log.py:")
    assert "deep" in line["exception"]
    assert "KeyError" in line["exception"]
    assert "陈" not in json.dumps(line, ensure_ascii=False)
    assert "440103" not in json.dumps(line)


def test_levels_below_the_chosen_one_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr("ERROR")
    structlog.get_logger("x").warning("quiet")
    assert capsys.readouterr().err == ""


def test_what_nobody_caught_is_told_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr("INFO")

    def fail() -> None:
        raise ValueError("陈秀英")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    said = capsys.readouterr().err
    assert said.count('"event": "uncaught"') == 2
    assert said.count("ValueError < test_log.py:") == 2
    assert "陈秀英" not in said


HAMMER = """
import logging, threading
import structlog
from kiosk.log import to_stderr

to_stderr()
ours, theirs = structlog.get_logger("one"), logging.getLogger("two")

def ours_writes():
    for _ in range(3000):
        ours.warning("failure", step="x" * 50)

def theirs_writes():
    for _ in range(3000):
        theirs.warning("y" * 50)

threads = [threading.Thread(target=one) for one in (ours_writes, theirs_writes)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_lines_of_many_threads_stay_whole():
    done = subprocess.run([sys.executable, "-c", HAMMER], capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert len(lines) == 6000
    assert all(line == "WARNING two " + "y" * 50 or json.loads(line)["event"] == "failure" for line in lines)
