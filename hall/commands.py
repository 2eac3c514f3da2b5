"""The hall's commands. Secrets are given on standard input or made and printed once; none has a default."""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone

from contract import catalogue
from contract.bundle import BadBundle
from hall.accounts import commands as staff
from hall.accounts.models import Officer
from hall.cards import commands as cards
from hall.cases import corrections, issuing, unasked
from hall.cases.models import Case
from hall.cases.review import OtherRules, replay, same
from hall.cases.story import BrokenChain
from hall.cases.story import verify as verify_story
from hall.catalogues import commands as catalogues
from hall.catalogues.services import NotKept, of_today
from hall.certificates import commands as certificates
from hall.fleet import commands as terminals
from hall.intake import bundle
from hall.keys import hall_keys, rotate
from hall.oversight.models import CounterCases
from hall.reuse.services import withdraw
from hall.verification import sources


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.do(options))
    except (ValueError, ValidationError, ObjectDoesNotExist, NotKept, OtherRules) as error:
        _say(f"hall: {'; '.join(error.messages) if isinstance(error, ValidationError) else error}", sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hall", description="The city-side hall.")
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="migrate, then answer terminals and officers")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8700, help="0: any free port, printed")
    serve.set_defaults(do=_serve)
    commands.add_parser("migrate", help="bring the database to the present shape").set_defaults(do=_migrate)
    commands.add_parser("openapi", help="print the API's description").set_defaults(do=_openapi)
    _case_parsers(commands)
    _keys_parser(commands.add_parser("keys", help="the keys terminals seal to"))
    daily = commands.add_parser("daily", help="remind, end keeping times, tell of late couriers; run it once an hour")
    daily.set_defaults(do=_daily)
    catalogues.add_parser(commands.add_parser("catalogue", help="draft, check and publish editions of the catalogue"))
    loading = commands.add_parser("load", help="fill a hall with invented cases, to try it at a city's size")
    loading.add_argument("--cases", type=int, required=True)
    loading.add_argument("--seed", type=int, default=1, help="the same seed makes the same cases (default 1)")
    loading.set_defaults(do=_load)
    library = commands.add_parser("certificate", help="the e-certificate library")
    certificates.add_to(library, _say)
    cards.add_to(commands.add_parser("card", help="cards reported lost, and what a card stands for"), _say)
    terminals.add_counters_to(commands.add_parser("counter", help="counters of the hall's own"), _say)
    terminals.add_to(commands.add_parser("terminal", help="let a terminal in, or shut it out"), _say)
    staff.add_to(commands.add_parser("staff", help="officers, couriers, station staff, technicians"), _say)
    return parser


