"""Hearing one answer out of echo, noise, strangers' frames and unsolicited ones; pure, it is fed bytes."""

import logging
from collections.abc import Callable

from drivers.frame import MORE, SLIDE, Frame, Values

_log = logging.getLogger(__name__)


class Events:
    """The unsolicited frames of a family, told one by one to `heard`."""

    def __init__(self, frames: tuple[Frame, ...], heard: Callable[[Values], None]) -> None:
        self._frames = frames
        self._heard = heard

    def take(self, data: bytes, *, ended: bool) -> tuple[Values | None, int]:
        """The event at the start of `data`, already told; (None, MORE) may become one, (None, SLIDE) is none."""
        used = SLIDE
        for frame in self._frames:
            values, length = frame.decode(data, ended=ended)
            if values is not None:
                self._heard(values)
                return values, length
            used = min(used, length)
        return None, used

    def drain(self, data: bytes) -> None:
        """Tell of every event in stale bytes; the rest is dropped."""
        at = 0
        while at < len(data):
            values, used = self.take(data[at:], ended=True)
            if values is None:
                _log.debug("dropped stale byte %02x", data[at])
            at += used


class Hearing:
    """Waiting for one answer: `reply` with the `expected` values, after `request` was sent.

    `strip`: the line is known to return our own bytes, so the first copy of the request is not an answer.
    """

    def __init__(self, request: bytes, reply: Frame, expected: Values, events: Events, *, strip: bool = False) -> None:
        self._request = request
        self._reply = reply
        self._expected = expected
        self._events = events
        self._strip = strip
        self._data = bytearray()
        self._skipped = bytearray()
        self._echo_seen = False

    @property
    def pending(self) -> bool:
        """True while bytes are held that may still become the answer."""
        return bool(self._data)

    @property
    def rest(self) -> bytes:
        """What came after the answer: perhaps the beginning of an event."""
        return bytes(self._data)

    @property
    def echo_seen(self) -> bool:
        """True once our own question was found among what came."""
        return self._echo_seen or self._request in self._skipped

    def feed(self, part: bytes) -> Values | None:
        """Take bytes; the answer as soon as it stands whole behind what certainly is not one."""
        self._data += part
        while self._data:
            if self._strip_echo():
                continue
            values, used = self._reply.decode(bytes(self._data))
            if values is not None and self._is_ours(values):
                del self._data[:used]
                return values
            if used == MORE or not self._slide(values, used):
                return None
        return None

    def quiet(self) -> Values | None:
        """Nothing came for a moment: the answer may have its full length by now, or stand behind a false start."""
        for at in range(len(self._data)):
            values, used = self._reply.decode(bytes(self._data[at:]), ended=True)
            if values is not None and self._is_ours(values):
                self._skipped += self._data[:at]
                del self._data[: at + used]
                return values
        return None

    def noise(self) -> bytes:
        """At the end of waiting: everything that came and was neither echo nor event."""
        left = bytes(self._skipped + self._data)
        if self._request in left:
            self._echo_seen = True
            left = left.replace(self._request, b"", 1)
        return left

    def _slide(self, stranger: Values | None, used: int) -> bool:
        """Step over a stranger's frame, an event or one byte; False when an event may still be growing."""
        if stranger is not None:
            _log.warning("an answer of somebody else: %s, expected %s", stranger, self._expected)
        else:
            event, used = self._events.take(bytes(self._data), ended=False)
            if used == MORE:
                return False
            if event is not None:
                del self._data[:used]
                return True
        self._skipped += self._data[:used]
        del self._data[:used]
        return True

    def _strip_echo(self) -> bool:
        if not self._strip or not self._data.startswith(self._request):
            return False
        del self._data[: len(self._request)]
        self._strip = False
        self._echo_seen = True
        return True

    def _is_ours(self, values: Values) -> bool:
        return all(values[name] == value for name, value in self._expected.items())
