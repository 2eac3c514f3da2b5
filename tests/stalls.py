"""A wire test that failed while the machine stood still says nothing, so it is asked again; any other failure counts.

Most tests here speak over real wires in real time: a simulated board that is kept from running for half a second is
silent, and the driver is right to say so. What is measured is how late a thread of this process wakes up. Only a test
during which that exceeded `STALL_S` is run again, `MOST_TRIES` times in all, and the run's end names it and the stall.
"""

import threading
import time

import pytest
from _pytest.runner import runtestprotocol

STALL_S = 0.1
MOST_TRIES = 3
_BEAT_S = 0.02
_MARK = "asked again"


class Heartbeat:
    """Measures how late a thread that wants to run every 20 ms is let run."""

    def __init__(self) -> None:
        self._worst_s = 0.0
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def _beat(self) -> None:
        while True:
            before_s = time.monotonic()
            time.sleep(_BEAT_S)
            self._worst_s = max(self._worst_s, time.monotonic() - before_s - _BEAT_S)

    def worst_since_asked(self) -> float:
        """The longest stall in seconds since this was last asked."""
        worst_s, self._worst_s = self._worst_s, 0.0
        return worst_s


class AskAgain:
    """The plugin of one test process."""

    def __init__(self, heartbeat: Heartbeat) -> None:
        self._heartbeat = heartbeat

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Run one test, again while it fails in a stalled moment."""
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        stalls: list[str] = []
        while True:
            self._heartbeat.worst_since_asked()
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            stall_s = self._heartbeat.worst_since_asked()
            failed = any(report.failed for report in reports)
            if not failed or stall_s <= STALL_S or len(stalls) + 1 == MOST_TRIES:
                break
            stalls.append(f"{stall_s * 1000:.0f} ms")
        for report in reports:
            if stalls and report.when == "teardown":
                report.user_properties.append((_MARK, " and ".join(stalls)))
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def tell(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that were asked again, at the end of the run."""
    ended = [one for kind in ("", "passed", "failed", "error") for one in terminalreporter.stats.get(kind, ())]
    for report in ended:
        for name, stalls in getattr(report, "user_properties", ()):
            if name == _MARK and report.when == "teardown":
                terminalreporter.write_line(f"{report.nodeid} failed while the machine stood still ({stalls}): {_MARK}")
