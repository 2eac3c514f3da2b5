"""The hall's commands. Secrets are given on standard input or made and printed once; none has a default."""

import argparse
import getpass
import json
import secrets
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.utils import timezone

from contract import catalogue
from contract.bundle import BadBundle
from contract.life import Role
from hall.accounts.models import OFFICER_ROLES, Officer, OfficerDepartment, OfficerRole
from hall.cases import corrections, issuing
from hall.cases.models import Case
from hall.cases.review import OtherRules, replay, same
from hall.cases.story import BrokenChain
from hall.cases.story import verify as verify_story
from hall.catalogues import commands as catalogues
from hall.catalogues.services import NotKept, of_today
from hall.certificates import commands as certificates
from hall.fleet import services as fleet
from hall.fleet.models import STAFF_ROLES, Terminal
from hall.intake import bundle
from hall.keys import hall_keys, rotate
from hall.oversight.models import CounterCases
from hall.reuse.services import withdraw
from hall.verification import sources

DEMO_OFFICERS = (
    ("acceptor", "受理员 陈晓岚", Role.ACCEPTOR),
    ("approver", "审批员 何志明", Role.APPROVER),
    ("issuer", "出件员 林小燕", Role.ISSUER),
    ("supervisor", "督办员 黄国强", Role.SUPERVISOR),
    ("technician", "技术员 吴启明", Role.TECHNICIAN),
    ("auditor", "审计员 梁静仪", Role.AUDITOR),
    ("agent", "代办员 周丽珍", Role.AGENT),
)
DEMO_STAFF = (
    ("2001", "邮递员 李建华", Role.COURIER),
    ("3001", "站务员 张美玲", Role.STATION),
    ("4001", "技术员 吴启明", Role.TECHNICIAN),  # the same person: one sign-in a place
)


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
    withdraw = commands.add_parser("withdraw-paper", help="a stored paper that must not be used for other cases")
    withdraw.add_argument("sha256")
    withdraw.add_argument("--reason", required=True)
    withdraw.set_defaults(do=_withdraw)
    _terminal_parser(commands.add_parser("terminal", help="let a terminal in, or shut it out"))
    _staff_parser(commands.add_parser("staff", help="officers, couriers, station staff, technicians"))
    return parser


def _keys_parser(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True)
    commands.add_parser("list", help="every sealing key's id, the present one last").set_defaults(do=_keys_list)
    rotate = commands.add_parser("rotate", help="a new sealing key; terminals take it with their next orders")
    rotate.set_defaults(do=_keys_rotate)


def _terminal_parser(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="print a code that enrols one terminal, once, within 24 hours")
    add.add_argument("id")
    add.add_argument("--site", required=True)
    add.set_defaults(do=_terminal_add)
    revoke = commands.add_parser("revoke", help="refuse this terminal from now on")
    revoke.add_argument("id")
    revoke.set_defaults(do=_terminal_revoke)


def _staff_parser(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True)
    demo = commands.add_parser("demo", help="one synthetic person a role, secrets printed once as JSON")
    demo.set_defaults(do=_staff_demo)
    officer = commands.add_parser("officer", help="someone who signs in at the console")
    officer.add_argument("login")
    officer.add_argument("--name", required=True)
    officer.add_argument("--role", action="append", required=True, choices=[role.value for role in OFFICER_ROLES])
    officer.add_argument("--department", action="append", default=[], help="decides only for this authority (18 chars)")
    officer.add_argument("--ask", action="store_true", help="ask for the password instead of making one")
    officer.set_defaults(do=_staff_officer)
    member = commands.add_parser("member", help="someone who signs in at terminals")
    member.add_argument("number")
    member.add_argument("--name", required=True)
    member.add_argument("--role", required=True, choices=[role.value for role in STAFF_ROLES])
    member.add_argument("--terminal", action="append", default=[], help="only at this one; default: at every one")
    member.add_argument("--ask", action="store_true", help="ask for the PIN instead of making one")
    member.set_defaults(do=_staff_member)


def _serve(options: argparse.Namespace) -> int:
    from hall.serve import Server, migrate

    sources.read()  # a wrong file is told at the start, not at the first look-up
    migrate()
    server = Server(options.host, options.port)
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
    for generation, key in enumerate(hall_keys().generations, 1):
        _say(f"{generation}  {key.public.key_id}")
    return 0


def _keys_rotate(_options: argparse.Namespace) -> int:
    keys = rotate()
    _say(f"{keys.generation}  {keys.sealing.public.key_id}")
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


def _terminal_add(options: argparse.Namespace) -> int:
    _say(fleet.add_terminal(options.id, options.site))
    return 0


def _terminal_revoke(options: argparse.Namespace) -> int:
    fleet.revoke(Terminal.objects.get(pk=options.id))
    return 0


def _staff_demo(_options: argparse.Namespace) -> int:
    """Print `{"officers": {login: password}, "staff": {number: pin}}`: the only time these can be read."""
    officers, staff = {}, {}
    for login, name, role in DEMO_OFFICERS:
        officers[login] = secrets.token_urlsafe(12)
        add_officer(login, name, [role], officers[login])
    for number, name, role in DEMO_STAFF:
        staff[number] = fleet.new_pin()
        fleet.add_staff(number, name, role, staff[number])
    _say(json.dumps({"officers": officers, "staff": staff}, indent=2))
    return 0


def _staff_officer(options: argparse.Namespace) -> int:
    password = getpass.getpass("password: ") if options.ask else secrets.token_urlsafe(12)
    roles = [Role(role) for role in options.role]
    add_officer(options.login, options.name, roles, password, options.department)
    if not options.ask:
        _say(password)
    return 0


def _staff_member(options: argparse.Namespace) -> int:
    pin = getpass.getpass("PIN: ") if options.ask else fleet.new_pin()
    terminals = [Terminal.objects.get(pk=id_) for id_ in options.terminal]
    fleet.add_staff(options.number, options.name, Role(options.role), pin, terminals)
    if not options.ask:
        _say(pin)
    return 0


@transaction.atomic
def add_officer(
    login: str, name: str, roles: Sequence[Role], password: str, departments: Sequence[str] = ()
) -> Officer:
    """An officer with exactly these roles and departments (none: all); an existing one gets the new ones."""
    validate_password(password)
    user, _ = User.objects.get_or_create(username=login)
    user.set_password(password)
    user.save()
    officer, _ = Officer.objects.update_or_create(user=user, defaults={"name": name})
    OfficerRole.objects.filter(officer=officer).delete()
    OfficerRole.objects.bulk_create(OfficerRole(officer=officer, role=role.value) for role in roles)
    OfficerDepartment.objects.filter(officer=officer).delete()
    OfficerDepartment.objects.bulk_create(OfficerDepartment(officer=officer, authority=one) for one in departments)
    return officer


def _say(text: str, to: object = None) -> None:
    print(text, file=to or sys.stdout, flush=True)  # type: ignore[arg-type]
