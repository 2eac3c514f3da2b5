"""`python -m drivers.card`: read, watch or examine the card reader by hand, without the terminal."""

import argparse
import logging
import os
import sys
import threading
import tomllib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from drivers.card.doctor import Result, examine
from drivers.card.errors import (
    AuthError,
    CardBlocked,
    CardError,
    CardFault,
    CardMute,
    CardRemoved,
    NoCard,
    NotIdentityCard,
    NotSocialSecurityCard,
    PinError,
    ReaderLost,
    SamError,
)
from drivers.card.identity import NO_TERMINAL
from drivers.card.psam import PsamSettings
from drivers.card.reader import PcscCardReader
from drivers.card.resident_line import BAUDS, speed_of
from drivers.card.resident_reader import ResidentCardReader
from drivers.card.show import Format, encoded, shown
from drivers.card.trace import TRACE, log
from drivers.roles import CardEvent, CardReader, Identity

EXIT_CODES: tuple[tuple[type[CardError], int], ...] = (
    (NoCard, 10),
    (CardMute, 11),
    (NotSocialSecurityCard, 12),
    (NotIdentityCard, 12),
    (CardRemoved, 13),
    (CardBlocked, 14),
    (CardFault, 15),
    (ReaderLost, 16),
    (AuthError, 17),
    (SamError, 18),
    (PinError, 19),
)
_EPILOG = """exit codes:
  0 done   1 doctor found something that fails   2 wrong arguments or settings
  10 no card   11 card does not answer (upside down?)   12 not the kind of card this reader is for
  13 pulled while reading   14 blocked   15 the card misbehaves   16 no reader or no pcscd
  17 the card refused the terminal: do not try it again   18 the PSAM failed   19 the PIN was not verified

Names and numbers are masked unless --full or --format line is given; do not paste those into tickets.
--trace prints the wire on standard error: headers, lengths and status words, never what a record says.
With a PSAM in --config, `read` authenticates to third-generation cards as the terminal does; `doctor` does only
with --authenticate. --resident selects an identity-card reader on a serial line. An identity card that was read is
found again only after it was lifted; what it says is not signed, so it is as true as the reader is."""


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.action in ("read", "watch"):
        _check_resident(parser, options)
    logging.basicConfig(level=TRACE if options.trace else logging.ERROR, format="%(message)s", stream=sys.stderr)
    try:
        pattern, psam = _settings(options)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{options.config}: {error}\n")
        return 2
    if options.action == "doctor":
        return _doctor(pattern, psam, options.authenticate)
    try:
        if getattr(options, "search_baud", False):
            return _search(options.resident)
        return _with_reader(pattern, psam, options)
    except CardError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except KeyboardInterrupt:
        return 0


def _with_reader(pattern: str, psam: PsamSettings | None, options: argparse.Namespace) -> int:
    """Do what is asked of a reader; raises its errors."""
    if getattr(options, "resident", None):
        pad = ResidentCardReader(options.resident, options.baud or BAUDS[0])
        with closing(pad):
            return _watch(pad) if options.action == "watch" else _print(pad.read_identity(), "", NO_TERMINAL, options)
    with closing(PcscCardReader(pattern, psam=psam)) as slot:
        match options.action:
            case "watch":
                return _watch(slot)
            case "pin-tries":
                return _pin_tries(slot)
        return _read(slot, options)


