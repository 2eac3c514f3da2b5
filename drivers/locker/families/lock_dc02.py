"""DC 02, a 12-way lock board (lock-board facts, section 6): `DC 02 ADDR CMD LEN DATA SUM`, answers `DC FE`.

All from one tester's code. The sum leaves the header out. Doubtful: what a set bit of the mask means (open, since the
one known open answer ends in 01: the first real door must confirm it), what that last byte says (not used: the door is
asked), what the version's bytes mean. Reading one lock (11) is listed without bytes, so doors are read by the mask.
"""

from drivers.fields import Check, Field, Length, Literal, Mask, Raw, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Timing

LOCK, MASK = UInt("lock", low=1, high=12), Mask("contacts", 2, 2, highest_first=True)


def _frame(name: str, way: int, command: int, *data: Field) -> Frame:
    address = (Literal(bytes([0xDC, way])), UInt("board", low=1, high=15))
    return Frame(name, *address, Literal(bytes([command])), Length(6), *data, Check("sum8", start=2))


OPEN = _frame("open", 0x02, 0x10, LOCK)
OPENED = _frame("open answer", 0xFE, 0x10, LOCK, UInt("state", high=1))
READ_ALL, ALL = _frame("read all", 0x02, 0x12), _frame("read all answer", 0xFE, 0x12, MASK)
OPEN_SEVERAL = _frame("open several", 0x02, 0x15, MASK)  # never sent; shows that bit 0 is lock 1
ASK_VERSION, VERSION = _frame("ask version", 0x02, 0x01), _frame("version answer", 0xFE, 0x01, Raw("version", 1, 16))

FIRST_THREE = (True,) * 3 + (False,) * 13

FAMILY = Family(
    title="DC 02",
    baud=9600,
    boards=range(1, 16),
    locks=range(1, 13),
    first_lock=1,
    open=Exchange(OPEN, OPENED, timeout_s=1.5, match=("board", "lock")),
    read_all=Exchange(READ_ALL, ALL, timeout_s=0.5),
    version=Exchange(ASK_VERSION, VERSION, timeout_s=0.5),
    timing=Timing(gap_s=0.05, open_gap_s=0.3, pulse_s=0.5),
    contact_when_closed=False,
    manual=(
        Golden(OPEN, "DC 02 01 10 01 01 13", {"board": 1, "lock": 1}, "6, literal"),
        Golden(OPENED, "DC FE 01 10 02 01 01 15", {"board": 1, "lock": 1, "state": 1}, "6, literal"),
        Golden(READ_ALL, "DC 02 01 12 00 13", {"board": 1}, "6, literal"),
        Golden(OPEN_SEVERAL, "DC 02 01 15 02 00 07 1F", {"board": 1, "contacts": FIRST_THREE}, "6, literal"),
        Golden(ASK_VERSION, "DC 02 01 01 00 02", {"board": 1}, "6, literal"),
    ),
)
