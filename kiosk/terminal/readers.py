"""The card readers a terminal is fitted with, and which of them are lost."""

import threading
from collections.abc import Callable
from functools import partial

from contract.failures import Failure
from drivers.roles import CardEvent, CardReader
from kiosk.events import CardMoved, Event, Reader
from kiosk.terminal.devices import Devices
from kiosk.terminal.troubles import Troubles


class Readers:
    """`fitted`: the readers by their place."""

    def __init__(self, devices: Devices, troubles: Troubles, post: Callable[[Event], None]) -> None:
        places = {Reader.SLOT: devices.card, Reader.PAD: devices.id_card}
        self.fitted: dict[Reader, CardReader] = {
            place: reader for place, reader in places.items() if reader is not None
        }
        self._troubles, self._post = troubles, post
        self._lost: set[Reader] = set()
        self._lock = threading.Lock()

    def watch(self) -> None:
        """Begin to tell of cards that come and go."""
        for place, reader in self.fitted.items():
            reader.watch(partial(self.moved, reader=place))

    def close(self) -> None:
        """Let go of every reader."""
        for reader in self.fitted.values():
            reader.close()

    @property
    def usable(self) -> set[Reader]:
        """The readers that are there and have not been lost."""
        return set(self.fitted) - self._lost

    def missing(self, reader: Reader) -> Failure:
        """What the loss of this reader means: another one may go on."""
        if self.usable <= {reader}:
            return Failure.READER_MISSING
        return Failure.SOCIAL_READER_MISSING if reader is Reader.SLOT else Failure.ID_READER_MISSING

    def moved(self, change: CardEvent, reader: Reader = Reader.SLOT) -> None:
        """On the reader's own thread. Any word from a reader means that it is there."""
        with self._lock:
            (self._lost.add if change is CardEvent.READER_LOST else self._lost.discard)(reader)
            none_left, mark = not self.usable, self._troubles.mark
            mark(Failure.READER_MISSING, none_left)
            mark(Failure.SOCIAL_READER_MISSING, Reader.SLOT in self._lost and not none_left)
            mark(Failure.ID_READER_MISSING, Reader.PAD in self._lost and not none_left)
        self._post(CardMoved(change, reader))
