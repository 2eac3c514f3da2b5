"""`./run bench`: figures of this machine, medians over several rounds, with what each was measured by."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from drivers.card.reader import PcscCardReader
from workbench.bench_drivers import drivers
from workbench.bench_papers import papers
from workbench.card import VirtualCard, pcscd_for_this_process, people
from workbench.city.bench import CASES
from workbench.city.bench import measure as hall
from workbench.city.day.play import measure as city
from workbench.queue.bench import measure as queue
from workbench.road import Road
from workbench.world import World

START_GOAL_S, CARD_GOAL_S, STALL_GOAL_MS = 3.0, 0.5, 50.0


def main() -> int:
    """0 = every goal met, 1 = some missed."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=[*BENCHES], help="one of them; all but the city's day when left out")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=CASES, help="hall: how many cases lie in the store before")
    options = parser.parse_args()
    chosen = [options.name] if options.name else [name for name in BENCHES if name != "city"]  # that takes an hour
    benches = BENCHES | {"hall": partial(hall, cases=options.cases)}
    met = [benches[name](options.rounds) for name in chosen]
    return 0 if all(met) else 1


def card(rounds: int) -> bool:
    """A whole card through the real pcscd and vpcd."""
    with tempfile.TemporaryDirectory() as folder, pcscd_for_this_process(Path(folder)) as pcscd:
        pcscd.insert(VirtualCard(people.CHEN))
        reader = PcscCardReader()
        time.sleep(1.5)  # pcscd polls; insertion is not what is measured
        times = [_timed(reader.read_identity) for _ in range(rounds * 4)]
        reader.close()
    return _row("whole card read", statistics.median(times) * 1000, "ms", CARD_GOAL_S * 1000, max(times) * 1000)


def start(rounds: int) -> bool:
    """Process start to the attract screen, everything warm."""
    with tempfile.TemporaryDirectory() as folder, World(Path(folder)) as world:
        times = []
        for _ in range(rounds + 1):
            began = time.monotonic()
            world.kiosk().wait("Attract")
            times.append(time.monotonic() - began)
            world.stop_kiosk()
    warm = times[1:]
    return _row("kiosk start to attract screen", statistics.median(warm), "s", START_GOAL_S, max(warm))


def road(_rounds: int) -> bool:
    """The longest pause of the Qt thread while a resident applies and leaves the originals."""
    with tempfile.TemporaryDirectory() as folder, World(Path(folder)) as world:
        hand = world.kiosk()
        hand.wait("Attract")
        hand.do("forget_stalls")
        played = Road(world, lambda line: None)
        began = time.monotonic()
        played.sign_on()
        played.choose_item()
        played.fill_form()
        played.photograph()
        played.check_and_sign()
        played.submit()
        played.deposit()
        played.leave()
        seconds = time.monotonic() - began
        stalls = hand.do("stalls")
    worst = stalls["worst_ms"][0][0] if stalls["worst_ms"] else 0.0
    good = _row("longest Qt-thread pause on the road", worst, "ms", STALL_GOAL_MS, worst)
    print(f"    pauses over {STALL_GOAL_MS:.0f} ms: {stalls['count_over_50_ms']}; the worst, and on which screen:")
    for ms, view in stalls["worst_ms"][:8]:
        print(f"      {ms:6.0f} ms  {view}")
    print(f"    card in to card out, played by a robot: {seconds:.0f} s")
    return good


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _row(what: str, median: float, unit: str, goal: float, worst: float) -> bool:
    met = median <= goal
    figures = f"median {median:.2f} {unit}, worst {worst:.2f} {unit}, goal {goal:g} {unit}"
    print(f"{'met ' if met else 'MISS'}  {what}: {figures}", flush=True)
    return met


BENCHES: dict[str, Callable[[int], bool]] = {
    "card": card,
    "start": start,
    "road": road,
    "drivers": drivers,
    "queue": queue,
    "hall": hall,
    "city": city,
    "papers": papers,
}


if __name__ == "__main__":
    sys.exit(main())
