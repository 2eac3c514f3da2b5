"""The card reader as the terminal sees it: `drivers.roles.CardReader` over PC/SC."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from drivers.card import pin, social
from drivers.card.apdu import Channel
from drivers.card.application import select_application
from drivers.card.auth import RKSSSE, Attempts
from drivers.card.errors import (
    CardError,
    CardFault,
    CardMute,
    CardRemoved,
    NoCard,
    ReaderBusy,
    ReaderLost,
    SamMissing,
)
from drivers.card.pcsc import Connection, Context, Slot
from drivers.card.psam import Psam, PsamSettings
from drivers.card.social import HsmExchange, Reading
from drivers.card.trace import log
from drivers.card.watch import Patience, SlotWatch
from drivers.roles import CardEvent, Identity

T = TypeVar("T")


class PcscCardReader:
    """One slot of one PC/SC reader, chosen by a part of its name ("" = the first), and the PSAM's slot if there is one.

    Everything may be called from any thread; reads queue up behind each other. Nothing is opened before it is
    needed, and nothing is kept open between reads. Cards that refused the terminal are remembered until the end of
    the program.
    """

    def __init__(
        self,
        name_pattern: str = "",
        patience: Patience | None = None,
        psam: PsamSettings | None = None,
        *,
        avoid: str = "",
        attempts: Attempts | None = None,
    ) -> None:
        """`avoid` is a part of the name of a slot that is not meant; `attempts` is shared by slots of one terminal."""
        self._pattern = name_pattern
        self._sam_slot = psam.reader if psam else ""
        others = (self._sam_slot, avoid)  # "ICC" must not rule out what "PICC" names
        self._avoid = tuple(other for other in others if other and other.casefold() not in name_pattern.casefold())
        self._patience = patience or Patience()
        self._reading = threading.Lock()
        self._closed = threading.Event()
        self._attempts = attempts or Attempts()
        self._watch: SlotWatch | None = None
        self._last_error = ""
        self.psam = Psam(psam, lambda: open_sam(psam.reader)) if psam else None

    def read_identity(self) -> Identity:
        """Read the card in the slot (about 6 exchanges); items that stay closed are in `Identity.not_read`.

        Raises `NoCard`, `CardMute`, `NotSocialSecurityCard`, `CardRemoved`, `CardBlocked`, `CardFault`,
        `ReaderLost`, and an `AuthError` when the card refuses the terminal. A card that does not answer at first is
        tried again a few times. A card that stops half-way without being pulled is waited for as long as the
        reader waits for it.
        """
        return self.read().identity

    def read(self) -> Reading:
        """As `read_identity`, with the card's algorithm."""
        return self._patiently(
            lambda connection: social.read(_channel(connection), connection.atr, self.psam, self._attempts)
        )

    @contextmanager
    def hsm_exchange(self, card_key: int = RKSSSE) -> Iterator[HsmExchange]:
        """A read whose cryptograms come over the network: `begin` the request, `finish` with the reply.

        The card stays powered and ours alone inside the `with`, and nothing else is sent to it; other reads wait.
        Raises as `read_identity`, but does not try again.
        """
        with self._noted(), self._connected() as connection:
            yield HsmExchange(social.OpenCard(_channel(connection), connection.atr), card_key, self._attempts)

    def pin_tries(self) -> int | None:
        """Tries the holder's PIN has left, 0 = blocked, None = no PIN; spends none. Raises as `read_identity`."""
        return self._patiently(lambda connection: pin.tries_left(_selected(connection)))

    def verify_pin(self, typed: str) -> None:
        """Check the PIN its holder has typed, once; refused before sending when one try is left (`pin.verify`)."""
        with self._noted(), self._connected() as connection:
            pin.verify(_selected(connection), typed)

    def watch(self, tell: Callable[[CardEvent], None]) -> None:
        """Report every change of the slot to `tell`, on the thread `card-watch`, until `close`.

        A card that is in at the start is INSERTED. READER_LOST also ends the presence of a card: no REMOVED
        follows, and after READER_BACK a card still in is INSERTED again. Raises RuntimeError when already
        watching or closed.
        """
        if self._closed.is_set() or self._watch is not None:
            raise RuntimeError("this reader is watched already, or closed")
        self._watch = SlotWatch(self._pattern, tell, self._patience, self._avoid)

    def status(self) -> Mapping[str, str]:
        """`reader`, `card` (empty, present, mute, gone), `last_error`; with a PSAM also `psam` (present, ..., gone).
        "" where there is nothing to say."""
        try:
            with Context() as context:
                reader, slot = self._state(context, self._pattern, self._avoid)
                psam = {"psam": self._state(context, self._sam_slot)[1].value} if self._sam_slot else {}
        except ReaderLost as error:
            return {"reader": "", "card": Slot.GONE.value, "last_error": str(error)}
        last_error = self._last_error or (self._watch.last_error if self._watch else "")
        return {"reader": reader, "card": slot.value, "last_error": last_error} | psam

    def _state(self, context: Context, pattern: str, avoid: Sequence[str] = ()) -> tuple[str, Slot]:
        reader = context.find(pattern, avoid) or ""
        return reader, context.wait(reader, 0, self._patience.settle_s).slot if reader else Slot.GONE

    def close(self) -> None:
        """Stop watching; a read in hand ends by itself."""
        self._closed.set()
        if self._watch is not None:
            self._watch.close()

    def _patiently(self, work: Callable[[Connection], T]) -> T:
        """Do `work`, a few times where that can help; never after an `AuthError`, which may have cost a try."""
        with self._noted():
            for attempt in range(1, self._patience.tries + 1):
                try:
                    with self._connected() as connection:
                        return work(connection)
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

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """One at a time; what goes wrong is kept for `status`."""
        with self._reading:
            try:
                yield
            except CardError as error:
                self._last_error = str(error)
                log.warning("reading the card failed: %s: %s", type(error).__name__, error)
                raise

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with Context() as context:
            reader = context.find(self._pattern, self._avoid)
            if reader is None:
                raise ReaderLost(f"no reader is named like {self._pattern!r}")
            if context.wait(reader, 0, self._patience.settle_s).slot is Slot.EMPTY:
                raise NoCard("no card in the slot")
            connection = context.connect(reader)
            try:
                yield connection
            finally:
                connection.close()


@contextmanager
def open_sam(pattern: str) -> Iterator[Channel]:
    """A channel to the module in the slot named like `pattern`. Raises `SamMissing` and the errors of PC/SC."""
    with Context() as context:
        slot = context.find(pattern)
        if slot is None:
            raise SamMissing(f"no slot is named like {pattern!r}")
        connection = context.connect(slot)
        try:
            yield _channel(connection)
        finally:
            connection.close()


def _channel(connection: Connection) -> Channel:
    return Channel(connection.transmit, connection.t0)


def _selected(connection: Connection) -> Channel:
    channel = _channel(connection)
    select_application(channel)
    return channel
