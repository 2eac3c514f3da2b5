"""`python -m workbench.card`: list the synthetic people, and play cards and modules by hand on a private pcscd."""

import argparse
import shlex
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from workbench.card import keys
from workbench.card.chip import Fault
from workbench.card.pcscd import PrivatePcscd, available
from workbench.card.people import ALL
from workbench.card.virtual_card import Habits, VirtualCard
from workbench.card.virtual_psam import SETTINGS, VirtualPsam

_COMMANDS = (
    "insert KEY [FAULT [AT]], clone KEY, tap KEY (contactless), remove, sam [sm4|3des] [FAULT [AT]], nosam, "
    "kill, start, unplug, plug, quit"
)
_ALGORITHMS = {"sm4": keys.SM4_ID, "3des": keys.DES_ID}
_EPILOG = f"""While it runs, type: {_COMMANDS}.
Faults: {", ".join(fault.value for fault in Fault)}; AT = the APDU it begins with, from 0.
In another terminal export the line printed at the start, then for example: python -m drivers.card watch

A terminal that uses the module has these settings:
{SETTINGS}"""


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
    parser.add_argument("--sam", action="store_true", help="start: with a security module in the second slot")
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
        if options.sam:
            pcscd.plug_sam(VirtualPsam())
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
            found, at = _fault(fault)
            pcscd.insert(VirtualCard(ALL[key], fault=found, at=at))
        case ["clone", key]:
            pcscd.insert(VirtualCard(ALL[key], clone=True))
        case ["tap", key]:
            pcscd.insert(VirtualCard(ALL[key], habits=Habits(t0=False)))
        case ["sam", "sm4" | "3des" as algorithm, *fault]:
            found, at = _fault(fault)
            pcscd.plug_sam(VirtualPsam(_ALGORITHMS[algorithm], fault=found, at=at))
        case ["sam", *fault]:
            found, at = _fault(fault)
            pcscd.plug_sam(VirtualPsam(fault=found, at=at))
        case []:
            pass
        case [word] if word in _SIMPLE:
            _SIMPLE[word](pcscd)
        case _:
            raise ValueError(f"unknown: {' '.join(words)}")
    return True


_SIMPLE: Mapping[str, Callable[[PrivatePcscd], None]] = {
    "remove": PrivatePcscd.remove,
    "nosam": PrivatePcscd.pull_sam,
    "kill": PrivatePcscd.kill,
    "start": PrivatePcscd.start,
    "unplug": lambda pcscd: pcscd.restart(reader=False),
    "plug": PrivatePcscd.restart,
}


def _fault(words: list[str]) -> tuple[Fault | None, int]:
    """A fault's name, and the APDU it begins with."""
    if len(words) > 2:
        raise ValueError(f"too much: {' '.join(words)}")
    return (Fault(words[0]) if words else None), int(words[1]) if words[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