def _check_resident(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    if (options.baud or options.search_baud) and not options.resident:
        parser.error("--baud and --search-baud go with --resident")
    if options.resident and getattr(options, "format", None) is Format.LINE:
        parser.error("the line is that of social-security cards")


def _parser() -> argparse.ArgumentParser:
    every = argparse.ArgumentParser(add_help=False)
    every.add_argument("--reader", metavar="TEXT", help="part of the reader's name (default: the first)")
    every.add_argument("--config", type=Path, metavar="FILE", help="take [card] from the terminal's settings")
    every.add_argument("--trace", action="store_true", help="show the exchanges with the card")
    parser = argparse.ArgumentParser(
        prog="python -m drivers.card",
        description="The social-security card reader by hand; stop the terminal's service first.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="{read,watch,doctor,pin-tries}")
    pad = argparse.ArgumentParser(add_help=False)
    pad.add_argument("--resident", metavar="PATH", help="the identity-card reader on this port instead")
    pad.add_argument("--baud", type=int, choices=BAUDS, help=f"its speed (default {BAUDS[0]})")
    pad.add_argument("--search-baud", action="store_true", help="try every speed, print the one it answers at")
    read = actions.add_parser("read", parents=[every, pad], help="read the card once")
    read.add_argument("--full", action="store_true", help="show name and numbers in full")
    read.add_argument("--format", type=Format, default=Format.TEXT, metavar="{text,json,line}")
    read.add_argument(
        "--line", dest="format", action="store_const", const=Format.LINE, help="the vendors' eleven fields, in full"
    )
    read.add_argument("--encoding", choices=("utf-8", "gbk", "gb18030"), default="utf-8", help="of what is printed")
    actions.add_parser("watch", parents=[every, pad], help="report every change until Ctrl-C")
    doctor = actions.add_parser("doctor", parents=[every], help="go through service, reader, card and PSAM")
    doctor.add_argument("--authenticate", action="store_true", help="also prove the terminal to the card, once")
    actions.add_parser("pin-tries", parents=[every], help="ask how many tries the PIN has left; spends none")
    return parser


def _settings(options: argparse.Namespace) -> tuple[str, PsamSettings | None]:
    """The reader's name and the PSAM, from the options and the file. Raises OSError, ValueError."""
    table: Mapping[str, Any] = {}
    if options.config is not None:
        table = tomllib.loads(options.config.read_text("utf-8")).get("card", {})
    psam = PsamSettings.from_table(table["psam"]) if "psam" in table else None
    return options.reader if options.reader is not None else table.get("reader", ""), psam


def _read(reader: PcscCardReader, options: argparse.Namespace) -> int:
    reading = reader.read()
    terminal = _terminal_number(reader) if options.format is Format.LINE else NO_TERMINAL
    return _print(reading.identity, reading.algorithm.name, terminal, options)


def _print(card: Identity, algorithm: str, terminal: str, options: argparse.Namespace) -> int:
    text = shown(card, options.format, algorithm, full=options.full, terminal=terminal)
    data, whole = encoded(text, options.encoding)
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
    if not whole:
        sys.stderr.write(f"some characters do not exist in {options.encoding}; try --encoding gb18030\n")
    return 0


def _terminal_number(reader: PcscCardReader) -> str:
    try:
        return (reader.psam.terminal_number() if reader.psam else "") or NO_TERMINAL
    except SamError as error:
        log.error("no terminal number: %s", error)
        return NO_TERMINAL


def _search(port: str) -> int:
    found = speed_of(port)
    sys.stdout.write(f"{found or 'no answer at any speed'}\n")
    return 0 if found else 16


def _watch(reader: CardReader) -> int:
    def show(event: CardEvent) -> None:
        sys.stdout.write(f"{event.value}\n")
        sys.stdout.flush()

    for name, value in reader.status().items():
        sys.stdout.write(f"{name}: {value}\n")
    sys.stdout.flush()
    reader.watch(show)
    threading.Event().wait()
    return 0


def _pin_tries(reader: PcscCardReader) -> int:
    left = reader.pin_tries()
    said = "no PIN is set" if left is None else "blocked" if left == 0 else f"{left} tries left"
    sys.stdout.write(f"{said}\n")
    return 0


def _doctor(pattern: str, psam: PsamSettings | None, authenticate: bool) -> int:
    failed = False
    for finding in examine(pattern, psam, authenticate=authenticate):
        failed |= finding.result is Result.FAIL
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # piped into head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
