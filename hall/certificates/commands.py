"""`python -m hall certificate ...`: the kinds, the library checked, one taken out of use."""

import argparse
from collections.abc import Callable

from django.utils import timezone

from contract.certificate import kinds
from hall.certificates import services, signing
from hall.certificates.models import Certificate
from hall.certificates.signing import Forged

Say = Callable[[str], None]


def add_to(parser: argparse.ArgumentParser, say: Say) -> None:
    """The commands, told by `say`."""
    commands = parser.add_subparsers(required=True)
    listing = commands.add_parser("kinds", help="every kind: class, id, how sure its name is")
    listing.set_defaults(do=lambda _options: _kinds(say))
    verify = commands.add_parser("verify", help="check one certificate, or all: signature, fields, standing")
    verify.add_argument("number", nargs="?", help="default: every one")
    verify.set_defaults(do=lambda options: _verify(options.number, say))
    revoke = commands.add_parser("revoke", help="take one out of use for good")
    revoke.add_argument("number")
    revoke.add_argument("--reason", required=True)
    revoke.set_defaults(do=lambda options: _revoke(options.number, options.reason, say))


def _kinds(say: Say) -> int:
    for kind in kinds().values():
        say(f"{kind.class_:<13} {kind.id:<24} {kind.certainty:<10} {kind.title.zh}")
    say(f"{len(kinds())} kinds")
    return 0


def _verify(number: str | None, say: Say) -> int:
    rows = Certificate.objects.filter(number=number) if number else Certificate.objects.all()
    if number and not rows.exists():
        raise ValueError(f"no certificate {number}")
    forged = 0
    for row in rows.order_by("id").iterator():
        try:
            signing.verify(row)
            said = services.standing(row, timezone.now()).value
        except Forged as error:
            forged, said = forged + 1, f"FORGED  {error}"
        if number or said.startswith("FORGED"):
            say(f"{row.number}  {row.kind}  {row.trust}  {said}")
    say(f"{rows.count()} certificates, {forged} forged")
    return 1 if forged else 0


def _revoke(number: str, reason: str, say: Say) -> int:
    services.revoke(number, "operator", reason)
    say(f"{number} is revoked")
    return 0
