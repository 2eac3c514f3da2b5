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
_MANY = """
from tests import stalls
class Short:
    def shortage(self, *, wired):
        return "short"
def pytest_configure(config):
    config.pluginmanager.register(stalls.AskAgain(Short()), "short")
from tests.conftest import pytest_sessionfinish, pytest_terminal_summary
"""


class Short:
    """A machine that always says the same of itself to wired tests."""

    def __init__(self, said: str) -> None:
        self._said = said

    def shortage(self, *, wired: bool) -> str:
        return self._said if wired else ""


@pytest.mark.parametrize(
    ("folder", "said", "mark", "holds", "runs", "outcome"),
    [
        ("kiosk", "short", "timeout(60)", "True", 1, "passed"),
        ("kiosk", "short", "timeout(60)", "len(seen.read_text()) > 1", 2, "passed"),
        ("kiosk", "short", "timeout(60)", "False", stalls.MOST_TRIES, "failed"),
        ("kiosk", "", "timeout(60)", "len(seen.read_text()) > 1", 1, "failed"),
        ("kiosk", "short", "storm", "len(seen.read_text()) > 1", 1, "failed"),
        ("contract", "short", "timeout(60)", "len(seen.read_text()) > 1", 1, "failed"),
    ],
)
def test_asked_again(
    pytester: pytest.Pytester, folder: str, said: str, mark: str, holds: str, runs: int, outcome: str
) -> None:
    count = pytester.path / "count"
    body = _BODY.format(count=str(count), mark=mark, holds=holds)
    (pytester.mkdir(folder) / "test_it.py").write_text(body)
    plugin = stalls.AskAgain(Short(said))  # type: ignore[arg-type]
    pytester.inline_run("-p", "no:cacheprovider", "-p", "no:django", plugins=[plugin]).assertoutcome(**{outcome: 1})
    assert len(count.read_text()) == runs


def test_the_next_try_stands_on_something_new_and_so_do_the_tests_after_it(pytester: pytest.Pytester) -> None:
    body = """
import pytest
made = []
@pytest.fixture(scope="module")
def world():
    made.append("begun")
    yield []
    made.append("ended")
def test_one(world):
    world.append("traces")
    assert len(made) > 1
def test_two(world):
    assert (world, made) == (["traces"], ["begun", "ended", "begun"])
"""
    (pytester.mkdir("kiosk") / "test_it.py").write_text(body)
    plugin = stalls.AskAgain(Short("short"))  # type: ignore[arg-type]
    pytester.inline_run("-p", "no:cacheprovider", "-p", "no:django", plugins=[plugin]).assertoutcome(passed=2)


@pytest.mark.parametrize("tests", [stalls.MOST_ASKED, stalls.MOST_ASKED + 1])
def test_a_run_in_which_too_many_were_asked_again_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tests: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makeconftest(_MANY)
    body = "import pytest\nseen = set()\n@pytest.mark.parametrize('n', range({n}))\ndef test_it(n):\n"
    pytester.makepyfile(body.format(n=tests) + "    again = n in seen\n    seen.add(n)\n    assert again\n")
    done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:django", "-n", "2")
    assert done.parseoutcomes()["passed"] == tests
    assert done.stdout.str().count("failed while the machine was short (short): asked again") == tests
    assert (done.ret == 0) is (tests == stalls.MOST_ASKED)


class Clock:
    """Time that passes when somebody sleeps, and more than was wished for by `late_s`."""

    def __init__(self) -> None:
        self.now_s, self.late_s = 100.0, 0.0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, wished_s: float) -> None:
        self.now_s += wished_s + self.late_s


def _pressure(path: Path, waited_s: float) -> None:
    some, full = (f"{kind} avg10=0.00 avg60=0.00 avg300=0.00 total={waited_s * 1e6:.0f}" for kind in ("some", "full"))
    path.write_text(f"{some}\n{full}\n")


def test_the_kernels_count_tells_wired_tests_of_a_shortage(tmp_path: Path) -> None:
    told, clock = tmp_path / "cpu", Clock()
    _pressure(told, 100)
    machine = stalls.Machine(told, clock, clock.sleep)
    for waited_s, wired, said in ((109, True, "somebody waited 90% of the time"), (118, False, ""), (119, True, "")):
        _pressure(told, waited_s)
        clock.now_s += 10
        assert machine.shortage(wired=wired) == said


def test_a_late_beat_is_a_stall_for_everybody_and_told_once(tmp_path: Path) -> None:
    clock = Clock()
    machine = stalls.Machine(tmp_path / "none", clock, clock.sleep)
    machine.beat()
    assert machine.shortage(wired=True) == ""  # nor does anybody wait where the kernel does not count
    clock.late_s = 0.75
    machine.beat()
    clock.late_s = 0.0
    machine.beat()
    assert machine.shortage(wired=False) == "it stood still for 750 ms"
    assert machine.shortage(wired=False) == ""
