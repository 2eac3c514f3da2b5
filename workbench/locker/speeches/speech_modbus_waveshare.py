"""Modbus RTU relay board in Waveshare's profile (lock-board facts 4): relay n is lock n + 1, input n its door.

A flash (0200+n) is timed by the board itself. Not certain: what flash OFF (0400+n) does to a lock (here: off, and on
again after that time), toggle, that the version is the register divided by 100. Exceptions 01 and 02 are sourced, 03 is
the standard's. Registers known from memory only (4000 address, 2000 baud) and FC06, FC0F, FC10 are refused.
"""

from workbench.locker.speech import Answers, Look, Request, Speech, Wish, bits

READ_COILS, READ_INPUTS, READ_REGISTERS, WRITE_COIL = 1, 2, 3, 5
ON, OFF, TURN_OVER = 0xFF00, 0x0000, 0x5500
ALL_RELAYS, FLASH_ON, FLASH_OFF, LINK_MODES, VERSION = 0x00FF, 0x0200, 0x0400, 0x1000, 0x8000
VERSION_VALUE = 100
UNIT_S = 0.1
LONGEST_FLASH = 0x7FFF
NO_FUNCTION, NO_ADDRESS, NO_VALUE = 1, 2, 3
_WISHES = {ON: Wish.HOLD, OFF: Wish.RELEASE, TURN_OVER: Wish.TOGGLE}


class ModbusWaveshare(Speech):
    """Answers an opening by its echo, at once: proof of nothing but that the command was taken."""

    pulse_s = 0.5
    answers_open = Answers.BEFORE
    refuses = True

    def next_request(self, data: bytes) -> tuple[Request | None, int]:
        if len(data) < 4:
            return None, 0
        size = _size(data)
        if size is None or len(data) < size:
            return None, 0
        if _crc(data[: size - 2]) != data[size - 2 : size]:
            return None, 1
        return _understood(data[:size]), size

    def answer(self, request: Request, look: Look) -> bytes:
        unit, function = request.data[:2]
        first, count = _word(request.data, 2), _word(request.data, 4)
        if function == WRITE_COIL:
            return request.data
        if function in (READ_COILS, READ_INPUTS):
            seen = look.coils if function == READ_COILS else look.contacts
            if not count or first + count > len(seen):
                return self.exception(request, NO_ADDRESS)
            packed = bits(seen[first : first + count], 1)
            return _sealed(unit, function, len(packed), *packed)
        registers = {VERSION: VERSION_VALUE, **{LINK_MODES + index: 0 for index in range(len(look.contacts))}}
        wanted = range(first, first + count)
        if not count or not all(register in registers for register in wanted):
            return self.exception(request, NO_ADDRESS)
        values = b"".join(registers[register].to_bytes(2, "big") for register in wanted)
        return _sealed(unit, function, len(values), *values)

    def exception(self, request: Request, code: int) -> bytes:
        return _sealed(request.data[0], request.data[1] | 0x80, code)

    def no_such_lock(self, request: Request) -> bytes:
        return self.exception(request, NO_ADDRESS)

    def neighbour(self, data: bytes) -> bytes:
        return _sealed(data[0] + 1 & 255, *data[1:-2])


def _understood(data: bytes) -> Request:
    unit, function = data[:2]
    if function in (READ_COILS, READ_INPUTS, READ_REGISTERS):
        return Request(Wish.READ, unit, data)
    if function != WRITE_COIL:
        return _refused(data, NO_FUNCTION)
    address, value = _word(data, 2), _word(data, 4)
    if address == ALL_RELAYS and value in (ON, OFF):
        return Request(_WISHES[value], unit, data)
    if address < ALL_RELAYS:
        wish = _WISHES.get(value)
        return _refused(data, NO_VALUE) if wish is None else Request(wish, unit, data, (address + 1,))
    for base, wish in ((FLASH_ON, Wish.OPEN), (FLASH_OFF, Wish.RELEASE)):
        if base <= address < base + ALL_RELAYS:
            if not 1 <= value <= LONGEST_FLASH:
                return _refused(data, NO_VALUE)
            return Request(wish, unit, data, (address - base + 1,), value * UNIT_S)
    return _refused(data, NO_ADDRESS)


def _refused(data: bytes, code: int) -> Request:
    return Request(Wish.REFUSED, data[0], data, refusal=code)


def _size(data: bytes) -> int | None:
    """Length of the request that begins here; None while that cannot be told."""
    if 1 <= data[1] <= 6:
        return 8
    if data[1] in (15, 16):
        return 9 + data[6] if len(data) > 6 else None
    return next((size for size in range(4, len(data) + 1) if _crc(data[: size - 2]) == data[size - 2 : size]), None)


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _crc(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc.to_bytes(2, "little")


def _sealed(*data: int) -> bytes:
    return bytes(data) + _crc(bytes(data))


SPEECH = ModbusWaveshare
