"""`python -m workbench`: every part is listed, answers to --help, and starts with the device to open."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.__main__ import PARTS, main

ROOT = Path(__file__).parents[2]


def test_the_list_names_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == main(["--help"]) == 0
    listed = capsys.readouterr().out
    assert set(PARTS) == {"card", "idcard", "locker", "camera", "printer", "departments", "demo"}
    assert all(f"python -m workbench {name}" in listed for name in PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_answers_to_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert "usage:" in capsys.readouterr().out


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["toaster"]) == 2
    assert "no part 'toaster'" in capsys.readouterr().err


def test_arguments_are_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["card", "list"]) == 0
    assert "chen" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["locker", "--family", "toaster"])
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "device"),
    [
        (["locker", "--family", "winnsen"], "/line"),
        (["idcard"], "/line"),
        (["camera"], "http://127.0.0.1:"),
        (["printer", "{out}"], "/"),
        (["departments", "{out}/sources.toml"], "http://127.0.0.1:"),
    ],
)
def test_a_part_says_what_to_open(arguments: list[str], device: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "workbench", *(word.format(out=tmp_path) for word in arguments)],
        input="quit\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    assert any(device in line for line in ended.stdout.splitlines()[:2]), ended.stdout
