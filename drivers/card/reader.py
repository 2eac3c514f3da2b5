"""The card reader as the terminal sees it: `drivers.roles.CardReader` over PC/SC."""

import threading
from collections.abc import Callable, Mapping

from drivers.card import social
from drivers.card.apdu import Channel
from drivers.card.errors import CardError, CardFault, CardMute, CardRemoved, NoCard, ReaderBusy, ReaderLost
from drivers.card.pcsc import Context, Slot
from drivers.card.social import Reading
from drivers.card.trace import log
from drivers.card.watch import Patience, SlotWatch
from drivers.roles import CardEvent, Identity


class PcscCardReader:
    """One slot of one PC/SC reader, chosen by a part of its name ("" = the first reader).

    Everything may be called from any thread; reads queue up behind each other. Nothing is opened before it is
    needed, and nothing is kept open between reads.
    """

    def __init__(self, name_pattern: str = "", patience: Patience | None = None) -> None:
        self._pattern = name_pattern
        self._patience = patience or Patience()
        self._reading = threading.Lock()
        self._closed = threading.Event()
        self._watch: SlotWatch | None = None
        self._last_error = ""

    def read_identity(self) -> Identity:
        """Read the card in the slot (about 6 exchanges); items that stay closed are in `Identity.not_read`.

        Raises `NoCard`, `CardMute`, `NotSocialSecurityCard`, `CardRemoved`, `CardBlocked`, `CardFault`,
        `ReaderLost`. A card that does not answer at first is tried again a few times. A card that stops half-way
        without being pulled is waited for as long as the reader waits for it.
        """
        return self.read().identity

    def read(self) -> Reading:
        """As `read_identity`, with the card's algorithm."""
        with self._reading:
            try:
                return self._read_patiently()
            except CardError as error:
                self._last_error = str(error)
                log.warning("reading the card failed: %s: %s", type(error).__name__, error)
                raise

    def watch(self, tell: Callable[[CardEvent], None]) -> None:
        """Report every change of the slot to `tell`, on the thread `card-watch`, until `close`.

        A card that is in at the start is INSERTED. READER_LOST also ends the presence of a card: no REMOVED
        follows, and after READER_BACK a card still in is INSERTED again. Raises RuntimeError when already
        watching or closed.
        """
        if self._closed.is_set() or self._watch is not None:
            raise RuntimeError("this reader is watched already, or closed")
        self._watch = SlotWatch(self._pattern, tell, self._patience)

    def status(self) -> Mapping[str, str]:
        """`reader`, `card` (empty, present, mute, gone) and `last_error`; "" where there is nothing to say."""
        try:
            with Context() as context:
                reader = context.find(self._pattern) or ""
                slot = context.wait(reader, 0, self._patience.settle_s).slot if reader else Slot.GONE
        except ReaderLost as error:
            return {"reader": "", "card": Slot.GONE.value, "last_error": str(error)}
        last_error = self._last_error or (self._watch.last_error if self._watch else "")
        return {"reader": reader, "card": slot.value, "last_error": last_error}

    def close(self) -> None:
        """Stop watching; a read in hand ends by itself."""
        self._closed.set()
        if self._watch is not None:
            self._watch.close()

    def _read_patiently(self) -> Reading:
        for attempt in range(1, self._patience.tries + 1):
            try:
                return self._read_once()
            except NoCard as error:
                if attempt > 1:
                    raise CardRemoved("the card was pulled before it could be read again") from error
                raise
            except (CardMute, CardFault, ReaderBusy) as error:
                answered = isinstance(error, CardFault) and error.status_word is not None
                if answered or attempt == self._patience.tries or self._closed.wait(self._patience.retry_s):
                    raise
                log.info("reading once more after %s", error)
        raise AssertionError("unreachable: the last try raises")

    def _read_once(self) -> Reading:
        with Context() as context:
            reader = context.find(self._pattern)
            if reader is None:
                raise ReaderLost(f"no reader is named like {self._pattern!r}")
            if context.wait(reader, 0, self._patience.settle_s).slot is Slot.EMPTY:
                raise NoCard("no card in the slot")
            connection = context.connect(reader)
            try:
                return social.read(Channel(connection.transmit, connection.t0), connection.atr)
            finally:
                connection.close()
