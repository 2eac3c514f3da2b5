"""What the drivers cost while nothing happens: an hour of polling, and a process at rest."""

import os
import resource
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path

from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.clockwork import Clockwork
from drivers.roles import Door
from workbench.card import pcscd_for_this_process
from workbench.locker import Board, SimulatedBank
from workbench.locker.instant import InstantLink

IDLE_GOAL = 0.01
DOORS = 192
HOUR_POLLS = 7200  # two a second for an hour
GROWTH_GOAL_KB = 256
IDLE_S = 20


def row(what: str, value: float, goal: float, *, digits: int = 2) -> bool:
    """Print a figure beside its goal; whether it was met."""
    met = value <= goal
    print(f"{'met ' if met else 'MISS'}  {what}: {value:.{digits}f}, goal {goal:.{digits}f}", flush=True)
    return met


def hour() -> bool:
    """192 doors polled twice a second for an hour of simulated time: memory must not grow."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    boards = [(address, 12) for address in range(1, 1 + DOORS // 12)]
    link = InstantLink("8a", boards, now)
    clockwork = Clockwork(lambda: now[0], sleep)
    bank = Bank([Line("a", "instant", "8a")], numbered("a", boards), clockwork=clockwork, make_link=lambda *_: link)
    tracemalloc.start()
    for _ in range(200):  # caches fill
        bank.doors()
    before = tracemalloc.get_traced_memory()[0]
    began = now[0]
    for poll in range(HOUR_POLLS):
        doors = bank.doors()
        now[0] = max(now[0], began + (poll + 1) * 0.5)
    grown_kb = (tracemalloc.get_traced_memory()[0] - before) / 1024
    tracemalloc.stop()
    assert set(doors.values()) == {Door.CLOSED}
    assert len(doors) == DOORS
    rss_mb, minutes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, (now[0] - began) / 60
    print(f"      {HOUR_POLLS} polls of {DOORS} doors, {minutes:.0f} simulated minutes; peak {rss_mb:.0f} MB")
    return row("memory grown in that hour, KB", grown_kb, GROWTH_GOAL_KB)


_AT_REST = """
import resource, sys, time
from drivers.card.reader import PcscCardReader
from drivers.locker.bank import Bank, Line, numbered

bank = Bank([Line("a", sys.argv[1], "8a")], numbered("a", ((1, 12), (2, 12))))
reader = PcscCardReader()
reader.watch(lambda event: None)
bank.doors()
time.sleep(1)
def used():
    now = resource.getrusage(resource.RUSAGE_SELF)
    return now.ru_utime + now.ru_stime
before, began = used(), time.monotonic()
until = began + float(sys.argv[2])
while time.monotonic() < until:
    bank.doors()
    time.sleep(0.5)
print((used() - before) / (time.monotonic() - began))
"""


def idle() -> bool:
    """CPU of a process that watches an empty card slot and polls 24 doors twice a second."""
    sim = SimulatedBank([Board(1, 12), Board(2, 12)], "8a")
    try:
        with tempfile.TemporaryDirectory() as folder, pcscd_for_this_process(Path(folder)):
            command = [sys.executable, "-c", _AT_REST, sim.path, str(IDLE_S)]
            done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)
    finally:
        sim.close()
    return row("share of a core used by watching and polling at rest", float(done.stdout), IDLE_GOAL, digits=4)
