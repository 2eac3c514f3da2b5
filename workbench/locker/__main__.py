"""`python -m workbench.locker`: a simulated bank of lockers by hand, with a small prompt."""

import argparse
import contextlib
import shlex
from collections.abc import Callable
from pathlib import Path

from workbench.locker.bank import Board, SimulatedBank
from workbench.locker.faults import Fault, Of
from workbench.locker.furniture import DoorShut
from workbench.locker.speech import families

HELP = """\
  show                       doors, contents, pulses, faults
  pull N [force]             pull at door N          push N        push it shut
  put N THING                put something in        take N        take it out
  fault NAME [N] [once]      N: compartment for 'jammed' and 'sensor dead', otherwise a board
  clear                      lift all faults         faults        their names
  unplug | plug              the serial adapter      quit"""


def main() -> None:
    """Start a bank, print its path, obey the prompt until `quit` or end of input."""
    parser = argparse.ArgumentParser(prog="python -m workbench.locker", description=__doc__)
    parser.add_argument("--family", choices=families(), default="8a")
    parser.add_argument("--boards", type=int, default=2, help="how many boards (default 2)")
    parser.add_argument("--locks", type=int, default=12, help="locks a board (default 12)")
    parser.add_argument("--first-board", type=int, default=1, help="address of the first board (default 1)")
    parser.add_argument("--path", type=Path, help="where to put the line's name (default: a temporary folder)")
    wanted = parser.parse_args()
    boards = [Board(wanted.first_board + index, wanted.locks) for index in range(wanted.boards)]
    bank = SimulatedBank(boards, wanted.family, name=wanted.path)
    bank.listen(lambda number: print(_line(bank, number)))
    print(f"{wanted.family}, {len(bank.compartments)} compartments, {bank.wire.baud} baud, at\n{bank.path}\n{HELP}")
    try:
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            while _obey(bank, shlex.split(input("> "))):
                pass
    finally:
        bank.close()


def _obey(bank: SimulatedBank, words: list[str]) -> bool:
    """Do one command; False = quit."""
    if not words:
        return True
    name, *rest = words
    commands: dict[str, Callable[[], object]] = {
        "show": lambda: _show(bank),
        "pull": lambda: bank.pull(int(rest[0]), by_force="force" in rest) or print("it is latched"),
        "push": lambda: bank.push(int(rest[0])),
        "put": lambda: bank.put(int(rest[0]), " ".join(rest[1:]) or "a thing"),
        "take": lambda: print(bank.take(int(rest[0])) or "nothing there"),
        "fault": lambda: _fault(bank, rest),
        "faults": lambda: print(", ".join(fault.value for fault in Fault)),
        "clear": lambda: bank.clear(),
        "unplug": bank.unplug,
        "plug": bank.plug,
        "help": lambda: print(HELP),
    }
    if name == "quit":
        return False
    try:
        commands[name]()
    except (KeyError, IndexError, ValueError, DoorShut) as error:
        print(f"cannot: {error}")
    return True


def _fault(bank: SimulatedBank, words: list[str]) -> None:
    once = "once" in words
    numbers = [int(word) for word in words if word.isdigit()]
    fault = Fault(" ".join(word for word in words if word != "once" and not word.isdigit()))
    number = numbers[0] if numbers else None
    times = 1 if once else None
    if fault.of is Of.DOOR:
        bank.fault(fault, compartment=number, times=times)
    else:
        bank.fault(fault, board=number, times=times)


def _line(bank: SimulatedBank, number: int) -> str:
    state = "OPEN  " if bank.door(number) else "closed"
    return f"{number:3} {state} pulses {bank.pulses[number]} {', '.join(bank.things(number))}"


def _show(bank: SimulatedBank) -> None:
    for number in bank.compartments:
        print(_line(bank, number))
    print("faults:", ", ".join(bank.faults) or "none")


if __name__ == "__main__":
    main()
