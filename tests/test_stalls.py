"""A failing test is run again only where the machine was short of processors, and a broken one still fails."""

from pathlib import Path

import pytest

from tests import stalls

pytest_plugins = ["pytester"]

_BODY = """
import pathlib, pytest
@pytest.mark.{mark}
def test_one(request):
    seen = pathlib.Path({count!r})
    seen.write_text(seen.read_text() + "x" if seen.exists() else "x")
    assert {holds}
"""


class Short:
    """A machine that always says the same of itself."""

    def __init__(self, said: str) -> None:
        self._said = said

    def shortage(self) -> str:
        return self._said


@pytest.mark.parametrize(
    ("said", "mark", "holds", "runs", "outcome"),
    [
        ("short", "timeout(60)", "True", 1, "passed"),
        ("short", "timeout(60)", "len(seen.read_text()) > 1", 2, "passed"),
        ("short", "timeout(60)", "False", stalls.MOST_TRIES, "failed"),
        ("", "timeout(60)", "len(seen.read_text()) > 1", 1, "failed"),
        ("short", "storm", "len(seen.read_text()) > 1", 1, "failed"),
    ],
)
def test_asked_again(pytester: pytest.Pytester, said: str, mark: str, holds: str, runs: int, outcome: str) -> None:
    count = pytester.path / "count"
    pytester.makepyfile(_BODY.format(count=str(count), mark=mark, holds=holds))
    plugin = stalls.AskAgain(Short(said))  # type: ignore[arg-type]
    pytester.inline_run("-p", "no:cacheprovider", "-p", "no:django", plugins=[plugin]).assertoutcome(**{outcome: 1})
    assert len(count.read_text()) == runs


def _pressure(path: Path, waited_s: float) -> None:
    some, full = (f"{kind} avg10=0.00 avg60=0.00 avg300=0.00 total={waited_s * 1e6:.0f}" for kind in ("some", "full"))
    path.write_text(f"{some}\n{full}\n")


def test_the_kernels_count_tells_of_a_shortage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "cpu"
    _pressure(told, 100)
    machine = stalls.Machine(told)
    monkeypatch.setattr(stalls, "STALL_S", 1e9)  # this machine may be busy itself
    asked_s = machine._asked_at_s
    monkeypatch.setattr("tests.stalls.time.monotonic", lambda: asked_s + 10)
    _pressure(told, 109)
    assert machine.shortage() == "somebody waited 90% of the time"
    monkeypatch.setattr("tests.stalls.time.monotonic", lambda: asked_s + 20)
    _pressure(told, 110)
    assert machine.shortage() == ""


def test_where_the_kernel_does_not_count_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = stalls.Machine(tmp_path / "none")
    monkeypatch.setattr(stalls, "STALL_S", 1e9)
    assert machine.shortage() == ""


def test_a_stall_is_told(tmp_path: Path) -> None:
    machine = stalls.Machine(tmp_path / "none")
    machine._worst_s = 0.75
    assert machine.shortage().startswith("it stood still for ")
