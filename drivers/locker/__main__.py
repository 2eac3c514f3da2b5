"""`python -m drivers.locker`: find, read, watch, trace and open lockers, at the cabinet or over ssh."""

import argparse
import logging
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from drivers.link import Link
from drivers.locker.bank import Bank, Line, numbered, serial_link
from drivers.locker.errors import LockerError
from drivers.locker.family import family, family_names
from drivers.locker.tool import commission, look, trace
from drivers.locker.tool.console import Ended, say
from drivers.locker.tool.lines import CannotUse, Wired, from_config, must_be_free

EXAMPLES = """\
examples:
  python -m drivers.locker commission --out bank.toml
  python -m drivers.locker commission --add-to bank.toml --line /dev/serial/by-id/usb-...
  python -m drivers.locker doors --config /etc/kiosk/terminal.toml
  python -m drivers.locker doors --line /dev/serial/by-id/usb-... --family 8a --boards 1:12,2:12
  python -m drivers.locker open 14 --line /dev/ttyUSB0 --family kerong_cu16 --boards 0:16,1:16
  python -m drivers.locker watch --config /etc/kiosk/terminal.toml
  python -m drivers.locker trace --config /etc/kiosk/terminal.toml --open 14 --out trace.txt

The kiosk holds its lines while it runs: stop its service first (sudo systemctl stop kiosk).
"""
STATUS = """\
exit status:
  0  done
  1  not done: the door was not seen open, no door could be read, or a commissioning was stopped before its end
  2  wrong arguments, a file that cannot be used, or a line that is missing, in use or broken
"""
COMMISSION = """\
Finds family, speed, boards and locks of a line by harmless questions, learns from one door how the switches are
wired, and then, door by door, takes down the painted number, size and place. A door is opened only when it is asked
for. What is known is saved after every door: the same command goes on where it stopped.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    wanted = _parser().parse_args(arguments)
    try:
        if wanted.command == "commission":
            logging.getLogger("drivers").setLevel(logging.ERROR)  # boards that are not there are no news here
            return commission.run(_wish(wanted))
        wired = _wired(wanted)
        with ExitStack() as stack:
            return _run(wanted, wired, stack)
    except (CannotUse, ValueError) as error:
        say(f"cannot: {error}")
        return 2
    except LockerError as error:
        say(f"{type(error).__name__}: {error}")
        return 2
    except (KeyboardInterrupt, Ended):
        return 0


def _run(wanted: argparse.Namespace, wired: Wired, stack: ExitStack) -> int:
    make_link = _tracing(wanted, wired, stack) if wanted.command == "trace" else serial_link
    bank = stack.enter_context(closing(Bank(wired.lines, wired.channels, make_link=make_link)))
    must_be_free(wired.lines)
    match wanted.command:
        case "open":
            return look.open_one(bank, wanted.compartment, sure=wanted.yes)
        case "watch":
            return look.watch(bank, wired, wanted.every)
        case "trace":
            return trace.run(bank, wanted.open, sure=wanted.yes, every_s=wanted.every, for_s=wanted.seconds)
        case _:
            return look.doors(bank)


def _tracing(wanted: argparse.Namespace, wired: Wired, stack: ExitStack) -> "trace.MakeLink":
    """Links that tell their traffic, on the screen and in the file that was asked for."""
    file = stack.enter_context(wanted.out.open("w", encoding="utf-8")) if wanted.out else None

    def show(line: str) -> None:
        say(line)
        if file is not None:
            file.write(line + "\n")

    def make(path: str, baud: int) -> Link:
        line = next(one for one in wired.lines if one.path == path)
        return trace.TracedLink(serial_link(path, baud), trace.Telling(line.name, family(line.family), show))

    return make


def _wired(wanted: argparse.Namespace) -> Wired:
    if wanted.config is not None:
        return from_config(wanted.config)
    if wanted.line is None or wanted.family is None:
        raise CannotUse("say which lockers: --config FILE, or --line PATH with --family NAME")
    line = Line("line", wanted.line, wanted.family, wanted.baud)
    return Wired((line,), numbered("line", wanted.boards, wanted.first))


def _wish(wanted: argparse.Namespace) -> commission.Wish:
    return commission.Wish(
        out=wanted.add_to or wanted.out,
        line=wanted.line,
        families=tuple(wanted.family or ()),
        bauds=tuple(wanted.baud or ()),
        addresses=wanted.addresses,
        add=wanted.add_to is not None,
        force=wanted.force,
        devices=wanted.devices,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.locker",
        description="Find, read, watch, trace and open lockers on serial lines.",
        epilog=EXAMPLES + "\n" + STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    common = _common()

    def add(name: str, does: str, *, more: str = "") -> argparse.ArgumentParser:
        examples = [line for line in EXAMPLES.splitlines() if f"locker {name}" in line]
        return commands.add_parser(
            name,
            help=does,
            description=more or does,
            parents=[] if name == "commission" else [common],
            epilog="\n".join(["examples:", *examples, "", STATUS]),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    add("doors", "read every door once, with the health of each board")
    watch = add("watch", "print every change until Ctrl-C")
    opening = add("open", "pulse one lock once, after asking")
    opening.add_argument("compartment", type=int, help="number painted on the door")
    tracing = add("trace", "show every frame on the lines, decoded, while polling or while one door is opened")
    tracing.add_argument("--open", type=int, metavar="N", help="open this door (after asking) instead of polling")
    tracing.add_argument("--seconds", type=float, metavar="S", help="poll for so long (default: until Ctrl-C)")
    tracing.add_argument("--out", type=Path, metavar="FILE", help="write the trace to a file as well")
    for one in (watch, tracing):
        one.add_argument("--every", type=float, default=0.5, metavar="S", help="seconds between readings (default 0.5)")
    for one in (opening, tracing):
        one.add_argument("--yes", action="store_true", help="do not ask before opening")
    _commission_words(add("commission", "find what hangs on a line and write the bank's settings", more=COMMISSION))
    return parser


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--config", type=Path, metavar="FILE", help="take lines and doors from a terminal's settings")
    common.add_argument("--line", metavar="PATH", help="serial port, best by its /dev/serial/by-id name")
    common.add_argument("--family", choices=family_names(), help="kind of lock board")
    common.add_argument(
        "--boards",
        type=_boards,
        default=((1, 12),),
        metavar="ADDR:LOCKS,...",
        help="boards on the line and how many locks each has; doors are numbered in this order (default 1:12)",
    )
    common.add_argument("--first", type=int, default=1, help="number painted on the first door (default 1)")
    common.add_argument("--baud", type=int, help="speed, where it is not the family's usual one")
    return common


def _commission_words(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, metavar="FILE", help="write the bank's settings here")
    where.add_argument("--add-to", type=Path, metavar="FILE", help="a second line: add it to what is in this file")
    parser.add_argument("--force", action="store_true", help="replace the file of --out")
    parser.add_argument("--line", metavar="PATH", help="serial port; without it the ports there are can be chosen from")
    parser.add_argument(
        "--family", action="append", choices=family_names(), help="look for this family only; repeatable"
    )
    parser.add_argument("--baud", action="append", type=int, help="try this speed only; repeatable")
    parser.add_argument(
        "--addresses", type=_addresses, default=(), metavar="A-B,...", help="look for boards at these addresses only"
    )
    parser.add_argument("--devices", type=Path, default=Path("/dev"), help=argparse.SUPPRESS)


def _boards(text: str) -> tuple[tuple[int, int], ...]:
    pairs = [part.partition(":") for part in text.split(",")]
    return tuple((int(address), int(locks or 12)) for address, _, locks in pairs)


def _addresses(text: str) -> tuple[int, ...]:
    parts = [part.partition("-") for part in text.split(",")]
    return tuple(one for first, _, last in parts for one in range(int(first), int(last or first) + 1))


if __name__ == "__main__":
    sys.exit(main())
