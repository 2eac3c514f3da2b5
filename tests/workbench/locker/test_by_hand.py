"""`python -m workbench.locker`: lines by hand, and the prompt."""

import subprocess
import sys
from pathlib import Path

import pytest

from workbench.locker import Fault, SimulatedCabinet, families
from workbench.locker.__main__ import _obey, main

ROOT = Path(__file__).parents[3]
TYPED = """\
pull 3
pull 3 force
put 3 an envelope
put 4 x
fault jammed 3
fault silent 1 times 2
fault busy door 2
fault split line a detail 2
fault what
toast
take 3
put 3 "
take
push 3
show
clear
unplug
plug
show
quit
"""


def test_the_prompt_obeys(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "workbench.locker", "--boards", "1", "--path", str(tmp_path / "line")],
        input=TYPED,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=30,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[:2] == ["line a: 8a, 9600 baud, boards 1, doors 1..12, at", str(tmp_path / "line")]
    for expected in (
        "it is latched",
        "   3  a         1     3  OPEN    off        0     0.0  an envelope",
        "4 is shut",
        "faults: jammed 3, silent on board 1, busy 2, split",
        "'what' is not a valid",
        "unknown: toast",
        "cannot: No closing quotation",
        "cannot: list index out of range",
        "faults: none",
    ):
        assert expected in ended.stdout, expected


def test_more_than_one_family_is_a_wall_of_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "quit")
    path = tmp_path / "line"
    arguments = ["--family", "8a", "--family", "modbus_waveshare", "--boards", "1", "--path", str(path)]
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert f"doors 13..20, at\n{path}-2" in told


def test_the_help_explains_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    for fault in Fault:
        assert f"{fault.value} {fault.meaning}. Of {fault.of.value}" in told
    assert all(family in told for family in families())


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--boards", "0"], 2), (["--baud", "1"], 2), (["--family", "toaster"], 2), (["--locks", "17"], 1)],
)
def test_what_cannot_be_is_refused(arguments: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        got = main(["--family", "winnsen", *arguments])
    except SystemExit as ended:
        got = int(str(ended.code))
    assert got == status
    assert capsys.readouterr().err


def test_only_quit_ends_the_prompt() -> None:
    cabinet = SimulatedCabinet({})
    assert _obey(cabinet, "")
    assert _obey(cabinet, "help")
    assert not _obey(cabinet, "quit")
