"""Modbus RTU Relay (D) of Waveshare, 8 relays and 8 inputs, and boards alike (lock-board facts, section 4).

A lock is a relay flashed by the board itself, its door the input of the same number. Sure: RTU framing, FC01, FC02,
FC05, 9600 8N1. From one source that had the hardware: the timed flash at 0x0200+n, input bit 1 = closed. From memory:
what the version's number means. The answer to a flash is the question's own bytes and proves only that it was taken.
"""

from drivers.fields import Check, Field, Literal, Mask, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Refusal, Timing

FLASH = 7  # tenths of a second the relay is on; 700 ms is what the source tried on real boards
SAYS = {1: "function not known", 2: "no such address", 3: "value not allowed", 4: "device failure", 6: "busy"}


def _frame(name: str, function: int, *data: Field) -> Frame:
    return Frame(name, UInt("board", low=1), Literal(bytes([function])), *data, Check("crc16"))


def _refusal(function: int) -> Refusal:
    return Refusal(_frame("exception", function | 0x80, UInt("code", low=1)), SAYS)


OPEN = _frame("flash", 5, Literal(b"\x02"), UInt("lock", high=7), UInt("pulse", 2, low=1, high=0x7FFF))
READ_ALL = _frame("read inputs", 2, Literal(b"\0\0\0\x08"))
ALL = _frame("inputs", 2, Literal(b"\x01"), Mask("contacts", 1, 1))
RELAY = _frame("relay", 5, UInt("relay", 2, high=0xFF), UInt("value", 2, among=(0x0000, 0xFF00)))
READ_COILS = _frame("read relays", 1, Literal(b"\0\0\0\x08"))
COILS = _frame("relays", 1, Literal(b"\x01"), Mask("on", 1, 1))
ASK_VERSION = _frame("ask version", 3, Literal(b"\x80\0\0\x01"))
VERSION = _frame("version answer", 3, Literal(b"\x02"), UInt("version", 2))
NO_FLASH, NO_INPUTS, NO_VERSION = _refusal(5), _refusal(2), _refusal(3)
U1, ON, OFF = {"board": 1}, 0xFF00, 0x0000
FIRST_LOW, ONE_AND_SEVEN = (False,) + (True,) * 7, (True, False, False, False, False, False, True, False)

FAMILY = Family(
    title="Modbus relays (Waveshare)",
    baud=9600,
    boards=range(1, 256),
    locks=range(1, 9),
    first_lock=0,
    open=Exchange(OPEN, OPEN, 0.5, ("board", "lock", "pulse"), NO_FLASH, {"pulse": FLASH}),
    read_all=Exchange(READ_ALL, ALL, 0.5, refusal=NO_INPUTS),
    version=Exchange(ASK_VERSION, VERSION, 0.5, refusal=NO_VERSION),
    timing=Timing(gap_s=0.005, open_gap_s=0.3, pulse_s=FLASH / 10, gap_chars=3.5),
    contact_when_closed=True,
    manual=(
        Golden(OPEN, "01 05 02 00 00 07 8D B0", {**U1, "lock": 0, "pulse": 7}, "4, literal"),
        Golden(OPEN, "01 05 02 00 00 05 0C 71", {**U1, "lock": 0, "pulse": 5}, "4, derived"),
        Golden(OPEN, "01 05 02 03 00 05 FC 71", {**U1, "lock": 3, "pulse": 5}, "4, derived"),
        Golden(READ_ALL, "01 02 00 00 00 08 79 CC", U1, "4, literal"),
        Golden(ALL, "01 02 01 FE 20 08", {**U1, "contacts": FIRST_LOW}, "4, derived"),
        Golden(RELAY, "01 05 00 00 FF 00 8C 3A", {**U1, "relay": 0, "value": ON}, "4, literal"),
        Golden(RELAY, "01 05 00 00 00 00 CD CA", {**U1, "relay": 0, "value": OFF}, "4, literal"),
        Golden(RELAY, "01 05 00 FF 00 00 FD FA", {**U1, "relay": 0xFF, "value": OFF}, "4, all off, literal"),
        Golden(RELAY, "01 05 00 FF FF 00 BC 0A", {**U1, "relay": 0xFF, "value": ON}, "4, all on, literal"),
        Golden(READ_COILS, "01 01 00 00 00 08 3D CC", U1, "4, literal"),
        Golden(COILS, "01 01 01 41 91 B8", {**U1, "on": ONE_AND_SEVEN}, "4, literal"),
        Golden(ASK_VERSION, "01 03 80 00 00 01 AD CA", U1, "4, literal"),
        Golden(VERSION, "01 03 02 00 64 B9 AF", {**U1, "version": 100}, "4, derived"),
        Golden(NO_FLASH.frame, "01 85 02 C3 51", {**U1, "code": 2}, "4, literal"),
        Golden(NO_INPUTS.frame, "01 82 02 C1 61", {**U1, "code": 2}, "4, derived"),
    ),
)
