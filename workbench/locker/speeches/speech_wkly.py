"""WKLY boards (lock-board facts 6): the letters WKLY, length, address, command, data, XOR of all before it.

Channels count from 0 in the code that was found (its text says from 1); speed and the layout of 85 are not told: here
9600 baud, and 85 is laid out as the answer to 83. That 80, 86 and 87 are answered after the last pulse is assumed too.
"""

from workbench.locker.speech import Look, Request, Speech, Wish, xor

HEAD = b"WKLY"
OK, FAIL = 0x00, 0xFF
OPEN, CLOSED, ERROR = 0x00, 0x01, 0xFF
TOGETHER, LAMP, OPEN_ONE, READ_ONE, READ_ALL, EVENT, OPEN_ALL, IN_TURN, HOLD, RELEASE = range(0x80, 0x8A)
LEAST, LONGEST = 8, 64
_ONE_CHANNEL = {
    LAMP: Wish.LAMP,
    OPEN_ONE: Wish.OPEN,
    READ_ONE: Wish.READ,
    HOLD: Wish.HOLD,
    RELEASE: Wish.RELEASE,
}
_NO_CHANNEL = {READ_ALL: Wish.READ, OPEN_ALL: Wish.OPEN}
_LISTED = {TOGETHER: Wish.OPEN_TOGETHER, IN_TURN: Wish.OPEN}


class Wkly(Speech):
    """Says FF where it cannot: no such channel, or a coil that must cool."""

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if data[:4] != HEAD[: len(data)]:
            return None, 1
        if len(data) < LEAST:
            return None, 0
        size = data[4]
        if not LEAST <= size <= LONGEST:
            return None, 1
        if len(data) < size:
            return None, 0
        if xor(data[: size - 1]) != data[size - 1]:
            return None, 1
        request = _understood(data[:size])
        return request, size if request else 1

    def answer(self, request: Request, look: Look) -> bytes:
        command = request.data[6]
        locks = [OPEN if not contact else CLOSED for contact in look.contacts]
        if command in (OPEN_ONE, READ_ONE):
            lock = request.locks[0]
            return _sealed(look.board, command, OK, lock - 1, locks[lock - 1])
        if command == READ_ALL:
            return _sealed(look.board, command, OK, len(locks), *locks)
        return _sealed(look.board, command, OK, *([request.locks[0] - 1] if command in _ONE_CHANNEL else []))

    def event(self, board: int, lock: int, contact: bool) -> bytes:
        return _sealed(board, EVENT, OK, lock - 1, CLOSED if contact else OPEN)

    def busy(self, request: Request) -> bytes:
        return self.no_such_lock(request)

    def no_such_lock(self, request: Request) -> bytes:
        command = request.data[6]
        if command in (OPEN_ONE, READ_ONE):
            return _sealed(request.board, command, FAIL, request.locks[0] - 1, ERROR)
        return _sealed(request.board, command, FAIL, *([request.locks[0] - 1] if command in _ONE_CHANNEL else []))

    def neighbour(self, data: bytes) -> bytes:
        return _sealed(data[5] + 1 & 255, *data[6:-1])


def _understood(data: bytes) -> Request | None:
    board, command, rest = data[5], data[6], data[7:-1]
    if command in _ONE_CHANNEL and len(rest) == 1:
        return Request(_ONE_CHANNEL[command], board, data, (rest[0] + 1,))
    if command in _NO_CHANNEL and not rest:
        return Request(_NO_CHANNEL[command], board, data)
    if command in _LISTED and len(rest) > 1 and rest[0] == len(rest) - 1:
        return Request(_LISTED[command], board, data, tuple(channel + 1 for channel in rest[1:]))
    return None


def _sealed(*data: int) -> bytes:
    whole = bytes((*HEAD, len(data) + 6, *data))
    return whole + bytes([xor(whole)])


SPEECH = Wkly
