"""WKLY boards of sample-retention cabinets (lock-board facts, section 6): `57 4B 4C 59 LEN ADDR CMD DATA XOR`.

From two code bases: framing, commands, what answers carry. Doubtful: the speed (9600 8N1 from memory), whether channels
count from 0 (the code) or from 1 (its manual), how many a board has (64 here), and the layout of a board's own report
85, taken to be that of the answers to 82 and 83. Hold, multi and LED commands are not used.
"""

from drivers.fields import Check, Code, Codes, Field, Length, Literal, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Refusal, Timing

MOST_LOCKS = 64
CONTACT = {0x00: False, 0x01: True, 0xFF: None}  # open, closed, the board's own error
LOCK, OK = UInt("lock", high=MOST_LOCKS - 1), Literal(b"\x00")


def _frame(name: str, command: int, *data: Field) -> Frame:
    address = (Literal(b"WKLY"), Length(), UInt("board", high=31))
    return Frame(name, *address, Literal(bytes([command])), *data, Check("xor8"))


def _answer(name: str, command: int) -> Frame:
    return _frame(name, command, OK, LOCK, Code("contact", CONTACT))


def _refusal(command: int, *data: Field) -> Refusal:
    return Refusal(_frame("failed", command, UInt("code", low=0xFF), *data), {0xFF: "failed"})


OPEN, OPENED = _frame("open", 0x82, LOCK), _answer("open answer", 0x82)
READ_ONE, ONE = _frame("read one", 0x83, LOCK), _answer("read one answer", 0x83)
READ_ALL = _frame("read all", 0x84)
ALL = _frame("read all answer", 0x84, OK, Length(10), Codes("contacts", CONTACT, 1, MOST_LOCKS))
REPORT = _answer("door report", 0x85)
STATE = Code("contact", CONTACT)

FAMILY = Family(
    title="WKLY",
    baud=9600,
    boards=range(0, 32),
    locks=range(1, MOST_LOCKS + 1),
    first_lock=0,
    # The answer carries the door's state, so it is taken to come after the pulse, as an 8A board's does.
    open=Exchange(OPEN, OPENED, 1.5, ("board", "lock"), _refusal(0x82, LOCK, STATE)),
    read_one=Exchange(READ_ONE, ONE, 0.5, ("board", "lock"), _refusal(0x83, LOCK, STATE)),
    read_all=Exchange(READ_ALL, ALL, 0.5),
    unsolicited=(REPORT,),
    timing=Timing(gap_s=0.05, open_gap_s=0.3, pulse_s=0.0),
    contact_when_closed=True,
    manual=(
        Golden(OPEN, "57 4B 4C 59 09 00 82 00 82", {"board": 0, "lock": 0}, "6, literal"),
        Golden(OPENED, "57 4B 4C 59 0B 00 82 00 00 00 80", {"board": 0, "lock": 0, "contact": False}, "6, literal"),
        Golden(READ_ALL, "57 4B 4C 59 08 00 84 85", {"board": 0}, "6, derived"),
    ),
)
