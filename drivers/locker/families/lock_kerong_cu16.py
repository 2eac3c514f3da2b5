"""Kerong KR-CU16 (lock-board facts, section 3): `02 ADDR CMD [DATA] 03 SUM`, infrared in every compartment.

Sure from many sources: frames 30, 31, 35, the sum over every byte, 19200 8N1, hook bit 1 = closed. Less sure:
whether unlock ever answers (so no answer is expected), whether boards enforce the sum.
"""

from drivers.frame import Check, Field, Frame, Literal, Mask, Nibbles
from drivers.locker.family import Exchange, Family, Golden, Timing

STX, ETX, SUM = Literal(b"\x02"), Literal(b"\x03"), Check("sum8")
ONE, WHOLE = Nibbles("board", "lock"), Nibbles("board", 0)
FLAGS = (Mask("contacts", 2, 2), Mask("objects", 2, 2))


def _frame(name: str, address: Nibbles, command: int, *data: Field) -> Frame:
    return Frame(name, STX, address, Literal(bytes([command])), *data, ETX, SUM)


OPEN = _frame("unlock", ONE, 0x31)
READ_ALL = _frame("status", WHOLE, 0x30)
ALL = _frame("status answer", WHOLE, 0x35, *FLAGS)
READ_BUS = _frame("status of the bus", WHOLE, 0x32)
BUS_ALL = _frame("status answer on the bus", WHOLE, 0x36, *FLAGS)

NONE_SET = (False,) * 16

FAMILY = Family(
    title="Kerong CU16",
    baud=19200,
    boards=range(0, 15),  # 0xF0 means everyone
    locks=range(1, 17),
    first_lock=0,
    # Unlock has no dependable answer (3.3): the door is asked after the pulse.
    open=Exchange(OPEN, None, timeout_s=0.0),
    # Field code waits 1 s and more; an answer takes 5 ms on the wire and nothing says that boards think longer.
    read_all=Exchange(READ_ALL, ALL, timeout_s=0.5),
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
        Golden(BUS_ALL, "02 00 36 00 00 00 00 03 3B", {"board": 0, "contacts": NONE_SET, "objects": NONE_SET}, "3.1"),
        Golden(BUS_ALL, "02 10 36 00 00 00 00 03 4B", {"board": 1, "contacts": NONE_SET, "objects": NONE_SET}, "3.1"),
    ),
)
