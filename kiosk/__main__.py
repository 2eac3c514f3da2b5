"""Commands for the terminal without a screen: enrol it once, ask how its devices are, accept what was altered."""

import argparse
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic

from config.settings import Settings, SettingsError, load
from kiosk import keys
from kiosk.clock import Timer, utc_now
from kiosk.compose import STORE_FILE, build
from kiosk.custody.accept import accept_altered
from kiosk.doctor import as_text, ask_running
from kiosk.log import to_stderr
from offline_queue.errors import StoreError
from offline_queue.line import PostError
from offline_queue.post import enrol
from offline_queue.store import Store


class _PlainClock:
    """Wall and steady time; nothing is scheduled without a screen."""

    def now(self) -> datetime:
        return utc_now()

    def monotonic(self) -> float:
        return monotonic()

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        raise RuntimeError("no session runs here")


def main(arguments: list[str] | None = None) -> int:
    """0 = good, 1 = something fails, 2 = wrong use."""
    parser = argparse.ArgumentParser(prog="python -m kiosk", description="The terminal from the command line.")
    commands = parser.add_subparsers(dest="command", required=True)
    doctor = commands.add_parser("doctor", help="check every device and print PASS or FAIL with live values")
    enrolling = commands.add_parser("enrol", help="make this terminal known to its hall, once")
    enrolling.add_argument("--code", required=True, help="the one-time code from the hall's fleet page")
    accepting = commands.add_parser("accept", help="somebody has looked: what altered rows of custody say now is right")
    accepting.add_argument("--by", required=True, help="the staff number of who has looked; it goes into the journal")
    accepting.add_argument("--reason", required=True, help="what was found, without any person's name; the same")
    for command in (doctor, enrolling, accepting):
        command.add_argument("--config", type=Path, required=True, help="the terminal's settings file")
    options = parser.parse_args(arguments)
    try:
        settings = load(options.config)
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    if options.command == "accept":
        return _accept(settings, options.by, options.reason)
    return _doctor(settings) if options.command == "doctor" else _enrol(settings, options.code)


def _accept(settings: Settings, by: str, reason: str) -> int:
    file = settings.data / STORE_FILE
    if not file.is_file():
        print(f"there is no store at {file}", file=sys.stderr)  # noqa: T201
        return 1
    try:
        with Store(file) as store:
            accepted = accept_altered(store, by, reason, utc_now())
    except ValueError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except (StoreError, sqlite3.DatabaseError) as error:
        print(f"FAIL  Store\n        {error}\nnothing was changed.", file=sys.stderr)  # noqa: T201
        return 1
    for line in accepted:
        print(f"accepted: {line}")  # noqa: T201
    return 0


def _doctor(settings: Settings) -> int:
    to_stderr("ERROR")
    try:
        report = ask_running(settings.data)
    except (ConnectionError, TimeoutError) as error:
        print(f"FAIL  Terminal\n        {error}", file=sys.stderr)  # noqa: T201
        return 1
    if report is None:
        try:
            terminal = build(settings, _PlainClock())
        except StoreError as error:
            print(f"FAIL  Store\n        {error}", file=sys.stderr)  # noqa: T201
            return 1
        try:
            report = terminal.submit("doctor", terminal.diagnose).result()
        finally:
            terminal.close()
    print(as_text(report, colour=sys.stdout.isatty()))  # noqa: T201
    return 1 if report.failed else 0


def _enrol(settings: Settings, code: str) -> int:
    folder = settings.data / "keys"
    try:
        answer = enrol(settings.hall.url, settings.terminal, code, keys.own_key(folder), _PlainClock())
    except PostError as error:
        print(f"The hall at {settings.hall.url} did not enrol {settings.terminal}: {error}", file=sys.stderr)  # noqa: T201
        return 1
    keys.keep(folder, answer)
    print(f"{settings.terminal} is enrolled at {settings.hall.url}.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
