"""`python -m workbench.locker`: simulated lockers by hand, with a small prompt."""

import argparse
import contextlib
import shlex
import string
import sys
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

from workbench.locker.bank import Board, SimulatedBank
from workbench.locker.cabinet import Section, SimulatedCabinet
from workbench.locker.faults import Fault, Of
from workbench.locker.furniture import DoorShut
from workbench.locker.speech import families, speech_of
from workbench.wire import SPEEDS

COMMANDS = """\
  show                            a table of all compartments
  pull N [force]  push N          pull at door N; push it shut
  put N THING  take N             put something in; take it out
  fault NAME [N] [door N] [line LINE] [times COUNT] [detail NUMBER]
                                  N: door of a fault that only a door can have, otherwise a board
  clear                           lift all faults
  faults                          all faults, what they mean and which lines can show them
  unplug [LINE]  plug [LINE]      the serial adapter
  help  quit"""


def main(arguments: list[str] | None = None) -> int:
    """Print where the lines are and serve until `quit`, or for ever when nothing can be typed; the exit status."""
    wanted = _parser().parse_args(arguments)
    try:
        cabinet = SimulatedCabinet(dict(zip(string.ascii_lowercase, _sections(wanted), strict=False)))
    except (OSError, ValueError) as error:
        print(f"cannot: {error}", file=sys.stderr)
        return 1
    cabinet.listen(lambda number: print(_row(cabinet, number), flush=True))
    for name, bank in cabinet.lines.items():
        numbers = f"{bank.compartments[0]}..{bank.compartments[-1]}"
        addresses = ", ".join(str(board.address) for board in bank.boards)
        print(
            f"line {name}: {bank.family}, {bank.wire.baud} baud, boards {addresses}, doors {numbers}, at\n{bank.path}"
        )
    print(COMMANDS, flush=True)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            _serve(cabinet)
    finally:
        cabinet.close()
    return 0


def _serve(cabinet: SimulatedCabinet) -> None:
    try:
        while _obey(cabinet, input("> ")):
            pass
    except EOFError:
        if not sys.stdin.isatty():
            threading.Event().wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m workbench.locker",
        description="Simulated lock boards on serial lines (ptys), and the doors behind them.",
        epilog=f"While it runs, type:\n{COMMANDS}\n\nFaults:\n{_faults_explained()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--family",
        action="append",
        choices=families(),
        help="family of the boards (default 8a); more than once: one line each, painted numbers run through",
    )
    parser.add_argument("--boards", type=_count, default=2, help="how many boards a line (default 2)")
    parser.add_argument("--locks", type=_count, help="locks a board (default 12, modbus_waveshare 8)")
    parser.add_argument("--first-board", type=int, default=1, help="address of the first board (default 1)")
    parser.add_argument("--baud", type=int, choices=SPEEDS, help="speed of the lines (default: the family's)")
    parser.add_argument("--path", type=Path, help="where to put the line's name; further lines get -2, -3 behind it")
    return parser


