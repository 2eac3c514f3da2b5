"""`python -m workbench.city.day`: play a city's day against a real hall, and print the balance sheet."""

import argparse
import signal
import sys

from workbench.city.day.play import CASES, TERMINALS, print_day


def main() -> int:
    """0 = every case and parcel is accounted for."""
    parser = argparse.ArgumentParser(prog="python -m workbench.city.day", description=__doc__)
    parser.add_argument("--terminals", type=int, default=TERMINALS)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same day (default 1)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # halls and database are ended on the way out
    return 0 if print_day(options.terminals, options.cases, options.seed) else 1


if __name__ == "__main__":
    sys.exit(main())
