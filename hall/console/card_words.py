"""Reports about cards in the words of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from hall.cards.models import Report

REPORTS = {
    "lost": later("Reported lost"),
    "found": later("Found again, still blocked"),
    "freed": later("Block taken away"),
    "replaced": later("Replaced by another card"),
    "activated": later("Application activated"),
    "name_differs": later("Name differs from the identity card: update the card"),
}
_DONE = {
    Report.LOST: later("The card is blocked. Terminals learn it with their next question."),
    Report.FOUND: later("Noted. The card stays blocked until somebody takes the block away."),
    Report.FREED: later("The card works again. Terminals learn it with their next question."),
    Report.REPLACED: later("The old card is out of use for good."),
}
_MEANT = {
    "lost": later("blocks its applications and the lockers at once"),
    "found": later("only noted: frees nothing"),
    "freed": later("only after the person has shown an identity card"),
    "replaced": later("the old number never works again"),
}


def report(key: str) -> str:
    """What was reported."""
    return _(REPORTS[key])


def meant(key: str) -> str:
    """What follows from a report, beside its button."""
    return _(_MEANT[key])


def done(what: Report) -> str:
    """What an officer is told once it is written."""
    return _(_DONE[what])
