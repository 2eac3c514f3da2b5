"""Winnsen-style boards (lock-board facts 5): 90, length, function, station, lock, 03; no checksum at all.

One source. The answer to an unlock comes before the two-second pulse and says only whether it was accepted; the answer
to a status question has status and lock the other way round.
"""

from workbench.locker.speech import Answers, Look, Request, Speech, Wish

HEAD, TAIL = 0x90, 0x03
UNLOCK, STATUS = 0x05, 0x12
FAILED, ACCEPTED, COOLING = 0, 1, 2
CLOSED, OPEN = 0, 1


class Winnsen(Speech):
    """Pulses for two seconds; refuses with 02 while a coil must cool."""

    pulse_s = 2.0
    answers_open = Answers.BEFORE
    sealed = False

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if data[:1] not in (b"", b"\x90"):
            return None, 1
        if len(data) < 6:
            return None, 0
        _, size, function, station, lock, tail = data[:6]
        wish = {UNLOCK: Wish.OPEN, STATUS: Wish.READ}.get(function)
        if size != 6 or tail != TAIL or wish is None or not lock:
            return None, 1
        return Request(wish, station, data[:6], (lock,)), 6

    def answer(self, request: Request, look: Look) -> bytes:
        if request.wish is Wish.OPEN:
            return _unlock(request, ACCEPTED)
        lock = request.locks[0]
        status = CLOSED if look.contacts[lock - 1] else OPEN
        return bytes((HEAD, 7, STATUS | 0x80, look.board, status, lock, TAIL))

    def busy(self, request: Request) -> bytes:
        return _unlock(request, COOLING)

    def no_such_lock(self, request: Request) -> bytes:
        return _unlock(request, FAILED) if request.wish is Wish.OPEN else b""

    def neighbour(self, data: bytes) -> bytes:
        return bytes((*data[:3], data[3] + 1 & 255, *data[4:]))


def _unlock(request: Request, status: int) -> bytes:
    return bytes((HEAD, 7, UNLOCK | 0x80, request.board, request.locks[0], status, TAIL))


SPEECH = Winnsen
