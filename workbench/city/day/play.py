"""A whole day from an empty database to its balance sheet."""

import resource
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from workbench.city.crowd_rows import ids
from workbench.city.day.halls import Halls
from workbench.city.day.plan import draw
from workbench.city.day.replay import Replay, Tell
from workbench.city.day.sheet import Sheet, balance
from workbench.city.postgres import postgresql

TERMINALS, CASES = 500, 15_000
_MEMORY = Path("/dev/shm")  # noqa: S108
"""Where the terminals' files lie: hundreds would share one disk that each has for itself, and none loses its power here
(`tests/disk` cuts it). The hall's database and files stay on the disk."""


def measure(_rounds: int) -> bool:
    """The day of a whole city, for `./run bench`."""
    return print_day(TERMINALS, CASES)


def print_day(count: int, cases: int, seed: int = 1) -> bool:
    """Play, print the sheet, and say whether it balances."""

    def tell(minute: int, came: int, seconds: float) -> None:
        if minute % 60 == 0:
            left_s = seconds / max(came, 1) * (cases - came)
            print(f"  {minute // 60:02d}:00  {came} of {cases} cases, {left_s:.0f} s left", flush=True)

    began = monotonic()
    sheet = day(count, cases, seed, tell)
    print(f"a day of {count} terminals and {cases} cases, replayed in {monotonic() - began:.0f} s")
    print("\n".join(sheet.lines()))
    return sheet.balanced


def day(count: int, cases: int, seed: int, tell: Tell, *settings: str) -> Sheet:
    """One whole day on a PostgreSQL of its own (`settings` of it); its balance sheet."""
    _files_enough()
    plan = draw(ids(count), cases, seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as terminals,
        postgresql(*settings) as url,
        Halls(url, Path(folder)) as halls,
    ):
        halls.start()
        replay = Replay(plan, halls, Path(terminals), datetime.now(UTC))
        replay.play(tell)
        for line in replay.left:
            print(f"  waits: {line}", flush=True)
        return balance(replay.truth, halls.office(do="books"), len(replay.left), halls.deaths)


def _files_enough() -> None:
    """Every terminal has a database of its own, which is three files."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
