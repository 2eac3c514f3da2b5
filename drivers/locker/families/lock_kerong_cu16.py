"""Kerong KR-CU16 (lock-board facts, section 3): `02 ADDR CMD [DATA] 03 SUM`, infrared in every compartment.

Sure from many sources: frames 30, 31, 35, the sum over every byte, 19200 8N1, hook bit 1 = closed. Less sure:
whether unlock ever answers (so no answer is expected), whether boards enforce the sum, board 15 (0xF0 is everyone),
the version frame (one source; its answer is shown raw). Settings of the board (pulse, speed) are never sent.
"""

from drivers.fields import Check, Field, Length, Literal, Mask, Nibbles, Raw, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Timing

STX, ETX, SUM = Literal(b"\x02"), Literal(b"\x03"), Check("sum8")
ONE, WHOLE = Nibbles("board", "lock"), Nibbles("board", 0)
FLAGS = (Mask("contacts", 2, 2), Mask("objects", 2, 2))


def _frame(name: str, address: Nibbles, command: int, *data: Field) -> Frame:
    return Frame(name, STX, address, Literal(bytes([command])), *data, ETX, SUM)


OPEN, OPEN_ALL = _frame("unlock", ONE, 0x31), _frame("unlock all", WHOLE, 0x33)
READ_ALL = _frame("status", WHOLE, 0x30)
ALL = _frame("status answer", WHOLE, 0x35, *FLAGS)
READ_BUS = _frame("status of the bus", WHOLE, 0x32)
BUS_ALL = _frame("status answer on the bus", WHOLE, 0x36, *FLAGS)
PULSE, ASK_PULSE = _frame("set pulse", WHOLE, 0x37, UInt("pulse", 2)), _frame("ask pulse", WHOLE, 0x37)
SPEED = _frame("set speed", WHOLE, 0x40, UInt("speed", high=3))
ASK_VERSION = Frame("ask version", Literal(b"\xf5\xb6"), WHOLE, Literal(b"\x00\x5f"), SUM)
VERSION = Frame("version answer", Literal(b"\xf5\xb6"), WHOLE, Length(6), Raw("version", 2, 16), Literal(b"\x5f"), SUM)

NO, YES = (False,) * 16, (True,) * 16
FIRST = (True, *NO[1:])

FAMILY = Family(
    title="Kerong CU16",
    baud=19200,
    boards=range(0, 15),
    locks=range(1, 17),
    first_lock=0,
    # Unlock has no dependable answer (3.3): the door is asked after the pulse.
    open=Exchange(OPEN, None, timeout_s=0.0),
    # Field code waits 1 s and more; an answer takes 5 ms on the wire and nothing says that boards think longer.
    read_all=Exchange(READ_ALL, ALL, timeout_s=0.5),
    version=Exchange(ASK_VERSION, VERSION, timeout_s=0.5),
    timing=Timing(gap_s=0.05, open_gap_s=0.3, pulse_s=0.5),
    contact_when_closed=True,
    sees_objects=True,
    manual=(
        Golden(READ_ALL, "02 00 30 03 35", {"board": 0}, "3.1, literal"),
        Golden(READ_ALL, "02 10 30 03 45", {"board": 1}, "3.1, literal"),
        Golden(READ_BUS, "02 F0 32 03 27", {"board": 15}, "3.1, literal"),
        Golden(OPEN, "02 00 31 03 36", {"board": 0, "lock": 0}, "3.1, literal"),
        Golden(OPEN, "02 0F 31 03 45", {"board": 0, "lock": 15}, "3.1, literal"),
        Golden(OPEN, "02 10 31 03 46", {"board": 1, "lock": 0}, "3.1, literal"),
        Golden(OPEN, "02 13 31 03 49", {"board": 1, "lock": 3}, "3.1, derived"),
        Golden(OPEN_ALL, "02 00 33 03 38", {"board": 0}, "3.1, derived"),
        Golden(BUS_ALL, "02 00 36 00 00 00 00 03 3B", {"board": 0, "contacts": NO, "objects": NO}, "3.1, literal"),
        Golden(BUS_ALL, "02 10 36 00 00 00 00 03 4B", {"board": 1, "contacts": NO, "objects": NO}, "3.1, literal"),
        Golden(ALL, "02 00 35 FF FF 00 00 03 38", {"board": 0, "contacts": YES, "objects": NO}, "3.1, derived"),
        Golden(
            ALL,
            "02 00 35 FE FF 01 00 03 38",
            {"board": 0, "contacts": (False, *YES[1:]), "objects": FIRST},
            "3.1, der.",
        ),
        Golden(PULSE, "02 00 37 00 32 03 6E", {"board": 0, "pulse": 50}, "3.1, derived"),
        Golden(ASK_PULSE, "02 00 37 03 3C", {"board": 0}, "3.1, derived"),
        Golden(SPEED, "02 00 40 01 03 46", {"board": 0, "speed": 1}, "3.1, derived"),
        Golden(ASK_VERSION, "F5 B6 00 00 5F 0A", {"board": 0}, "3.1, literal"),
    ),
)
