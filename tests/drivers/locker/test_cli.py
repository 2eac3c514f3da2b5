"""`python -m drivers.locker` as a technician runs it, against a simulated line."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from drivers.locker.__main__ import main

ROOT = Path(__file__).parents[3]


def arguments(pair: Any, *words: str) -> list[str]:
    pair.bank.close()
    return [*words, "--line", pair.sim.path, "--family", pair.family, "--boards", "1:12,2:12"]


def test_doors_lists_every_door_and_board(pair: Any, capsys: pytest.CaptureFixture[str]) -> None:
    pair.sim.pull(13, by_force=True)
    assert main(arguments(pair, "doors")) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in shown[:24]] == ["closed"] * 12 + ["open"] + ["closed"] * 11
    assert shown[-2:] == ["line/1: ok", "line/2: ok"]


def test_doors_of_a_dead_line_is_a_failure(pair: Any, capsys: pytest.CaptureFixture[str]) -> None:
    words = arguments(pair, "doors")
    pair.sim.unplug()
    assert main(words) == 2
    assert "Is the adapter plugged in?" in capsys.readouterr().out


def run_module(words: list[str], typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "drivers.locker", *words],
        input=typed,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=30,
    )


def test_opening_asks_first(eight: Any) -> None:
    words = arguments(eight, "open", "14")
    refused = run_module(words, "y\n")
    assert refused.returncode == 1
    assert "not opened" in refused.stdout
    assert eight.sim.pulses[14] == 0
    done = run_module(words, "14\n")
    assert done.returncode == 0, done.stderr
    assert "seen open     after" in done.stdout
    assert eight.sim.pulses[14] == 1


def test_a_jam_ends_with_status_one(eight: Any) -> None:
    eight.sim.fault("jammed", compartment=2)
    jammed = run_module(arguments(eight, "open", "2", "--yes"))
    assert jammed.returncode == 1
    assert "seen open     no" in jammed.stdout


def test_help_shows_examples_and_wrong_words_end_with_two(eight: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--family 8a --boards 1:12,2:12" in run_module(["--help"]).stdout
    assert main(arguments(eight, "open", "99", "--yes")) == 2
    assert "UnknownCompartment" in capsys.readouterr().out
    assert main(["doors", "--line", "/dev/null", "--family", "8a", "--boards", "77:12"]) == 2
    assert "board 77" in capsys.readouterr().out


def test_watch_prints_changes_only(eight: Any) -> None:
    words = [sys.executable, "-u", "-m", "drivers.locker", *arguments(eight, "watch", "--every", "0.05")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as watching:
        assert watching.stdout is not None
        first = [watching.stdout.readline().split()[1:] for _ in range(24)]
        assert {state for _, state in first} == {"closed"}
        eight.sim.pull(5, by_force=True)
        assert watching.stdout.readline().split()[1:] == ["5", "open"]
        watching.terminate()
        watching.communicate(timeout=10)
