"""DC 02 boards of twelve ways (lock-board facts 6): DC 02 out, DC FE back, a sum that leaves these two bytes out.

One source, which does not show the polarity: its one answer to an opening ends in 01, so here 1 = open, in single
answers and in masks alike. The answers to 14 and 15 (here the mask of doors, after the last pulse), to 18, and the two
bytes of the version are assumed. 1A is not spoken.
"""

from workbench.locker.speech import Look, Request, Speech, Wish, bits

HEAD, ANSWER = b"\xdc\x02", b"\xdc\xfe"
VERSION, OPEN_ONE, READ_ONE, READ_ALL, OPEN_ALL, IN_TURN, OUTPUT, TOGETHER = (
    0x01,
    0x10,
    0x11,
    0x12,
    0x14,
    0x15,
    0x16,
    0x18,
)
VERSION_BYTES = (1, 0)
LONGEST_DATA = 16
_NO_DATA = {VERSION: Wish.READ, READ_ALL: Wish.READ, OPEN_ALL: Wish.OPEN}
_ONE_LOCK = {OPEN_ONE: Wish.OPEN, READ_ONE: Wish.READ}
_MASKED = {IN_TURN: Wish.OPEN, TOGETHER: Wish.OPEN_TOGETHER}


class Dc02(Speech):
    """Tells the door in the answer to an opening, after the pulse."""

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if data[:2] != HEAD[: len(data)]:
            return None, 1
        if len(data) < 6:
            return None, 0
        size = 6 + data[4]
        if data[4] > LONGEST_DATA:
            return None, 1
        if len(data) < size:
            return None, 0
        request = _understood(data[:size]) if sum(data[2 : size - 1]) & 255 == data[size - 1] else None
        return request, size if request else 1

    def answer(self, request: Request, look: Look) -> bytes:
        command = request.data[3]
        if command == VERSION:
            return _sealed(look.board, command, 2, *VERSION_BYTES)
        if command == OUTPUT:
            return _sealed(look.board, *request.data[3:-1])
        doors = [not contact for contact in look.contacts]
        if command in _ONE_LOCK:
            lock = request.locks[0]
            return _sealed(look.board, command, 2, lock, doors[lock - 1])
        return _sealed(look.board, command, 2, *reversed(bits(doors, 2)[:2]))

    def neighbour(self, data: bytes) -> bytes:
        return _sealed(data[2] + 1 & 255, *data[3:-1])


def _understood(data: bytes) -> Request | None:
    board, command, size, rest = data[2], data[3], data[4], data[5:-1]
    if command in _NO_DATA and not size:
        return Request(_NO_DATA[command], board, data)
    if command in _ONE_LOCK and size == 1 and rest[0]:
        return Request(_ONE_LOCK[command], board, data, (rest[0],))
    if command == OUTPUT and size == 2 and rest[0]:
        return Request(Wish.HOLD if rest[1] else Wish.RELEASE, board, data, (rest[0],))
    if command in _MASKED and size == 2 and any(rest):
        mask = int.from_bytes(rest, "big")
        return Request(_MASKED[command], board, data, tuple(bit + 1 for bit in range(16) if mask >> bit & 1))
    return None


def _sealed(*data: int) -> bytes:
    return ANSWER + bytes(data) + bytes([sum(data) & 255])


SPEECH = Dc02
