"""`python -m workbench.locker.bench`: how long the locker driver takes on a simulated line at true speed."""

import statistics
import time
from collections.abc import Callable

from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.family import family_names
from workbench.locker.bank import Board, SimulatedBank

ROUNDS = 12
BOARDS = ((1, 12), (2, 12))


def measure(family: str, rounds: int = ROUNDS) -> dict[str, float]:
    """Medians in milliseconds: one door, all doors, pulse to acknowledged, pulse to seen open, the open call."""
    sim = SimulatedBank([Board(address, locks) for address, locks in BOARDS], family)
    bank = Bank([Line("a", sim.path, family)], numbered("a", BOARDS))
    try:
        bank.doors()
        openings, calls_ms = [], []
        for number in range(1, rounds + 1):
            time.sleep(0.3)
            calls_ms.append(_took_ms(lambda number=number: openings.append(bank.open(number))))  # type: ignore[misc]
        found = {
            "read one door": statistics.median(_took_ms(lambda: bank.door(1)) for _ in range(rounds)),
            "read all doors": statistics.median(_took_ms(bank.doors) for _ in range(rounds)),
            "open, whole call": statistics.median(calls_ms),
        }
        for name, moment in (("acknowledged", "acknowledged_at"), ("seen open", "seen_open_at")):
            times = [(getattr(one, moment) - one.sent_at) * 1000 for one in openings if getattr(one, moment)]
            if times:
                found[f"pulse to {name}"] = statistics.median(times)
        return found
    finally:
        bank.close()
        sim.close()


def _took_ms(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    for family in family_names():
        for name, value_ms in measure(family).items():
            print(f"{family:12} {name:22} {value_ms:6.0f} ms")
