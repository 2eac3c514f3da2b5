"""Cards reported lost, found, freed, replaced; what is activated; what terminals are told of it (domain 2.3)."""

import os
from base64 import b64encode
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from contract.card import registry
from contract.life import Role
from contract.lost_cards import MOST_WORDS, CardWord, CardWords, Standing, card_tag, fold_card, holder_tag, key_name
from contract.my_card import HeldCertificate, MyCardFound
from contract.people import fold_id
from hall import persons
from hall.accounts.models import Officer
from hall.cards.models import CardReport, CardShown, Report
from hall.cases.hands import require
from hall.certificates.models import Certificate
from hall.certificates.services import standing
from hall.errors import ApiError
from hall.fleet.models import Terminal
from hall.fleet.services import By
from hall.secret_files import once_made

MAX_SHOWN_AN_HOUR = 60
"""Persons whose own one terminal may be told in an hour, several times what its lobby sees: nobody fishes."""
_TRIES = 5  # two reports at the same moment want the same number; one of them takes the next

_STANDING = {Report.LOST: Standing.LOST, Report.FREED: Standing.FREE, Report.REPLACED: Standing.REPLACED}
_FROM: dict[Report, frozenset[Standing]] = {
    Report.LOST: frozenset({Standing.FREE}),
    Report.FOUND: frozenset({Standing.LOST}),
    Report.FREED: frozenset({Standing.LOST}),
    Report.REPLACED: frozenset({Standing.FREE, Standing.LOST}),
}


class ReportRefused(ValueError):
    """A report that does not follow from what was said before; `standing` is how the card stands."""

    def __init__(self, report: Report, found: Standing) -> None:
        super().__init__(f"{report.value}: the card is {found.value}")
        self.report, self.standing = report, found


def card_key() -> bytes:
    """The key of all tags of cards, made once; terminals get it with the words."""
    return once_made(settings.HALL_DATA / "keys" / "cards", lambda: os.urandom(32))


def at_console(officer: Officer) -> By:
    """An officer who may report; raises `NotYourRole`."""
    require(officer, Role.ACCEPTOR)
    return By(officer.label, "console")


def report(what: Report, id_number: str, card_number: str, by: By, reason: str) -> CardReport:
    """Write one report about a card; without its number, about every card of the person issued before today.

    Found is not freed: only `FREED` opens anything again, and nothing does after `REPLACED`. Raises `ReportRefused`,
    and ValueError for a number that is none or without a reason.
    """
    holder, number = _holder(id_number), fold_card(card_number)
    tag = card_tag(id_number, number, card_key()) if number else holder
    before = None if number else timezone.localdate()

    def row() -> CardReport:
        if not _follows(what, tag, before):
            raise ReportRefused(what, standing_of(tag))
        return CardReport(tag=tag, holder_tag=holder, issued_before=before)

    return _write(what, row, by, reason)


def activate(application: str, id_number: str, by: By, reason: str) -> CardReport:
    """One application of a person works from now on, whatever card they hold. Raises ValueError."""
    known = {one.code for one in registry().usable if one.needs_activation}
    if application not in known:
        raise ValueError(f"{application}: not one of {', '.join(sorted(known))}")
    holder = _holder(id_number)
    return _write(
        Report.ACTIVATED, lambda: CardReport(tag=holder, holder_tag=holder, application=application), by, reason
    )


def name_differs(id_number: str, card_number: str, terminal: Terminal) -> CardReport | None:
    """A terminal saw both cards: the card is queued for its new name, once. Raises ValueError."""
    holder, number = _holder(id_number), fold_card(card_number)
    tag = card_tag(id_number, number, card_key()) if number else holder
    if CardReport.objects.filter(tag=tag, report=Report.NAME_DIFFERS.value).exists():
        return None
    by, reason = By("terminal", terminal.pk), "identity card and card give two names"
    return _write(Report.NAME_DIFFERS, lambda: CardReport(tag=tag, holder_tag=holder), by, reason)


def standing_of(tag: str) -> Standing:
    """How a card stands by the last word about it."""
    last = _words(tag).last()
    return _STANDING[Report(last.report)] if last else Standing.FREE


def _words(tag: str) -> QuerySet[CardReport]:
    """What was said of whether a card works, in order."""
    return CardReport.objects.filter(tag=tag, report__in=[one.value for one in _STANDING]).order_by("number")


