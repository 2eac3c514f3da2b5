"""Hearing one answer out of echo, noise, strangers' frames and unsolicited ones; pure, it is fed bytes."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from drivers.fields import Values
from drivers.frame import MORE, SLIDE, Frame

_log = logging.getLogger(__name__)


class Heard(NamedTuple):
    """A whole valid frame and what it says."""

    frame: Frame
    values: Values


def first_of(frames: tuple[Frame, ...], data: bytes, *, ended: bool) -> tuple[Heard | None, int]:
    """Whichever frame stands at the start of `data`, and its length; (None, MORE) when one still may."""
    used = SLIDE
    for frame in frames:
        values, length = frame.decode(data, ended=ended)
        if values is not None:
            return Heard(frame, values), length
        used = min(used, length)
    return None, used


class Events:
    """The unsolicited frames of a family, told one by one to `heard`."""

    def __init__(self, frames: tuple[Frame, ...], heard: Callable[[Values], None]) -> None:
        self._frames = frames
        self._heard = heard

    def take(self, data: bytes, *, ended: bool) -> tuple[Values | None, int]:
        """The event at the start of `data`, already told; (None, MORE) may become one, (None, SLIDE) is none."""
        event, used = first_of(self._frames, data, ended=ended)
        if event is None:
            return None, used
        self._heard(event.values)
        return event.values, used

    def drain(self, data: bytes) -> None:
        """Tell of every event in stale bytes; the rest is dropped."""
        at = dropped = 0
        while at < len(data):
            values, used = self.take(data[at : at + self._longest], ended=True)
            dropped += values is None
            at += max(used, SLIDE)
        if dropped:
            _log.debug("dropped %d stale bytes", dropped)

    @property
    def _longest(self) -> int:
        return max((frame.most for frame in self._frames), default=SLIDE)


class Hearing:
    """Waiting for one answer: any of `frames` with the `expected` values, after `request` was sent.

    `echoes`: whether the line is known to return our own bytes. A first copy of the request is never taken for an
    answer, except on a line known not to echo and by a family whose answer may look like its question. `usual_length`:
    of this board's last answer to this question, where the frame itself does not tell; 0 = not known yet.
    """

    def __init__(
        self,
        request: bytes,
        frames: tuple[Frame, ...],
        expected: Values,
        events: Events,
        *,
        echoes: bool | None = False,
        usual_length: int = 0,
    ) -> None:
        self._request = request
        self._usual_length = usual_length
        self.length_by_quiet = 0
        """How long the answer was, when only the silence after it told its end."""
        self._frames = frames
        self._expected = expected
        self._events = events
        self._echoes = echoes
        self._twin = first_of(frames, request, ended=True)[0] is not None
        self._may_strip = not self._twin or echoes is not False
        self._stripped = False
        self._data = bytearray()
        self._skipped = bytearray()
        self._came = False

    @property
    def pending(self) -> bool:
        """True while bytes are held that may still become the answer."""
        return bool(self._data)

    @property
    def rest(self) -> bytes:
        """What came after the answer, or was still growing at the end: perhaps an event."""
        return bytes(self._data)

    @property
    def echo_seen(self) -> bool:
        """True once our own question was found among what came, and could not be an answer."""
        return self._stripped and (not self._twin or self._echoes is True)

    @property
    def echo_excluded(self) -> bool:
        """True when what came, or that nothing came, shows that the line does not return our bytes."""
        return not self._came or not (self._twin or self._stripped or self._skipped)

    def feed(self, part: bytes) -> Heard | None:
        """Take bytes; the answer as soon as it stands whole behind what certainly is not one."""
        self._data += part
        self._came = self._came or bool(part)
        while self._data:
            if self._strip_echo(0):
                continue
            # As long as ever and whole: no need to wait for the line to fall quiet.
            as_usual = len(self._data) == self._usual_length
            answer, used = first_of(self._frames, bytes(self._data), ended=as_usual)
            if answer is not None and self._is_ours(answer) and (not as_usual or used == self._usual_length):
                del self._data[:used]
                return answer
            if as_usual:
                answer, used = first_of(self._frames, bytes(self._data), ended=False)
            if used == MORE or self._echo_may_grow() or not self._slide(answer, used):
                return None
        return None

    def quiet(self) -> Heard | None:
        """Nothing came for a moment: the answer may have its full length by now, or stand behind a false start."""
        at = 0
        while at < len(self._data):
            if self._strip_echo(at):
                continue
            answer, used = first_of(self._frames, bytes(self._data[at:]), ended=True)
            if answer is not None and self._is_ours(answer):
                self._events.drain(bytes(self._data[:at]))
                self._skipped += self._data[:at]
                del self._data[: at + used]
                self.length_by_quiet = used
                return answer
            at += SLIDE
        return None

    def noise(self) -> bytes:
        """At the end of waiting: everything that came and was neither echo nor event."""
        return bytes(self._skipped + self._data)

    def _slide(self, stranger: Heard | None, used: int) -> bool:
        """Step over a stranger's frame, an event or one byte; False when an event may still be growing."""
        if stranger is not None:
            _log.warning("an answer of somebody else: %s, expected %s", stranger.values, self._expected)
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

    def _strip_echo(self, at: int) -> bool:
        """Take out the first copy of our question, if it stands there."""
        if not self._may_strip or self._stripped or not self._data.startswith(self._request, at):
            return False
        del self._data[at : at + len(self._request)]
        self._stripped = True
        return True

    def _echo_may_grow(self) -> bool:
        return self._may_strip and not self._stripped and self._request.startswith(self._data)

    def _is_ours(self, answer: Heard) -> bool:
        return all(answer.values[name] == want for name, want in self._expected.items() if name in answer.values)
