"""The long list on a terminal: how fast it loads and is searched, what it weighs, and what one changed line costs.

Processor time is taken: nothing here waits, so that it is what a free machine needs, whatever else runs on this one.
Every round loads in a process of its own, so that memory is that of the list and not of what made it.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import catalogue, listing, pack
from workbench.city import load
from workbench.city.listing import DISTRICTS, SERVICES, UNITS, pack_files

ON_SCREEN = 60
CASES = 20_000
LOAD_GOAL_S, SEARCH_GOAL_MS, MEMORY_GOAL_MB, DELTA_GOAL_KB = 1.0, 30.0, 120.0, 20.0
WORDS = (
    *("老人卡", "lnk", "laorenka", "老人咔", "暂住证", "开店", "食品", "许可", "申请", "证", "bao", "z", "ylbx"),
    *(
        "残疾人 补贴",
        "养老保险转移",
        "道路运正",
        "教师资格正",
        "高龄津贴",
        "阿公阿婆乘车卡",
        "没有这种东西",
        "passport",
    ),
)


def measure(rounds: int, cases: int = CASES) -> bool:
    """The long list on a terminal, then the hall at a city's size; whether every goal is met."""
    listed = _listed(rounds)
    return load.measure(cases, _row) and listed


def _listed(rounds: int) -> bool:
    made = pack_files()
    print(f"  {SERVICES} services x {len(DISTRICTS)} districts, {UNITS} units")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.json"
        path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
        runs = [_child(path) for _ in range(rounds)]
    load_s, memory_mb, p95_ms = (statistics.median(run[name] for run in runs) for name in ("load_s", "mb", "p95_ms"))
    delta_kb, changed_kb = _delta_kb(made)
    met = [
        _row("load", load_s * 1000, "ms", LOAD_GOAL_S * 1000),
        _row("search, 95th percentile of every keystroke", p95_ms, "ms", SEARCH_GOAL_MS),
        _row("memory more", memory_mb, "MB", MEMORY_GOAL_MB),
        _row("delta of one changed line", delta_kb, "kB", DELTA_GOAL_KB),
        _row("delta of one changed item of the catalogue", changed_kb, "kB", DELTA_GOAL_KB),
    ]
    return all(met)


def _row(name: str, figure: float, unit: str, goal: float) -> bool:
    print(f"  {name:<48}{figure:9.1f} {unit:<3} goal {goal:.0f}  {'met' if figure <= goal else 'MISSED'}")
    return figure <= goal


def _child(path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "workbench.city.bench", str(path)], capture_output=True, text=True, check=True
    )
    said: dict[str, float] = json.loads(done.stdout)
    return said


def _delta_kb(made: dict[str, str]) -> tuple[float, float]:
    """What travels when a line changes, and when an item's file does, out of a signed pack of everything."""
    key, today = Ed25519PrivateKey.generate(), date(2026, 1, 1)
    files = catalogue.files_of() | made
    before = pack.signed(files, today, key)
    sizes = []
    for path, old, new in (
        ("list/G00042", '"promised": ', '"promised":  '),
        ("items/sole-trader.toml", "order = ", "order = 1"),
    ):
        after = pack.signed(files | {path: files[path].replace(old, new)}, today, key)
        change = pack.delta(before, after)
        pack.applied(before, change, key.public_key())
        sizes.append(len(change.model_dump_json().encode()) / 1000)
    return sizes[0], sizes[1]


def _in_child(path: Path) -> None:
    """Load and search, and say what it took; runs in a process that has the catalogue already, as a terminal has."""
    catalogue.load().search("老人卡")  # the dictionary of sounds is there before the list is
    before_kb = _resident_kb()
    began = time.process_time()
    long_list = listing.parse(json.loads(path.read_text(encoding="utf-8")), catalogue.load().synonyms)
    load_s = time.process_time() - began
    times = []
    for words in WORDS:
        for typed in range(1, len(words) + 1):
            began = time.process_time()
            long_list.search(words[:typed], most=ON_SCREEN)
            times.append((time.process_time() - began) * 1000)
    p95_ms = statistics.quantiles(times, n=20)[-1]
    print(
        json.dumps(
            {"load_s": load_s, "mb": (_resident_kb() - before_kb) / 1000, "p95_ms": p95_ms, "max_ms": max(times)}
        )
    )


def _resident_kb() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


if __name__ == "__main__":
    _in_child(Path(sys.argv[1]))
