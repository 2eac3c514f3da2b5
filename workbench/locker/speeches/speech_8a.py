"""The 8A board (lock-board facts 2): five bytes closed by their XOR, locks from 1, always three status bytes or more.

Not certain: that hold on/off (9A, 9B) go unanswered (the sources call the reply unstable), and that open-all is
answered by its own bytes (one source).
"""

from workbench.locker.speech import Look, Request, Speech, Wish, bits, xor

CLOSED, OPEN = 0x11, 0x00
_MEANINGS = {
    (0x8A, 0x11): Wish.OPEN,
    (0x80, 0x33): Wish.READ,
    (0x9A, 0x11): Wish.HOLD,
    (0x9B, 0x11): Wish.RELEASE,
}


class EightA(Speech):
    """`reports_as`: head of unasked reports, 0x81 (a switch changed) or 0x82 (status report)."""

    def __init__(self, reports_as: int = 0x81) -> None:
        self._reports_as = reports_as

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if len(data) < 5:
            return None, 0
        head, board, lock, what, check = data[:5]
        wish = _MEANINGS.get((head, what))
        if wish is None or xor(data[:4]) != check:
            return None, 1
        return Request(wish, board, data[:5], (lock,) if lock else ()), 5

    def answer(self, request: Request, look: Look) -> bytes:
        if request.wish in (Wish.HOLD, Wish.RELEASE):
            return b""
        head = request.data[0]
        if request.locks:
            return self._status(head, look.board, request.locks[0], look.contacts[request.locks[0] - 1])
        if request.wish is Wish.OPEN:
            return request.data
        return _sealed(head, look.board, *reversed(bits(look.contacts, 3)), 0x33)

    def neighbour(self, data: bytes) -> bytes:
        return _sealed(data[0], data[1] + 1 & 255, *data[2:-1])

    def event(self, board: int, lock: int, contact: bool) -> bytes:
        return self._status(self._reports_as, board, lock, contact)

    @staticmethod
    def _status(head: int, board: int, lock: int, contact: bool) -> bytes:
        return _sealed(head, board, lock, CLOSED if contact else OPEN)


def _sealed(*data: int) -> bytes:
    return bytes((*data, xor(bytes(data))))


SPEECH = EightA
