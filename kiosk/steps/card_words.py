"""Words about the two readers: which cards are asked for, and what a bad try is called at each of them."""

from contract.failures import Failure
from kiosk.events import Reader
from kiosk.step import Here

# What goes wrong with a card in a slot has other words when the card only lies on a reader.
_ON_THE_PAD = {
    Failure.CARD_PULLED: Failure.ID_CARD_AGAIN,
    Failure.CARD_MUTE: Failure.ID_CARD_AGAIN,
    Failure.CARD_FAULT: Failure.ID_CARD_AGAIN,
    Failure.CARD_AUTH_REQUIRED: Failure.ID_CARD_UNKNOWN,
}


def cards_taken(here: Here) -> str:
    """Which cards can be read now, in the words of the screens; with no reader left, what is fitted."""
    readers = here.terminal.readers.usable or set(here.terminal.readers.fitted)
    return "both" if len(readers) == 2 else "id" if Reader.PAD in readers else "social"


def note_bad_try(failure: Failure, reader: Reader, here: Here) -> None:
    """A card that did not sign on: into the log, and said where the card is asked for."""
    if reader is Reader.PAD:
        failure = _ON_THE_PAD.get(failure, failure)
    if failure is Failure.READER_MISSING:
        failure = here.terminal.readers.missing(reader)
    here.terminal.note(failure)
    here.visit.card_problem = failure
