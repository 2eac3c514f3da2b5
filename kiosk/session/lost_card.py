"""A card that is reported lost while its visit goes on: the visit ends, and nothing of it stays on the screen."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from contract.failures import Failure
from kiosk.step import Fail
from kiosk.visit import Visit

if TYPE_CHECKING:
    from kiosk.session.session import Session

_AGAIN_S = 5.0  # a door that stands open is seen shut first


class LostCardWatch:
    """Asked whenever the hall's list has changed; the store answers on its own thread, `post` brings it home."""

    def __init__(self, session: "Session", post: Callable[[Callable[[], None]], None]) -> None:
        self._session, self._post = session, post

    def look(self) -> None:
        """Ask whether the card of this visit still counts."""
        visit, terminal = self._session.visit, self._session.terminal
        identity = visit.identity
        if identity is None:
            return

        def home(future: "Future[bool]") -> None:
            error = future.exception()
            if error is not None:
                terminal.note_error(error)
            elif future.result():
                self._post(lambda: self._lost(visit))

        terminal.submit("queue", lambda: terminal.lost_cards.lost(identity)).add_done_callback(home)

    def _lost(self, visit: Visit) -> None:
        session = self._session
        if session.visit is not visit:
            return
        if session.trail.step.why_stay(session):
            session.clock.later(_AGAIN_S, lambda: self._lost(visit))
            return
        session.renew()
        session.trail.follow(Fail(Failure.CARD_LOST))
