"""A failing test is run again only where the machine stood still, and a broken one still fails."""

import pytest

from tests import stalls

pytest_plugins = ["pytester"]

_BODY = """
import pathlib
def test_one(request):
    seen = pathlib.Path({count!r})
    seen.write_text(seen.read_text() + "x" if seen.exists() else "x")
    assert {holds}
"""


class Standing:
    """A heartbeat that always tells of a stall that long."""

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s

    def worst_since_asked(self) -> float:
        return self._stall_s


@pytest.mark.parametrize(
    ("stall_s", "holds", "runs", "outcome"),
    [
        (0.5, "True", 1, "passed"),
        (0.5, "len(seen.read_text()) > 1", 2, "passed"),
        (0.5, "False", stalls.MOST_TRIES, "failed"),
        (0.01, "len(seen.read_text()) > 1", 1, "failed"),
    ],
)
def test_asked_again(pytester: pytest.Pytester, stall_s: float, holds: str, runs: int, outcome: str) -> None:
    count = pytester.path / "count"
    pytester.makepyfile(_BODY.format(count=str(count), holds=holds))
    plugin = stalls.AskAgain(Standing(stall_s))  # type: ignore[arg-type]
    pytester.inline_run("-p", "no:cacheprovider", "-p", "no:django", plugins=[plugin]).assertoutcome(**{outcome: 1})
    assert len(count.read_text()) == runs
