"""The catalogue from the command line: what the console's page does, and new lists from a folder of files."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils import timezone

from contract.catalogue import CatalogueError
from contract.life import MoveRefused
from hall.accounts.models import Officer
from hall.cases.hands import NotYourRole, ReasonMissing, SamePerson
from hall.catalogues import editions
from hall.catalogues.models import Edition

_SERVER = "server"


def _refusing(deed: Callable[[argparse.Namespace], object]) -> Callable[[argparse.Namespace], int]:
    """Run a command; what it refuses is told on standard error, status 2."""

    def run(options: argparse.Namespace) -> int:
        try:
            deed(options)
        except ReasonMissing:
            sys.stderr.write("hall: nothing would change, or no note\n")
            return 2
        except (MoveRefused, NotYourRole, SamePerson, CatalogueError, editions.Unusable, editions.WrongDay) as error:
            sys.stderr.write(f"hall: {error}\n")
            return 2
        return 0

    return run


def _list(_options: argparse.Namespace) -> int:
    for row in Edition.objects.select_related("made_by__user"):
        day = row.in_force.isoformat() if row.in_force else "-"
        sys.stdout.write(f"{row.id}  {row.stage:<9}  {day:<10}  {row.made_by.label}  {row.note}\n")
    return 0


@_refusing
def _draft(options: argparse.Namespace) -> None:
    changes = editions.changes_to(editions.files_in(options.folder))
    sys.stdout.write(f"{editions.draft(_officer(options), options.note, changes, _SERVER).id}\n")


@_refusing
def _retire(options: argparse.Namespace) -> None:
    sys.stdout.write(f"{editions.retire(_officer(options), options.item, options.note, _SERVER).id}\n")


@_refusing
def _check(options: argparse.Namespace) -> None:
    editions.check(_edition(options), _officer(options), _SERVER)


@_refusing
def _publish(options: argparse.Namespace) -> None:
    done = editions.publish(_edition(options), _officer(options), options.day or timezone.localdate(), _SERVER)
    sys.stdout.write(f"{done.in_force}  {done.pack}\n")


@_refusing
def _drop(options: argparse.Namespace) -> None:
    editions.drop(_edition(options), _officer(options), _SERVER)


def _officer(options: argparse.Namespace) -> Officer:
    return Officer.objects.get(user__username=options.officer)


def _edition(options: argparse.Namespace) -> Edition:
    return Edition.objects.get(pk=options.edition)


def add_parser(parser: argparse.ArgumentParser) -> None:
    """`catalogue list | draft | retire | check | publish | drop`."""
    commands = parser.add_subparsers(required=True)
    commands.add_parser("list", help="every edition, newest first").set_defaults(do=_list)
    draft = commands.add_parser("draft", help="a draft that makes the catalogue what a folder holds")
    draft.add_argument("folder", type=Path, help="*.toml and items/ as in contract/; list/ and units/")
    draft.set_defaults(do=_draft)
    retire = commands.add_parser("retire", help="a draft without one service")
    retire.add_argument("item", help="its id, for instance OLD-CARD")
    retire.set_defaults(do=_retire)
    for drafting in (draft, retire):
        drafting.add_argument("--note", required=True, help="what for")
    check = commands.add_parser("check", help="by another officer than the maker")
    publish = commands.add_parser("publish", help="sign it; terminals pull it at once")
    publish.add_argument("--day", type=date.fromisoformat, help="from which day it holds; default today")
    drop = commands.add_parser("drop", help="give a draft up")
    for acting, deed in ((check, _check), (publish, _publish), (drop, _drop)):
        acting.add_argument("edition", type=int)
        acting.set_defaults(do=deed)
    for acting in (draft, retire, check, publish, drop):
        acting.add_argument("--officer", required=True, help="sign-in name of whoever does it")
