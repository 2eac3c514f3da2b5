"""A wire test that failed while the machine was short of processors says nothing, so it is asked again; others count.

Most tests here speak over real wires in real time: a simulated board that is kept from running for half a second is
silent, and the driver is right to say so. Measured are how late a thread of this process wakes up and, for the tests of
the folders in `WIRED`, for which share of the time somebody on the machine waited for a processor, where the kernel
tells (`/proc/pressure/cpu`). Only a test during which one of them exceeded its bound is run again, `MOST_TRIES` times
in all, and the run's end names it and what was measured: whoever reads a name twice has a test, or a product, to mend.
More than `MOST_ASKED` of them fail the run. A storm is asked once.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

STALL_S = 0.1
SHORT_SHARE = 0.6
WIRED = frozenset({"drivers", "e2e", "kiosk", "offline_queue", "ui", "workbench"})
MOST_TRIES, MOST_ASKED = 3, 10
_BEAT_S = 0.02
_PRESSURE = Path("/proc/pressure/cpu")
_MARK = "asked again"


class Machine:
    """How busy the machine was: a thread that wants to run every 20 ms, and the kernel's own count of waiting."""

    def __init__(
        self,
        pressure: Path = _PRESSURE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._worst_s = 0.0
        self._pressure, self._clock, self._sleep = pressure, clock, sleep
        self._asked_at_s, self._waited_s = clock(), self._waited()

    def watch(self) -> "Machine":
        """Begin to beat, on a thread."""
        threading.Thread(target=self._beat_for_ever, name="heartbeat", daemon=True).start()
        return self

    def _beat_for_ever(self) -> None:
        while True:
            self.beat()

    def beat(self) -> None:
        """Sleep once, and note how much too long that took."""
        before_s = self._clock()
        self._sleep(_BEAT_S)
        self._worst_s = max(self._worst_s, self._clock() - before_s - _BEAT_S)

    def _waited(self) -> float:
        """Seconds since the start of the machine in which somebody waited; 0 where the kernel does not count."""
        try:
            some = self._pressure.read_text().splitlines()[0]
        except OSError:
            return 0.0
        return int(some.rpartition("total=")[2]) / 1e6

    def shortage(self, *, wired: bool) -> str:
        """Since this was last asked, in words; "" when there was none. `wired`: real time matters to whom it is for."""
        now_s, waited_s = self._clock(), self._waited()
        share = (waited_s - self._waited_s) / max(now_s - self._asked_at_s, _BEAT_S)
        stall_s, self._worst_s = self._worst_s, 0.0
        self._asked_at_s, self._waited_s = now_s, waited_s
        if stall_s > STALL_S:
            return f"it stood still for {stall_s * 1000:.0f} ms"
        return f"somebody waited {share:.0%} of the time" if wired and share > SHORT_SHARE else ""


class AskAgain:
    """The plugin of one test process."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Run one test, again while it fails on a machine that is short of processors."""
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        wired = bool(WIRED.intersection(item.path.relative_to(item.config.rootpath).parts))
        shortages: list[str] = []
        while True:
            self._machine.shortage(wired=wired)
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            shortage = self._machine.shortage(wired=wired)
            failed = any(report.failed for report in reports)
            if not (failed and shortage) or len(shortages) + 1 == MOST_TRIES or item.get_closest_marker("storm"):
                break
            shortages.append(shortage + _made_anew(item))
        for report in reports:
            if shortages and report.when == "teardown":
                report.user_properties.append((_MARK, " and ".join(shortages)))
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def _made_anew(item: pytest.Item) -> str:
    """End what the test shares with the others of its file, where the failed try has left traces; "" if that went well.

    What lives for the whole run (the hall's database) stays.
    """
    try:
        item.session._setupstate.teardown_exact(item.session)
    except Exception as error:  # told with the rest: the test is to be asked again all the same
        return f", then what it stands on did not end well: {error!r}"
    return ""


def asked_again(terminalreporter: pytest.TerminalReporter) -> list[str]:
    """A line for each test that was."""
    ended = [one for kind in ("", "passed", "failed", "error") for one in terminalreporter.stats.get(kind, ())]
    return [
        f"{report.nodeid} failed while the machine was short ({shortages}): {_MARK}"
        for report in ended
        for name, shortages in getattr(report, "user_properties", ())
        if name == _MARK and report.when == "teardown"
    ]
