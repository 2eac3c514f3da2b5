"""A card slot at the wire: speaks vpcd's protocol, plays whichever card is in (card facts 7.1).

Frames both ways are a two-byte big-endian length and a payload. A one-byte payload from vpcd is a control:
00 power off, 01 power on, 02 reset (none is answered), 04 give the ATR. Anything longer is a command APDU.
A closed connection is an empty slot.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from workbench.card.chip import Chip, Pulled

EMPTY_S = 0.9
"""Shortest time between two cards, as a hand needs. pcscd looks about every 0.4 s, and vpcd would let a second
card slip in unseen where pcscd happened to power the first one down."""


class Slot:
    """One slot; `connect` opens a TCP connection to the vpcd behind it."""

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        self._connect = connect
        self._playing: _Playing | None = None
        self._emptied_at = -EMPTY_S

    @property
    def card(self) -> Chip | None:
        """The card that is in, None when empty, also after a card pulled itself."""
        return self._playing.card if self._playing and self._playing.alive else None

    def insert(self, card: Chip) -> None:
        """Put `card` in, taking out any other, which takes `EMPTY_S`. Raises OSError when vpcd does not listen."""
        self.remove()
        time.sleep(max(0.0, self._emptied_at + EMPTY_S - time.monotonic()))
        self._playing = _Playing(card, self._connect())

    def remove(self) -> None:
        """Pull the card; an empty slot stays so."""
        if self._playing is not None:
            self._playing.stop()
            self._playing = None
            self._emptied_at = time.monotonic()

    def power_cut(self) -> None:
        """The far side is gone: drop the connection; no hand moved a card."""
        self.remove()
        self._emptied_at = -EMPTY_S


class _Playing:
    """A thread that answers for one card until the connection ends."""

    def __init__(self, card: Chip, wire: socket.socket) -> None:
        self.card = card
        self._wire = wire
        card.released.clear()
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._thread = threading.Thread(target=self._play, name="virtual-card", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        with suppress(OSError):  # vpcd hung up first
            self._wire.shutdown(socket.SHUT_RDWR)
        self.card.released.set()  # only now: a card that is out answers nothing more
        self._thread.join(5)
        self._wire.close()

    def _play(self) -> None:
        try:
            while (payload := self._receive()) is not None:
                reply = self._reply(payload)
                if reply is not None:
                    self._wire.sendall(len(reply).to_bytes(2, "big") + reply)
        except (Pulled, OSError):
            pass  # pulled, or vpcd went away: both are an empty slot
        finally:
            with suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)

    def _reply(self, payload: bytes) -> bytes | None:
        if len(payload) > 1:
            return self.card.answer(payload)
        match payload[0]:
            case 0x04:
                return self.card.atr
            case 0x00 | 0x01 | 0x02:
                self.card.reset()
        return None

    def _receive(self) -> bytes | None:
        header = self._exactly(2)
        return self._exactly(int.from_bytes(header, "big")) if header else None

    def _exactly(self, count: int) -> bytes | None:
        """`count` bytes, or None when vpcd hung up. TCP may split or join frames as it likes."""
        received = b""
        while len(received) < count:
            # vpcd sends length and payload apart: without an instant ACK every APDU costs 40 ms more
            self._wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._wire.recv(count - len(received))
            if not part:
                return None
            received += part
        return received
