"""The whole terminal while ten pages are captured and read: memory and work of its process and of all it starts."""

import os
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from workbench.camera import papers
from workbench.camera.drawing import Paper, Pen
from workbench.papers_bench.table import Table
from workbench.road import Road
from workbench.scenes.documents import WORDS
from workbench.world import World, wait_until


def _copied(number: int) -> Paper:
    """One of the A4 sheets that a thick register was copied onto, full of small print."""
    pen = Pen(210, 297, (251, 250, 248))
    pen.text((105, 26), "户口簿 常住人口登记卡", 7, bold=True, anchor="ms")
    for row in range(38):
        start = (row * 7 + number * 5) % len(WORDS)
        pen.text((22, 42 + 6.2 * row), (WORDS * 2)[start : start + 39], 4.1)
    return pen.paper(f"copied register, sheet {number}")


LAID: tuple[Callable[[], Paper], ...] = (
    papers.id_card,
    papers.id_card_back,
    *(partial(_copied, number) for number in range(8)),
)
GOAL_MIB = 600e6 / 2**20  # 600 MB, for capture work, taken for the whole terminal
READ_S, QUIET_S = 300.0, 6.0  # for the reader to come to an end; without work for so long it has
SHOT_S = 120.0  # on a busy machine
SAMPLE_S = 0.25
_TICKS_A_S = os.sysconf("SC_CLK_TCK")


class Watched:
    """Samples a process and all its descendants until the block ends: the most they held at one moment.

    PSS shares out what several processes have in common; RSS counts it once for each.
    """

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self.pss_mib = self.own_mib = self.rss_mib = self.began_mib = self.cpu_s = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "Watched":
        self.began_mib = sum(_pss_mib(one) for one in _family(self._process_id))
        self._before_s = _cpu_s(self._process_id)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self.cpu_s = _cpu_s(self._process_id) - self._before_s

    def _sample(self) -> None:
        while not self._done.wait(SAMPLE_S):
            family = _family(self._process_id)
            each = [_pss_mib(one) for one in family]
            if sum(each) > self.pss_mib:
                self.pss_mib, self.own_mib = sum(each), each[0]
            self.rss_mib = max(self.rss_mib, sum(map(_rss_mib, family)))


def whole(table: Table, _rounds: int) -> None:
    """A resident captures an identity card and eight pages of a register, and all are read."""
    with tempfile.TemporaryDirectory() as folder, World(Path(folder), read_papers=True) as world:
        hand = world.kiosk()
        road = Road(world, lambda line: None)
        road.sign_on()
        road.choose_item()
        road.fill_form()
        began = time.monotonic()
        with Watched(hand.process_id) as watched:
            road.by_hand()
            for number in range(len(LAID)):
                _take(road, number)
            _until_read(hand.process_id)
        seconds = time.monotonic() - began
    table.section("the whole terminal")
    table.goal(
        watched.pss_mib < GOAL_MIB,
        f"{len(LAID)} pages taken and read: {watched.pss_mib:.1f} MiB "
        f"at most (PSS; goal {GOAL_MIB:.1f}), the window's process {watched.own_mib:.0f} of them and "
        f"{watched.began_mib:.0f} before; RSS {watched.rss_mib:.0f}; "
        f"{watched.cpu_s:.0f} s of processor in {seconds:.0f} s",
    )


def _until_read(process_id: int) -> None:
    """Until the terminal's child processes, of which one reads, have had nothing to do for a while."""
    end, spent_s, since = time.monotonic() + READ_S, -1.0, time.monotonic()
    while time.monotonic() - since < QUIET_S:
        if time.monotonic() > end:
            raise TimeoutError("the reader does not come to an end")
        now_s = sum(_own_cpu_s(one) for one in _family(process_id)[1:])
        if now_s != spent_s:
            spent_s, since = now_s, time.monotonic()
        time.sleep(SAMPLE_S)


def _take(road: Road, number: int) -> None:
    """One page, by the button: both sides of the card, then the register's."""
    road.world.camera.show(LAID[number]())
    review: dict[str, Any] = {}
    for _ in range(5):
        road.hand.tap("shoot")
        review = road.hand.wait("Capture", lambda v: v["state"] == "review", timeout_s=SHOT_S)
        if review["can_accept"]:
            break
        road.hand.tap("retake")  # the camera still showed the paper before
        road.hand.wait("Capture", lambda v: v["state"] == "live")
    else:
        raise AssertionError(f"page {number + 1} is not taken: {review['advice']}")
    road.hand.tap("another_page" if review["can_add_page"] and number + 1 < len(LAID) else "accept")
    wait_until(lambda: _moved_on(road), "the next page")


def _moved_on(road: Road) -> bool:
    screen = road.hand.screen
    return bool(screen["view"] != "Capture" or screen["values"]["state"] != "review")


def _family(process_id: int) -> list[int]:
    """A process and all its descendants that live now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text("utf-8", "replace")
            except OSError:  # it ended meanwhile
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    family, new = [process_id], [process_id]
    while new:
        new = [child for one in new for child in children.get(one, [])]
        family += new
    return family


def _pss_mib(process_id: int) -> float:
    return _kib_of(process_id, "smaps_rollup", "Pss:") / 1024


def _rss_mib(process_id: int) -> float:
    return _kib_of(process_id, "status", "VmRSS:") / 1024


def _kib_of(process_id: int, file: str, field: str) -> int:
    """A field of /proc in KiB; 0 of a process that ended meanwhile."""
    try:
        lines = Path(f"/proc/{process_id}/{file}").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(field)), 0)


def _cpu_s(process_id: int) -> float:
    """Processor time of a process, of its living descendants and of its own children that have ended."""
    return sum(map(_own_cpu_s, _family(process_id))) + _own_cpu_s(process_id, of_ended_children=True)


def _own_cpu_s(process_id: int, *, of_ended_children: bool = False) -> float:
    """User and system time; 0 of a process that ended meanwhile."""
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    first = 13 if of_ended_children else 11
    return sum(map(int, fields[first : first + 2])) / _TICKS_A_S
