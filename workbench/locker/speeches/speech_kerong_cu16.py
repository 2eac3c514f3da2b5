"""Kerong CU16 (lock-board facts 3.1-3.3): 02, board and lock in one byte's halves, command, data, 03, sum.

Not certain: the layout of 38 (how long the board pulses), and of the version's answer, of which one source tells only
that byte 6 is the software and byte 7 the hardware. 39, 40, 80 and 81 are not spoken.
"""

from workbench.locker.speech import EVERY_BOARD, Answers, Look, Request, Speech, Wish, bits

STX, ETX, EVERYONE = 0x02, 0x03, 0xF0
VERSION = (0xF5, 0xB6)
SOFTWARE, HARDWARE = 0x12, 0x03
PULSE_UNIT_S = 0.01
_PLAIN = {0x30: Wish.READ, 0x31: Wish.OPEN, 0x33: Wish.OPEN, 0x37: Wish.READ}


class KerongCu16(Speech):
    """`lenient`: takes any check byte, as wrong ones in circulation suggest some boards do; `answers_unlock`: sends
    a bonus status after an unlock, which no host may count on."""

    baud = 19200
    answers_open = Answers.NEVER

    def __init__(self, *, lenient: bool = False, answers_unlock: bool = False) -> None:
        self._lenient = lenient
        if answers_unlock:
            self.answers_open = Answers.AFTER

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if data[:1] not in (b"", b"\x02", b"\xf5"):
            return None, 1
        if len(data) < 5 or (data[0] == VERSION[0] and len(data) < 6):
            return None, 0
        if data[0] == VERSION[0]:
            whole = data[1] == VERSION[1] and data[3:5] == b"\x00\x5f" and self._fits(data[:6])
            return (Request(Wish.READ, data[2] >> 4, data[:6]), 6) if whole else (None, 1)
        if data[3] == ETX and self._fits(data[:5]):
            return self._plain(data[:5])
        if data[2] != 0x37:
            return None, 1
        if len(data) < 7:
            return None, 0
        if data[5] != ETX or not self._fits(data[:7]):
            return None, 1
        pulse_s = int.from_bytes(data[3:5], "big") * PULSE_UNIT_S
        return Request(Wish.SET_PULSE, data[1] >> 4, data[:7], pulse_s=pulse_s), 7

    def _fits(self, data: bytes) -> bool:
        return self._lenient or sum(data[:-1]) & 255 == data[-1]

    @staticmethod
    def _plain(data: bytes) -> tuple[Request | None, int]:
        board, lock, what = data[1] >> 4, data[1] & 15, data[2]
        if what == 0x32 and data[1] == EVERYONE:
            return Request(Wish.READ, EVERY_BOARD, data), 5
        if what not in _PLAIN:
            return None, 1
        return Request(_PLAIN[what], board, data, (lock + 1,) if what == 0x31 else ()), 5

    def answer(self, request: Request, look: Look) -> bytes:
        if request.wish is Wish.SET_PULSE:
            return b""
        address = look.board << 4
        if request.data[0] == VERSION[0]:
            return _sealed(*VERSION, address, 4, 0, 0, SOFTWARE, HARDWARE, 0x5F)
        if request.data[2] == 0x37:
            return _sealed(STX, address, 0x38, *round(look.pulse_s / PULSE_UNIT_S).to_bytes(2, "big"), ETX)
        hooks, infrared = bits(look.contacts, 2)[:2], bits(look.objects, 2)[:2]
        return _sealed(STX, address, 0x36 if request.board == EVERY_BOARD else 0x35, *hooks, *infrared, ETX)

    def neighbour(self, data: bytes) -> bytes:
        at = 2 if data[0] == VERSION[0] else 1
        return _sealed(*data[:at], data[at] + 0x10 & 255, *data[at + 1 : -1])


def _sealed(*data: int) -> bytes:
    return bytes((*data, sum(data) & 255))


SPEECH = KerongCu16
