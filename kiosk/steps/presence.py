"""Whether the person by whose right a door opens is, as far as anybody can tell, still here (decision 043)."""

from contract.text import Text
from kiosk.step import Here, SignOnAgain
from kiosk.visit import Who

UNATTENDED_S = 20.0
"""Without a card in the slot nobody can tell who stands here: after this the screen counts as a left one."""
_AGAIN = Text(zh="为保护您的物品,请再刷一次卡", en="To keep your things safe, please present your card again")
_STAFF = frozenset({Who.COURIER, Who.STATION, Who.TECHNICIAN})


def attended(here: Here, last_seen_s: float) -> bool:
    """Asked when a button is shown, and again when it was pressed; `last_seen_s`: steady time of their last doing.

    A card in the slot speaks for its person as long as it is there, a number and PIN for the whole visit.
    """
    if here.visit.who in _STAFF:
        return True
    if here.visit.identity is not None and not here.visit.tapped:
        return not card_out(here)
    return here.clock.monotonic() - last_seen_s < UNATTENDED_S


def card_out(here: Here) -> bool:
    """The visit began with a card in the slot, and that was taken out: its person may have left."""
    visit = here.visit
    return visit.identity is not None and not visit.tapped and (visit.card_left or not here.terminal.card_in)


def to_sign_on(here: Here) -> SignOnAgain | None:
    """Asked where a resident's visit is about to open its first door; None: its person is still here.

    A touch is no sign of them: in a tapped visit that nobody touched for `UNATTENDED_S`, the next finger may be
    anybody's.
    """
    if not card_out(here) and not here.visit.left_alone:
        return None
    here.toast(here.visit.t(_AGAIN))
    return SignOnAgain()
