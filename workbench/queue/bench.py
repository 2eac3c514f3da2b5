"""`./run bench queue`: every queue in a process of its own, rounds interleaved, ratios within the same round."""

import statistics
import sys
import tempfile
from pathlib import Path

from workbench.queue.child import Child, timed
from workbench.queue.delivery import loopback, over_a_breaking_link
from workbench.queue.targets import FLOOR, FLUSHED, OURS, TARGETS

DEPTHS = {10_000: (0.80, 0.75), 100_000: (0.70, 0.70), 1_000_000: (0.60, 0.60)}
"""Waiting items -> what is wanted of enqueue and of a cycle, as a share of the floor."""
_PEERS_UP_TO = 10_000
_OPERATIONS, _TURNS, _CLAIMS = 50, 8, 300
"""Short turns, many a round: on a machine that does other work too, floor and others then meet the same of it."""
_WARM_UP = 1000
_CLAIM_GOAL_US, _COLD_GOAL_MS, _RSS_GOAL_MB = 50.0, 50.0, 60.0


def measure(rounds: int) -> bool:
    """All of it, with what was wanted; True when every goal is met."""
    with tempfile.TemporaryDirectory(prefix="queue-bench-") as folder:
        met = [_at_depth(Path(folder), depth, *goals, rounds) for depth, goals in DEPTHS.items()]
    met += [_sealing(), loopback(rounds), over_a_breaking_link()]
    return all(met)


def _at_depth(folder: Path, depth: int, enqueue_goal: float, cycle_goal: float, rounds: int) -> bool:
    names = list(TARGETS) if depth <= _PEERS_UP_TO else [FLOOR, OURS, FLUSHED]
    folders = {name: folder / f"{depth}-{number}" for number, name in enumerate(names)}
    for one in folders.values():
        one.mkdir()
    children = {name: Child(name, folders[name]) for name in names}
    for child in children.values():
        child.ask("fill", depth)
        child.ask("enqueue", _WARM_UP)  # the log has its size from here on
    took: dict[str, dict[str, list[float]]] = {what: {name: [] for name in names} for what in ("enqueue", "cycle")}
    for what, times in took.items():
        for _ in range(rounds * _TURNS):
            for name, child in children.items():
                times[name].append(child.ask(what, _OPERATIONS))
    claims = {name: children[name].ask("claim", _CLAIMS) for name in (FLOOR, OURS)}
    rss = children[OURS].ask("rss")
    for child in children.values():
        child.close()
    print(f"\n{depth:,} waiting: microseconds (share of the floor, median of {rounds * _TURNS} turns)")
    for name in names:
        print(f"      {name:22}" + "".join(f"  {what} {_figure(times, name)}" for what, times in took.items()))
    met = [
        _at_least(f"enqueue at {depth:,}", _share(took["enqueue"], OURS), enqueue_goal),
        _at_least(f"enqueue, claim, acknowledge at {depth:,}", _share(took["cycle"], OURS), cycle_goal),
        _at_most(f"claim p50 at {depth:,}", statistics.median(claims[OURS][1::2]) * 1e6, _CLAIM_GOAL_US, "us"),
        _at_most(f"peak memory at {depth:,}", rss, _RSS_GOAL_MB, "MB"),
        _at_most(f"cold start to first claim at {depth:,}", _cold(folders[OURS]), _COLD_GOAL_MS, "ms"),
    ]
    return all(met)


def _figure(times: dict[str, list[float]], name: str) -> str:
    return f"{statistics.median(times[name]) * 1e6:7.0f} ({_share(times, name):4.2f})"


def _share(times: dict[str, list[float]], name: str) -> float:
    """The floor's time over this one's, in the same round; the median of the rounds."""
    return statistics.median(floor / own for floor, own in zip(times[FLOOR], times[name], strict=True))


def _cold(folder: Path) -> float:
    """Milliseconds from opening the file in a new process to the first envelope in hand; imports not counted."""
    child = Child(OURS, folder)
    opened = child.ask("opened")
    claimed = sum(child.ask("claim", 1)[:2])
    child.close()
    return float(opened + claimed) * 1000


def _sealing() -> bool:
    from contract.bodies import Rating
    from contract.envelope import Kind, new_id
    from contract.seal import HallPrivateKey
    from offline_queue.sealing import seal

    key = HallPrivateKey.generate().public
    times = [timed(lambda: seal(Kind.RATING, new_id(), Rating(level=5), key)) for _ in range(300)]
    print(f"\n      sealing a small body to the hall: {statistics.median(times) * 1e6:.0f} us, before any transaction")
    return True


def _at_least(what: str, value: float, goal: float) -> bool:
    print(f"{'met ' if value >= goal else 'MISS'}  {what}: {value:.2f} of the floor, goal {goal:.2f}", flush=True)
    return value >= goal


def _at_most(what: str, value: float, goal: float, unit: str) -> bool:
    print(f"{'met ' if value <= goal else 'MISS'}  {what}: {value:.1f} {unit}, goal {goal:g} {unit}", flush=True)
    return value <= goal


if __name__ == "__main__":
    sys.exit(0 if measure(int(sys.argv[1]) if len(sys.argv) > 1 else 5) else 1)
