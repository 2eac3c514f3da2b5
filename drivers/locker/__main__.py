"""`python -m drivers.locker`: read doors, watch them, or open one, for a technician at the cabinet or over ssh."""

import argparse
import sys
import time
from collections.abc import Sequence

from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.errors import LockerError
from drivers.locker.family import family_names
from drivers.roles import Door

EXAMPLES = """\
examples:
  python -m drivers.locker doors --line /dev/serial/by-id/usb-... --family 8a --boards 1:12,2:12
  python -m drivers.locker open 14 --line /dev/ttyUSB0 --family kerong_cu16 --boards 0:16,1:16
  python -m drivers.locker watch --line /dev/ttyUSB0 --family 8a

The kiosk holds the line while it runs: stop its service first.
Exit status: 0 done, 1 the door was not seen open or no door could be read, 2 wrong arguments or the line failed.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    wanted = _parser().parse_args(arguments)
    line = Line("line", wanted.line, wanted.family, wanted.baud)
    try:
        bank = Bank([line], numbered("line", wanted.boards, wanted.first))
    except (LockerError, ValueError) as error:
        _say(f"cannot: {error}")
        return 2
    try:
        if wanted.command == "open":
            return _open(bank, wanted.compartment, wanted.yes)
        return _watch(bank, wanted.every) if wanted.command == "watch" else _doors(bank)
    except LockerError as error:
        _say(f"{type(error).__name__}: {error}")
        return 2
    except KeyboardInterrupt:
        return 0
    finally:
        bank.close()


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--line", required=True, metavar="PATH", help="serial port, best by its /dev/serial/by-id name")
    common.add_argument("--family", required=True, choices=family_names(), help="kind of lock board")
    common.add_argument(
        "--boards",
        type=_boards,
        default=((1, 12),),
        metavar="ADDR:LOCKS,...",
        help="boards on the line and how many locks each has; doors are numbered in this order (default 1:12)",
    )
    common.add_argument("--first", type=int, default=1, help="number painted on the first door (default 1)")
    common.add_argument("--baud", type=int, help="speed, where it is not the family's usual one")
    parser = argparse.ArgumentParser(
        prog="python -m drivers.locker",
        description="Read, watch and open lockers on one serial line.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("doors", parents=[common], help="read every door once, with the health of each board")
    watch = commands.add_parser("watch", parents=[common], help="print every change until Ctrl-C")
    watch.add_argument("--every", type=float, default=0.5, metavar="S", help="seconds between readings (default 0.5)")
    opening = commands.add_parser("open", parents=[common], help="pulse one lock once, after asking")
    opening.add_argument("compartment", type=int, help="number painted on the door")
    opening.add_argument("--yes", action="store_true", help="do not ask")
    return parser


def _boards(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [part.partition(":") for part in text.split(",")]
    return tuple((int(address), int(locks or 12)) for address, _, locks in pairs)


def _doors(bank: Bank) -> int:
    doors = bank.doors()
    for number, door in doors.items():
        inside = {True: "  something inside", False: "  empty", None: ""}[bank.occupied(number)]
        _say(f"{number:4}  {door.value}{inside}")
    for name, health in bank.status().items():
        _say(f"{name}: {health}")
    return int(all(door is Door.UNKNOWN for door in doors.values()))


def _watch(bank: Bank, every_s: float) -> int:
    last: dict[int, Door] = {}
    while True:
        for number, door in bank.doors().items():
            if last.get(number) is not door:
                _say(f"{time.strftime('%H:%M:%S')}  {number:4}  {door.value}")
            last[number] = door
        time.sleep(every_s)


def _open(bank: Bank, compartment: int, sure: bool) -> int:
    _say(f"door {compartment} is {bank.door(compartment).value}")
    if not sure:
        _say(f"Open door {compartment}? Whatever lies inside can be taken. Type its number to go on:")
        if sys.stdin.readline().strip() != str(compartment):
            _say("not opened")
            return 1
    began = time.time()
    opening = bank.open(compartment)
    for name, moment in (
        ("sent", opening.sent_at),
        ("acknowledged", opening.acknowledged_at),
        ("seen open", opening.seen_open_at),
    ):
        _say(f"{name:13} {'no' if moment is None else f'after {moment - began:.2f} s'}")
    return 0 if opening.seen_open_at is not None else 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
