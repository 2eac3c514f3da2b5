"""`python -m workbench.codes [--baud N]`: a simulated code reader; each line typed is a code held before it."""

import argparse
import sys

from workbench.codes.scanner import SimulatedCodeScanner


def main() -> int:
    """Returns the exit status at the end of the input."""
    parser = argparse.ArgumentParser(prog="python -m workbench.codes", description="A simulated code reader on a pty.")
    parser.add_argument("--baud", type=int, default=9600)
    scanner = SimulatedCodeScanner(parser.parse_args().baud)
    print(f"port = {scanner.path}", flush=True)
    try:
        for line in sys.stdin:
            scanner.present(line.rstrip("\r\n"))
    finally:
        scanner.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
