"""`python -m hall terminal ...`: let a terminal in, or shut it out; `python -m hall counter ...`: the hall's own."""

import argparse
from collections.abc import Callable

from hall.fleet import counters, services
from hall.fleet.models import Counter, Terminal

Say = Callable[[str], None]


def add_to(parser: argparse.ArgumentParser, say: Say) -> None:
    """The commands, told by `say`."""
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="print a code that enrols one terminal, once, within 24 hours")
    add.add_argument("id")
    add.add_argument("--site", required=True)
    add.add_argument("--district", default="", help="its division code, for instance 440103: services may be of some")
    add.set_defaults(do=lambda options: _add(options, say))
    revoke = commands.add_parser("revoke", help="refuse this terminal from now on")
    revoke.add_argument("id")
    revoke.set_defaults(do=_revoke)


def _add(options: argparse.Namespace, say: Say) -> int:
    say(services.add_terminal(options.id, options.site, district=options.district))
    return 0


def _revoke(options: argparse.Namespace) -> int:
    services.revoke(Terminal.objects.get(pk=options.id))
    return 0


def add_counters_to(parser: argparse.ArgumentParser, say: Say) -> None:
    """The commands of counters, told by `say`."""
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="open a counter where officers take what people bring, or open it again")
    add.add_argument("id")
    add.add_argument("--site", required=True)
    add.add_argument("--terminal", required=True, help="whose locker the results of its cases go to")
    add.add_argument("--district", default="", help="its division code; without it that of the terminal")
    add.set_defaults(do=lambda options: _add_counter(options, say))
    close = commands.add_parser("close", help="take nothing more there; its cases go on")
    close.add_argument("id")
    close.set_defaults(do=_close_counter)
    commands.add_parser("list", help="every counter").set_defaults(do=lambda _options: _list_counters(say))


def _add_counter(options: argparse.Namespace, say: Say) -> int:
    terminal = Terminal.objects.get(pk=options.terminal)
    say(str(counters.add(options.id, options.site, terminal, options.district)))
    return 0


def _close_counter(options: argparse.Namespace) -> int:
    counters.close(Counter.objects.get(pk=options.id))
    return 0


def _list_counters(say: Say) -> int:
    for counter in Counter.objects.order_by("pk"):
        standing = "closed" if counter.closed_at else f"results to the locker of {counter.terminal_id}"
        say(f"{counter} {counter.district or 'no district'}: {standing}")
    return 0