def _count(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(text)


def _sections(wanted: argparse.Namespace) -> list[Section]:
    sections = []
    for count, family in enumerate(wanted.family or ["8a"], 1):
        locks = wanted.locks or (8 if family == "modbus_waveshare" else 12)
        boards = [Board(wanted.first_board + index, locks) for index in range(wanted.boards)]
        name = wanted.path if wanted.path is None or count == 1 else Path(f"{wanted.path}-{count}")
        sections.append(Section(boards, family, {"baud": wanted.baud, "name": name}))
    return sections


def _obey(cabinet: SimulatedCabinet, line: str) -> bool:
    """Do one command; False = quit."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        print(f"cannot: {error}")
        return True
    if not words:
        return True
    name, *rest = words
    commands = _commands(cabinet, rest)
    if name == "quit":
        return False
    if name not in commands:
        print(f"unknown: {name}\n{COMMANDS}")
        return True
    try:
        commands[name]()
    except (KeyError, IndexError, ValueError, DoorShut) as error:
        print(f"cannot: {error or name}", flush=True)
    return True


def _commands(cabinet: SimulatedCabinet, rest: list[str]) -> dict[str, Callable[[], object]]:
    """What each word does, with the words after it."""
    return {
        "show": lambda: _show(cabinet),
        "pull": lambda: cabinet.pull(int(rest[0]), by_force="force" in rest) or print("it is latched"),
        "push": lambda: cabinet.push(int(rest[0])) or print("it does not latch: its coil is on"),
        "put": lambda: cabinet.put(int(rest[0]), " ".join(rest[1:]) or "a thing"),
        "take": lambda: print(cabinet.take(int(rest[0])) or "nothing there"),
        "fault": lambda: _fault(cabinet, rest),
        "faults": lambda: print(_faults_explained()),
        "clear": cabinet.clear,
        "unplug": lambda: _each_line(cabinet, rest, SimulatedBank.unplug),
        "plug": lambda: _each_line(cabinet, rest, SimulatedBank.plug),
        "help": lambda: print(COMMANDS),
    }


def _each_line(cabinet: SimulatedCabinet, names: list[str], act: Callable[[SimulatedBank], None]) -> None:
    for name in names or cabinet.lines:
        act(cabinet.lines[name])


def _fault(cabinet: SimulatedCabinet, words: list[str]) -> None:
    """NAME [N] [door N] [line LINE] [times COUNT] [detail NUMBER]; with one line its name can be left out."""
    rest = list(words)
    given: dict[str, str] = {}
    for key in ("door", "line", "times", "detail"):
        if key in rest:
            at = rest.index(key)
            given[key] = rest[at + 1]
            del rest[at : at + 2]
    number = int(rest.pop()) if rest and rest[-1].isdigit() else None
    fault = Fault(" ".join(rest))
    if fault.of is Of.DOOR and number is not None:
        given["door"], number = str(number), None
    only = next(iter(cabinet.lines)) if len(cabinet.lines) == 1 else None
    cabinet.fault(
        fault,
        line=None if "door" in given else given.get("line", only),
        board=number,
        compartment=_number(given, "door"),
        times=_number(given, "times"),
        detail=_number(given, "detail"),
    )


def _number(given: dict[str, str], key: str) -> int | None:
    return int(given[key]) if key in given else None


def _faults_explained() -> str:
    """A paragraph a fault: name, whose, meaning, and the families that can show it where not all can."""
    told = []
    for fault in Fault:
        suited = [family for family in families() if fault.suits(speech_of(family))]
        only = "" if suited == families() else f" (only {', '.join(suited)})"
        text = f"{fault.value:<15} {fault.meaning}. Of {fault.of.value}{only}"
        told.append(textwrap.fill(text, 118, initial_indent="  ", subsequent_indent=" " * 18))
    return "\n".join(told)


def _row(cabinet: SimulatedCabinet, number: int) -> str:
    bank = cabinet.line_of(number)
    board, lock = bank.place(number)
    coil = cabinet.coil(number)
    line = next(name for name, one in cabinet.lines.items() if one is bank)
    state = "OPEN" if cabinet.door(number) else "closed"
    current = "ON" if coil.on else "off"
    inside = ", ".join(cabinet.things(number)) or "-"
    where = f"{number:4}  {line:4}  {board:5}  {lock:4}"
    return f"{where}  {state:6}  {current:4}  {coil.pulses:6}  {coil.on_total_s:6.1f}  {inside}"


def _show(cabinet: SimulatedCabinet) -> None:
    print("door  line  board  lock  state   coil  pulses  on (s)  inside")
    for number in cabinet.compartments:
        print(_row(cabinet, number))
    print("faults:", ", ".join(cabinet.faults) or "none", flush=True)


if __name__ == "__main__":
    sys.exit(main())
