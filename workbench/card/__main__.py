"""`python -m workbench.card`: list the synthetic people, and play cards by hand on a private pcscd."""

import argparse
import shlex
import sys
import tempfile
from pathlib import Path

from workbench.card.pcscd import PrivatePcscd, available
from workbench.card.people import ALL
from workbench.card.chip import Fault
from workbench.card.virtual_card import VirtualCard

_COMMANDS = "insert KEY [FAULT], remove, kill, start, unplug, plug, quit"
_EPILOG = f"""While it runs, type: {_COMMANDS}.
Faults: {", ".join(fault.value for fault in Fault)}.
In another terminal export the line printed at the start, then for example: python -m drivers.card watch"""


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m workbench.card",
        description="Simulated social-security cards: `list` the people, or `start` a private pcscd and play.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", nargs="?", choices=("list", "start"), default="list")
    parser.add_argument("card", nargs="?", choices=tuple(ALL), help="start: the card to put in first")
    options = parser.parse_args(arguments)
    if options.action == "list":
        for key, holder in ALL.items():
            print(f"{key:<6} {holder.name}  {holder.note}")
        return 0
    if not available():
        print("pcscd or vpcd is missing: apt install pcscd vsmartcard-vpcd", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="card-") as directory, PrivatePcscd(Path(directory)) as pcscd:
        for name, value in pcscd.environment.items():
            print(f"export {name}={shlex.quote(value)}")
        if options.card:
            pcscd.insert(VirtualCard(ALL[options.card]))
        _play(pcscd)
    return 0


def _play(pcscd: PrivatePcscd) -> None:
    print(_COMMANDS, flush=True)
    for line in sys.stdin:
        try:
            if not _obey(pcscd, line.split()):
                return
        except (KeyError, ValueError, OSError, RuntimeError, IndexError) as error:
            print(f"no: {error!r}; {_COMMANDS}", flush=True)


def _obey(pcscd: PrivatePcscd, words: list[str]) -> bool:
    """Do one command; False = quit."""
    match words:
        case ["quit"]:
            return False
        case ["insert", key, *fault]:
            pcscd.insert(VirtualCard(ALL[key], fault=Fault(fault[0]) if fault else None))
        case ["remove"]:
            pcscd.remove()
        case ["kill"]:
            pcscd.kill()
        case ["start"]:
            pcscd.start()
        case ["unplug"]:
            pcscd.restart(reader=False)
        case ["plug"]:
            pcscd.restart()
        case []:
            pass
        case _:
            raise ValueError(f"unknown: {' '.join(words)}")
    return True


if __name__ == "__main__":
    sys.exit(main())
