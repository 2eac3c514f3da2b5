"""`python -m drivers.printer`: ask, watch or try the receipt printer by hand, without the terminal."""

import argparse
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from drivers.printer.device import EscPosPrinter
from drivers.printer.errors import CoverOpen, PaperOut, PrinterBroken, PrinterLost, SlipUncertain
from drivers.printer.ports import FORMS
from drivers.roles import (
    Barcode,
    Big,
    DeviceError,
    Line,
    Pair,
    Paper,
    PrinterStatus,
    PrinterTrouble,
    Qr,
    Rule,
    Slip,
    Title,
)

EXIT_CODES: tuple[tuple[type[DeviceError], int], ...] = (
    (SlipUncertain, 14),
    (PrinterLost, 10),
    (PaperOut, 11),
    (CoverOpen, 12),
    (PrinterBroken, 13),
)
_MOVES: Mapping[type[DeviceError], str] = {
    SlipUncertain: "look whether the slip came out whole; a printer that never answers cannot tell",
    PrinterLost: "check power, cable and port, and that the terminal's service is stopped",
    PaperOut: "put in a new roll, print side towards the head",
    CoverOpen: "shut the cover until it clicks",
    PrinterBroken: "switch it off, clear cutter and paper path, switch it on; if it stays, replace it",
}
_EPILOG = f"""ports:
  {FORMS}

examples:
  python -m drivers.printer status --config /etc/kiosk/terminal.toml
  python -m drivers.printer test --port /dev/usb/lp0
  python -m drivers.printer watch --port tcp:10.0.0.9:9100

exit status:
  0 ready, or printed   1 not ready   2 wrong arguments or settings   10 no answer   11 no paper   12 cover open
  13 cutter, head or electronics   14 sent, but the printer did not say that the slip came out
"""
EXIT_NOT_READY, EXIT_WRONG = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        printer = _printer(options)
    except (OSError, ValueError, TypeError) as error:
        sys.stderr.write(f"cannot: {error}\n")
        return EXIT_WRONG
    try:
        with closing(printer):
            return _do(printer, options)
    except DeviceError as error:
        kind = next((kind for kind, _ in EXIT_CODES if isinstance(error, kind)), None)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        if kind is None:  # no typeface: nothing of the printer's
            return EXIT_WRONG
        sys.stderr.write(f"  {_MOVES[kind]}\n")
        return dict(EXIT_CODES)[kind]
    except KeyboardInterrupt:
        return 0


def _do(printer: EscPosPrinter, options: argparse.Namespace) -> int:
    match options.action:
        case "test":
            printer.print(_slip(options.port or str(options.config), options.width or EscPosPrinter.WIDTH_DOTS))
            _say("printed and cut. On paper: the line centred, Chinese text readable, bar code and QR code scan.")
            return 0
        case "watch":
            return _watch(printer, options.every)
        case _:
            status = printer.status()
            _say(_told(status))
            return 0 if status.ready else EXIT_NOT_READY


def _watch(printer: EscPosPrinter, every_s: float) -> int:
    """A line at every change, until Ctrl-C."""
    before = ""
    while True:
        try:
            now = _told(printer.status())
        except PrinterLost as error:
            now = f"no answer: {error}"
        if now != before:
            _say(f"{time.strftime('%H:%M:%S')}  {now}")
        before = now
        time.sleep(every_s)


def _told(status: PrinterStatus) -> str:
    """One line of a status."""
    parts = [
        "ready" if status.ready else "not ready",
        "on line" if status.online else "off line",
        {Paper.OK: "paper", Paper.LOW: "paper is low", Paper.OUT: "no paper", Paper.UNKNOWN: "paper unknown"}[
            status.paper
        ],
        "cover open" if status.cover_open else "cover shut",
    ]
    if status.trouble is not PrinterTrouble.NONE:
        parts.append(f"trouble: {status.trouble.value}")
    return ", ".join(parts)


def _slip(port: str, width_dots: int) -> Slip:
    """Everything a receipt can hold, in its hardest form."""
    return Slip(
        (
            Title("打印测试 Test slip"),
            Rule(),
            Line("横线左右留白须相等 the line's margins must be equal", small=True),
            Pair("端口 Port", port),
            Pair("点宽 Dots", str(width_dots)),
            Line("荔湾区一柜通 ABCDEFGHIJ 0123456789 囍龘䶮"),
            Big("07"),
            Barcode("YGT-TEST-0123456"),
            Qr("YGT-TEST-0123456", "二维码须能扫出 the code must scan"),
        )
    )


def _printer(options: argparse.Namespace) -> EscPosPrinter:
    """The printer meant; raises OSError or ValueError where the settings name none."""
    table: Mapping[str, Any] = {}
    if options.config is not None:
        table = tomllib.loads(options.config.read_text("utf-8")).get("printer", {})
    port = options.port or table.get("port", "")
    if not port:
        raise ValueError("say which printer: --port PORT, or --config FILE with a [printer] port")
    options.port = port
    options.width = options.width or table.get("width_dots", EscPosPrinter.WIDTH_DOTS)
    return EscPosPrinter(port, options.baud or table.get("baud", EscPosPrinter.BAUD), options.width)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    every = argparse.ArgumentParser(add_help=False)
    every.add_argument("--config", type=Path, metavar="FILE", help="take [printer] from the terminal's settings")
    every.add_argument("--port", metavar="PORT", help="serial line, USB printer or network address")
    every.add_argument("--baud", type=int, help=f"speed of a serial line (default {EscPosPrinter.BAUD})")
    every.add_argument("--width", type=int, metavar="DOTS", help=f"dots a row (default {EscPosPrinter.WIDTH_DOTS})")
    parser = argparse.ArgumentParser(
        prog="python -m drivers.printer",
        description="The receipt printer by hand; stop the terminal's service first.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="{status,watch,test}")
    actions.add_parser("status", parents=[every], help="ask once: paper, cover, troubles")
    watch = actions.add_parser("watch", parents=[every], help="print every change until Ctrl-C")
    watch.add_argument("--every", type=float, default=1.0, metavar="S", help="seconds between questions (default 1)")
    actions.add_parser("test", parents=[every], help="print one slip with everything a receipt can hold")
    return parser


if __name__ == "__main__":
    sys.exit(main())
