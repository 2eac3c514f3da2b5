"""`python -m drivers.card`: read or watch the card reader by hand, without the terminal."""

import argparse
import logging
import os
import sys
import threading
from datetime import date

from drivers.card.errors import (
    CardBlocked,
    CardError,
    CardFault,
    CardMute,
    CardRemoved,
    NoCard,
    NotIdentityCard,
    NotSocialSecurityCard,
    ReaderLost,
)
from drivers.card.identity import eleven_fields
from drivers.card.reader import PcscCardReader
from drivers.card.resident_line import BAUDS, speed_of
from drivers.card.resident_reader import ResidentCardReader
from drivers.card.trace import TRACE
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
)
_EPILOG = """exit codes:
  0 done   2 wrong arguments
  10 no card   11 card does not answer (upside down?)   12 not the kind of card this reader is for
  13 pulled while reading   14 blocked   15 the card misbehaves   16 no reader or no pcscd

Names and numbers are masked unless --full or --line is given; do not paste those into tickets.
--trace prints the wire on standard error: headers, lengths and status words, never what a record says.
--resident selects an identity-card reader on a serial line. An identity card that was read is found again only after
it was lifted; what it says is not signed, so it is as true as the reader is."""


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if (options.baud or options.search_baud) and not options.resident:
        parser.error("--baud and --search-baud go with --resident")
    if options.line and options.resident:
        parser.error("--line is the line of social-security cards")
    logging.basicConfig(level=TRACE if options.trace else logging.ERROR, format="%(message)s", stream=sys.stderr)
    reader: CardReader = PcscCardReader(options.reader)
    if options.resident:
        reader = ResidentCardReader(options.resident, options.baud or BAUDS[0])
    try:
        if options.search_baud:
            return _search(options.resident)
        return _watch(reader) if options.action == "watch" else _read(reader, options)
    except CardError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except KeyboardInterrupt:
        return 0
    finally:
        reader.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.card",
        description="Read the social-security card in the slot, or watch the slot.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=("read", "watch"), help="read once, or report every change until Ctrl-C")
    parser.add_argument("--reader", default="", metavar="TEXT", help="part of the reader's name (default: the first)")
    parser.add_argument("--resident", metavar="PATH", help="the identity-card reader on this port instead")
    parser.add_argument("--baud", type=int, choices=BAUDS, help=f"its speed (default {BAUDS[0]})")
    parser.add_argument("--search-baud", action="store_true", help="try every speed, print the one it answers at")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--full", action="store_true", help="read: show name and numbers in full")
    shown.add_argument("--line", action="store_true", help="read: print the vendors' eleven-field line, in full")
    parser.add_argument("--trace", action="store_true", help="show the exchanges with the card")
    return parser


def _read(reader: CardReader, options: argparse.Namespace) -> int:
    algorithm = ""
    if isinstance(reader, PcscCardReader):
        reading = reader.read()
        card, algorithm = reading.identity, reading.algorithm.name
    else:
        card = reader.read_identity()
    if options.line:
        sys.stdout.write(eleven_fields(card) + "\n")
        return 0
    for label, value in _rows(card, algorithm, full=options.full):
        if value or not options.resident:
            sys.stdout.write(f"{label:<12} {value}\n")
    return 0


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


def _rows(card: Identity, algorithm: str, *, full: bool) -> list[tuple[str, str]]:
    name = card.name if full else card.name[:1] + "*" * len(card.name[1:])
    remarks = [*card.warnings, *(["expired"] if card.expired_on(date.today()) else [])]
    return [
        ("kind", card.kind.value),
        ("name", name),
        ("number", _masked(card.id_number, full)),
        ("sex", card.sex if full else "*" * len(card.sex)),
        ("birth", str(card.birth or "") if full else f"{card.birth:%Y}-**-**" if card.birth else ""),
        ("card number", _masked(card.card_number, full)),
        ("card id", _masked(card.card_id_code, full)),
        ("area", card.area_code),
        ("generation", f"{card.generation.value} ({card.spec_version})" if card.generation else ""),
        ("algorithm", algorithm),
        ("issued", str(card.issued or "")),
        ("expires", str(card.expires or "")),
        ("remarks", " ".join(remarks)),
        ("not read", " ".join(f"{item}:{why.value}" for item, why in card.not_read.items())),
    ]


def _masked(number: str, full: bool) -> str:
    """First and last four characters, the rest starred (kiosk requirements H-03); short ones all starred."""
    if full:
        return number
    if len(number) < 12:
        return "*" * len(number)
    return number[:4] + "*" * (len(number) - 8) + number[-4:]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # piped into head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
