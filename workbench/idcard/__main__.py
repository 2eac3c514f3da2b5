"""`python -m workbench.idcard`: a simulated identity-card reader by hand, with a small prompt."""

import argparse
import contextlib
import shlex
from collections.abc import Callable
from pathlib import Path

from workbench.idcard.people import ALL
from workbench.idcard.reader import Fault, SimulatedIdReader

COMMANDS = """\
  lay KEY            lay a card on the reader      take             lift it
  people             the cards and their keys      show             what lies there, requests heard
  fault NAME [HEX]   once (HEX: status of 'refuse')
  always NAME [HEX]  until cleared                 clear            lift all faults
  faults             their names                   unplug | plug    the cable
  quit"""
EPILOG = f"""It prints the path of its serial line; while it runs, type:
{COMMANDS}

In another terminal: python -m drivers.card watch --resident PATH"""


def main(arguments: list[str] | None = None) -> None:
    """Start a reader, print its path, obey the prompt until `quit` or end of input."""
    parser = argparse.ArgumentParser(
        prog="python -m workbench.idcard",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--baud", type=int, default=115200, choices=(115200, 57600, 38400, 19200, 9600))
    parser.add_argument("--path", type=Path, help="where to put the line's name (default: a temporary folder)")
    options = parser.parse_args(arguments)
    reader = SimulatedIdReader(options.baud, name=options.path)
    print(f"identity-card reader, {options.baud} baud, at\n{reader.path}\n{COMMANDS}", flush=True)
    try:
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            while _obey(reader, shlex.split(input("> "))):
                pass
    finally:
        reader.close()


def _obey(reader: SimulatedIdReader, words: list[str]) -> bool:
    """Do one command; False = quit."""
    if not words:
        return True
    name, *rest = words
    commands: dict[str, Callable[[], object]] = {
        "lay": lambda: reader.lay(ALL[rest[0]]),
        "take": reader.take,
        "people": lambda: print("\n".join(f"{card.key:<6} {card.name}  {card.note}" for card in ALL.values())),
        "show": lambda: print(reader.card.key if reader.card else "nothing", f"- {len(reader.heard)} requests"),
        "fault": lambda: _fault(reader, rest, 1),
        "always": lambda: _fault(reader, rest, None),
        "faults": lambda: print(", ".join(fault.value for fault in Fault)),
        "clear": reader.clear,
        "unplug": reader.unplug,
        "plug": reader.plug,
        "help": lambda: print(COMMANDS),
    }
    if name == "quit":
        return False
    try:
        commands[name]()
    except (KeyError, IndexError, ValueError) as error:
        print(f"cannot: {error!r}", flush=True)
    return True


def _fault(reader: SimulatedIdReader, words: list[str], times: int | None) -> None:
    detail = int(words.pop(), 16) if words[0] == Fault.REFUSE.value and len(words) > 1 else None
    reader.fault(Fault(" ".join(words)), times=times, detail=detail)


if __name__ == "__main__":
    main()