def _follows(what: Report, tag: str, before: date | None) -> bool:
    """Whether a report makes sense after those before. `before`: it is about all of a person's cards issued earlier.

    A person gets new cards: what was said of the older ones forbids nothing about a newer one, and what frees the newer
    one must not free those that were out of use for good.
    """
    last = _words(tag).last()
    if before is not None and what is Report.LOST and last is not None and last.issued_before is not None:
        return last.issued_before < before or last.report == Report.FREED.value
    if before is not None and what is Report.FREED and _words(tag).filter(report=Report.REPLACED.value).exists():
        return False
    return standing_of(tag) in _FROM[what]


def last_number() -> int:
    """The number of the last report; 0 before the first."""
    return CardReport.objects.aggregate(last=Max("number"))["last"] or 0


def words_after(after: int, named: str) -> CardWords:
    """What terminals are told after a number; from the beginning to one with another key, or from another ledger."""
    key, last = card_key(), last_number()
    since = after if named == key_name(key) and 0 <= after <= last else 0
    said = [one.value for one in _STANDING]
    rows = list(CardReport.objects.filter(number__gt=since, report__in=said).order_by("number")[:MOST_WORDS])
    until = rows[-1].number if len(rows) == MOST_WORDS else last
    words = [
        CardWord(
            number=row.number,
            tag=row.tag,
            holder=row.holder_tag,
            issued_before=row.issued_before,
            standing=_STANDING[Report(row.report)],
        )
        for row in rows
    ]
    return CardWords.model_validate(
        {"key": b64encode(key), "since": since, "until": until, "last": last, "words": words}
    )


def write_shown(terminal: Terminal, id_number: str, now: datetime) -> None:
    """A terminal is told what is a person's own: written down. Raises `ApiError` for one that asks for ever others."""
    holder = _holder(id_number)
    lately = CardShown.objects.filter(terminal=terminal, at__gt=now - timedelta(hours=1))
    others = lately.exclude(holder_tag=holder).values("holder_tag").distinct().count()
    if others >= MAX_SHOWN_AN_HOUR:
        raise ApiError(429, "too_many_holders", "this terminal has shown too many holders' lists in this hour")
    CardShown.objects.create(terminal=terminal, holder_tag=holder, at=now)


def shown_to(terminal: Terminal, id_number: str, now: datetime) -> MyCardFound:
    """What the hall knows of a holder; that it was shown is written down. Raises `ApiError` when a terminal fishes."""
    holder = _holder(id_number)
    write_shown(terminal, id_number, now)
    held = Certificate.objects.filter(holder_tag=persons.tag_of(id_number)).prefetch_related("events")
    return MyCardFound(
        activation=_activation(holder),
        certificates=[_held(row, now) for row in held.order_by("-id")],
    )


def _activation(holder: str) -> dict[str, bool]:
    """Of an application nobody ever reported as activated, the hall does not know who has it: it says nothing."""
    said = CardReport.objects.filter(report=Report.ACTIVATED.value)
    mine = set(said.filter(holder_tag=holder).values_list("application", flat=True))
    waiting = (one.code for one in registry().usable if one.needs_activation)
    return {code: code in mine for code in waiting if code in mine or said.filter(application=code).exists()}


def _held(row: Certificate, now: datetime) -> HeldCertificate:
    return HeldCertificate(
        number=row.number,
        kind=row.kind,
        issuer=row.issuer,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        standing=standing(row, now),
    )


def _holder(id_number: str) -> str:
    number = fold_id(id_number)
    if not 1 <= len(number) <= 18 or not number.isascii():
        raise ValueError("no person has such a number")
    return holder_tag(number, card_key())


def _write(what: Report, make: Callable[[], CardReport], by: By, reason: str) -> CardReport:
    """The next number is only known to be free once it is taken: whoever was second looks at everything again."""
    if not reason.strip():
        raise ValueError("a report about a card needs its reason")
    left = _TRIES
    while True:
        try:
            with transaction.atomic():
                row = make()
                row.number, row.report, row.reason = last_number() + 1, what.value, reason.strip()[:300]
                row.actor, row.device, row.at = by.name, by.device, timezone.now()
                row.save()
                return row
        except IntegrityError:
            left -= 1
            if not left:
                raise