def _case_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What is done with cases and their papers."""
    verify = commands.add_parser("verify-history", aliases=["verify"], help="check every case's story line by line")
    verify.set_defaults(do=_verify)
    replaying = commands.add_parser("replay", help="pre-review one case again by the rules of its day")
    replaying.add_argument("number", help="the case's 43 characters")
    replaying.set_defaults(do=_replay)
    importing = commands.add_parser("import-bundle", help="take what a terminal's queue was carried over in by hand")
    importing.add_argument("file", type=Path)
    importing.set_defaults(do=_import_bundle)
    counted = commands.add_parser("counter-cases", help="report a month's cases of a service taken at counters")
    counted.add_argument("month", help="such as 2026-11")
    counted.add_argument("item", help="the service's id")
    counted.add_argument("cases", type=int)
    counted.set_defaults(do=_counter_cases)
    orphans = commands.add_parser("unasked", help="cases that wait for a correction nobody asks for")
    orphans.add_argument("--by", metavar="LOGIN", help="ask anew, in this acceptor's name")
    orphans.set_defaults(do=_unasked)
    withdraw = commands.add_parser("withdraw-paper", help="a stored paper that must not be used for other cases")
    withdraw.add_argument("sha256")
    withdraw.add_argument("--reason", required=True)
    withdraw.set_defaults(do=_withdraw)


def _keys_parser(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True)
    commands.add_parser("list", help="every sealing key's id, the present one last").set_defaults(do=_keys_list)
    rotate = commands.add_parser("rotate", help="a new sealing key; terminals take it with their next orders")
    rotate.set_defaults(do=_keys_rotate)
    retire = commands.add_parser("retire", help="destroy an earlier sealing key that nobody needs any more")
    retire.add_argument("number", type=int, help="as `keys list` gives it")
    retire.add_argument("--lost", action="append", default=[], metavar="ID", help="a terminal that never comes back")
    retire.set_defaults(do=_keys_retire)


def _serve(options: argparse.Namespace) -> int:
    from hall.serve import Server, migrate

    sources.read()  # a wrong file is told at the start, not at the first look-up
    migrate()
    try:
        server = Server(options.host, options.port)
    except OSError as error:
        _say(f"hall: cannot listen on {options.host}, port {options.port}: {error.strerror}", sys.stderr)
        return 1
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: server.close())
    _say(f"hall: listening on {server.url}")
    server.run()
    _say("hall: stopped")
    return 0


def _migrate(_options: argparse.Namespace) -> int:
    from hall.serve import migrate

    migrate()
    return 0


def _openapi(_options: argparse.Namespace) -> int:
    from hall.api import api

    _say(json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2, default=str))
    return 0


def _verify(_options: argparse.Namespace) -> int:
    lines = broken = 0
    for case in Case.objects.order_by("received_at").iterator():
        try:
            lines += verify_story(case)
        except BrokenChain as error:
            broken += 1
            _say(f"BROKEN {error}")
    _say(f"{Case.objects.count()} cases, {lines} lines whole, {broken} cases broken")
    return 1 if broken else 0


def _replay(options: argparse.Namespace) -> int:
    case = Case.objects.get(number=options.number)
    verdict = replay(case)
    alike = same(case, verdict)
    _say(f"{verdict.kind}  {verdict.rules_version}  {verdict.inputs_sha256}  {'the same' if alike else 'ANOTHER'}")
    return 0 if alike else 1


def _import_bundle(options: argparse.Namespace) -> int:
    try:
        imported = bundle.import_bundle(options.file)
    except (BadBundle, OSError) as error:
        _say(f"hall: {options.file.name}: {error}; nothing was taken", sys.stderr)
        return 2
    for one in imported.answer.untaken:
        _say(f"{one.envelope_id}  {'later' if one.later else 'refused'}  {one.code}")
    _say(f"{len(imported.answer.taken)} taken, {len(imported.answer.untaken)} not; receipts: {imported.receipts}")
    return 1 if imported.answer.untaken else 0


def _counter_cases(options: argparse.Namespace) -> int:
    known = catalogue.load().items | of_today().items  # with what has been retired since
    if options.item not in known or options.cases < 0:
        raise ValueError(f"no service {options.item}, or a number below nought")
    month = date.fromisoformat(f"{options.month}-01")
    said = {"cases": options.cases, "reported_at": timezone.now()}
    CounterCases.objects.update_or_create(item=options.item, month=month, defaults=said)
    return 0


def _keys_list(_options: argparse.Namespace) -> int:
    keys = hall_keys()
    for generation, key in zip(keys.numbers, keys.generations, strict=True):
        _say(f"{generation}  {key.public.key_id}")
    return 0


def _keys_rotate(_options: argparse.Namespace) -> int:
    keys = rotate()
    _say(f"{keys.generation}  {keys.sealing.public.key_id}")
    return 0


def _keys_retire(options: argparse.Namespace) -> int:
    from hall.fleet.retirement import StillNeeded, retire

    try:
        _say(f"{options.number}  {retire(options.number, options.lost)}")
    except StillNeeded as needed:
        for line in needed.why:
            _say(line, sys.stderr)
        return 1
    return 0


def _daily(_options: argparse.Namespace) -> int:
    from hall.handover.services import forget_handovers
    from hall.parcels import daily

    done = daily.run()
    lapsed = corrections.lapse(timezone.localdate())
    switched = issuing.switch_late(timezone.localdate())
    forget_handovers(timezone.now())
    _say(f"{done.reminded} reminded, {done.kept_too_long} kept too long, {done.late} late with couriers")
    _say(f"{lapsed} not corrected in time, {switched} to be issued as ready")
    return 0


def _unasked(options: argparse.Namespace) -> int:
    by = Officer.objects.get(user__username=options.by) if options.by else None
    waiting = list(unasked.unasked())
    for case in waiting:
        if by is not None:
            unasked.ask_anew(case, by)
        _say(f"{case.number}  since {timezone.localdate(case.updated_at)}")
    _say(f"{len(waiting)} {'asked anew' if by else 'waiting'}")
    return 0 if by or not waiting else 1


def _load(options: argparse.Namespace) -> int:
    from hall.filling.fill import RealHall, fill
    from hall.serve import migrate

    def tell(done: int, seconds: float) -> None:
        left_s = seconds / done * (options.cases - done)
        _say(f"{done} of {options.cases} cases, {done / seconds:.0f} a second, {left_s:.0f} s left")

    migrate()
    try:
        fill(options.cases, options.seed, tell)
    except RealHall as error:
        _say(f"hall: {error}; nothing was written", sys.stderr)
        return 2
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    withdraw(options.sha256, "operator", options.reason)
    return 0


def _say(text: str, to: object = None) -> None:
    print(text, file=to or sys.stdout, flush=True)  # type: ignore[arg-type]
