"""`python -m hall staff ...`: who signs in at console and terminals. Secrets are printed once, or asked for."""

import argparse
import getpass
import json
import secrets
from collections.abc import Callable

from contract.life import Role
from contract.scope import CITY, DISTRICTS
from hall.accounts.models import OFFICER_ROLES
from hall.accounts.services import add_officer
from hall.fleet import services as fleet
from hall.fleet.models import STAFF_ROLES, Terminal

Say = Callable[[str], None]

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


def add_to(parser: argparse.ArgumentParser, say: Say) -> None:
    """The commands, told by `say`."""
    commands = parser.add_subparsers(required=True)
    demo = commands.add_parser("demo", help="one synthetic person a role, secrets printed once as JSON")
    demo.set_defaults(do=lambda _options: _demo(say))
    officer = commands.add_parser("officer", help="someone who signs in at the console")
    officer.add_argument("login")
    officer.add_argument("--name", required=True)
    officer.add_argument("--role", action="append", required=True, choices=[role.value for role in OFFICER_ROLES])
    officer.add_argument("--department", action="append", default=[], help="decides only for this authority (18 chars)")
    officer.add_argument("--district", default="", choices=["", CITY, *DISTRICTS], help=f"desk of; {CITY}: the city")
    officer.add_argument("--ask", action="store_true", help="ask for the password instead of making one")
    officer.set_defaults(do=lambda options: _officer(options, say))
    member = commands.add_parser("member", help="someone who signs in at terminals")
    member.add_argument("number")
    member.add_argument("--name", required=True)
    member.add_argument("--role", required=True, choices=[role.value for role in STAFF_ROLES])
    member.add_argument("--terminal", action="append", default=[], help="only at this one; default: at every one")
    member.add_argument("--ask", action="store_true", help="ask for the PIN instead of making one")
    member.set_defaults(do=lambda options: _member(options, say))


def _demo(say: Say) -> int:
    """Print `{"officers": {login: password}, "staff": {number: pin}}`: the only time these can be read."""
    officers, staff = {}, {}
    for login, name, role in DEMO_OFFICERS:
        officers[login] = secrets.token_urlsafe(12)
        add_officer(login, name, [role], officers[login])
    for number, name, role in DEMO_STAFF:
        staff[number] = fleet.new_pin()
        fleet.add_staff(number, name, role, staff[number])
    say(json.dumps({"officers": officers, "staff": staff}, indent=2))
    return 0


def _officer(options: argparse.Namespace, say: Say) -> int:
    password = getpass.getpass("password: ") if options.ask else secrets.token_urlsafe(12)
    roles = [Role(role) for role in options.role]
    add_officer(options.login, options.name, roles, password, options.department, options.district)
    if not options.ask:
        say(password)
    return 0


def _member(options: argparse.Namespace, say: Say) -> int:
    pin = getpass.getpass("PIN: ") if options.ask else fleet.new_pin()
    terminals = [Terminal.objects.get(pk=id_) for id_ in options.terminal]
    fleet.add_staff(options.number, options.name, Role(options.role), pin, terminals)
    if not options.ask:
        say(pin)
    return 0
