"""Supervision in the words of the page: what a rate is called, what it divides, and why something is not in it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from contract.life import CaseState
from hall.cases.models import CaseItem, Channel
from hall.console import words
from hall.oversight import rates
from hall.oversight.rates import Rate

RATES = {
    "available": later("Available online"),
    "used": later("Begun online"),
    "finished": later("Finished without a visit"),
    "satisfied": later("Satisfied"),
    "overdue": later("Overdue"),
}
RATE_MEANINGS = {
    "available": later("Services with an online path ÷ all services"),
    "used": later("Begun at a terminal or on the web ÷ those and the ones taken at counters"),
    "finished": later("Ended with no visit ÷ all begun at a terminal or on the web, those still under way among them"),
    "satisfied": later("Rated four or five ÷ all rated"),
    "overdue": later("Past the promised day and still on a desk ÷ all that were handed in"),
}


def rate(key: str) -> str:
    """A headline rate."""
    return _(RATES[key])


def rate_meaning(key: str) -> str:
    """What a rate divides by what."""
    return _(RATE_MEANINGS[key])


def missing(rate: Rate, row: CaseItem) -> str:
    """Why a service of a case is not counted in the part of a rate."""
    if rate is Rate.SATISFIED:
        return _("Rated %(n)s of 5") % {"n": row.case.rating}
    if rate is Rate.USED:
        return _("Taken at a counter")
    if rate is Rate.FINISHED and row.case.channel == Channel.WEB:
        return _("Finished at the counter")
    if rate is Rate.OVERDUE:
        return _("In time, or not on our desk")
    if row.case.state not in (CaseState.COLLECTED, CaseState.CLOSED):
        return words.state(row.case.state)
    if rates.needs_visit(row):
        return _("A step of this service needs a visit")
    return _("Given to the resident at the window")
