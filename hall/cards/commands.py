"""`python -m hall card ...`: the registry, a card reported lost or found, freed, replaced; an application activated."""

import argparse
import sys
from collections.abc import Callable

from contract.card import Status, registry
from hall.cards import services
from hall.cards.models import CardReport, Report
from hall.fleet.services import OPERATOR

Say = Callable[[str], None]
_HELP = {
    Report.LOST: "block it everywhere, the lockers included; without --card every card of the person issued so far",
    Report.FOUND: "note that it was found; it stays blocked",
    Report.FREED: "take the block away, once the person has shown an identity card",
    Report.REPLACED: "out of use for good: the person has another card",
}


def add_to(parser: argparse.ArgumentParser, say: Say) -> None:
    """The commands, told by `say`. The person's number comes on standard input: it must not stand in a history."""
    commands = parser.add_subparsers(required=True)
    commands.add_parser("applications", help="every application of the card, and how many there are").set_defaults(
        do=lambda _options: _applications(say)
    )
    for what, text in _HELP.items():
        command = commands.add_parser(what.value, help=f"{text}; the identity number on standard input")
        command.add_argument("--card", default="", help="the card's nine characters, when they are known")
        command.add_argument("--reason", required=True)
        command.set_defaults(do=lambda options, what=what: _report(what, options.card, options.reason, say))
    activate = commands.add_parser("activate", help="an application works from now on; the number as above")
    activate.add_argument("application")
    activate.add_argument("--reason", required=True)
    activate.set_defaults(do=lambda options: _activate(options.application, options.reason, say))
    commands.add_parser("reports", help="every report so far").set_defaults(do=lambda _options: _reports(say))


def _applications(say: Say) -> int:
    known = registry()
    for one in known.applications.values():
        say(f"{one.status.value:<8} {one.code:<18} {one.certainty.value:<8} {one.name.zh}")
    say(f"{known.without_name} planned without a name")
    say(" + ".join(f"{known.counts[status]} {status.value}" for status in Status) + f" = {known.total}")
    return 0


def _report(what: Report, card: str, reason: str, say: Say) -> int:
    row = services.report(what, _number(), card, OPERATOR, reason)
    say(f"{row.number}  {what.value}  {'every card issued so far' if row.issued_before else 'one card'}")
    return 0


def _activate(application: str, reason: str, say: Say) -> int:
    say(f"{services.activate(application, _number(), OPERATOR, reason).number}  {application} is activated")
    return 0


def _reports(say: Say) -> int:
    for row in CardReport.objects.iterator():
        said = row.application or row.tag[:8]
        say(f"{row.number}  {row.at:%F %T}  {row.report:<12}  {said}  {row.actor}@{row.device}  {row.reason}")
    say(f"{services.last_number()} reports")
    return 0


def _number() -> str:
    return sys.stdin.readline().strip()
