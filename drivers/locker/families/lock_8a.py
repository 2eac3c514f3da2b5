"""The 8A/XOR lock board and its many clones (lock-board facts, section 2).

Sure from many sources: the five-byte frames, 9600 8N1, locks from 1. Less sure: boards above 31, the number of
status bytes on wide boards, unsolicited frames (special firmware), the pulse length (from memory), what hold answers
(so only its question is known here). Left out: 90 (mask order unknown), 9D and `80 .. 99` (one source each).
"""

from drivers.fields import Check, Code, Field, Literal, Mask, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Timing

BOARD, LOCK, BCC = UInt("board", low=1, high=31), UInt("lock", low=1, high=50), Check("xor8")
CONTACT, ALL_LOCKS, DO = Code("contact", {0x00: False, 0x11: True}), Literal(b"\x00"), Literal(b"\x11")


def _frame(name: str, head: int, *rest: Field) -> Frame:
    return Frame(name, Literal(bytes([head])), BOARD, *rest, BCC)


OPEN = _frame("open", 0x8A, LOCK, DO)
OPENED = _frame("open answer", 0x8A, LOCK, CONTACT)
OPEN_ALL = _frame("open all", 0x8A, ALL_LOCKS, DO)  # known, never sent: doors open one at a time here
READ_ONE = _frame("read one", 0x80, LOCK, Literal(b"\x33"))
ONE = _frame("read one answer", 0x80, LOCK, CONTACT)
READ_ALL = _frame("read all", 0x80, Literal(b"\x00\x33"))
# An 8-channel board was seen to send three bytes: never count on the channels. One byte would look like the
# question itself, so two is the fewest that is believed (2.4).
ALL = _frame("read all answer", 0x80, Mask("contacts", 2, 7, highest_first=True), Literal(b"\x33"))
CLOSED = _frame("door closed", 0x81, LOCK, CONTACT)
REPORT = _frame("status report", 0x82, LOCK, CONTACT)
HOLD, LET_GO = _frame("hold power on", 0x9A, LOCK, DO), _frame("hold power off", 0x9B, LOCK, DO)

B1L1 = {"board": 1, "lock": 1}
NONE_SET, ALL_SET = (False,) * 24, (True,) * 24
ONE_NINE_SEVENTEEN = ((True,) + (False,) * 7) * 3

FAMILY = Family(
    title="8A",
    baud=9600,
    boards=range(1, 32),
    locks=range(1, 51),
    first_lock=1,
    # The open answer carries the door's state, so it comes only after the pulse (2.5).
    open=Exchange(OPEN, OPENED, timeout_s=1.5, match=("board", "lock")),
    read_one=Exchange(READ_ONE, ONE, timeout_s=0.5, match=("board", "lock")),
    read_all=Exchange(READ_ALL, ALL, timeout_s=0.5),
    unsolicited=(CLOSED, REPORT),
    timing=Timing(gap_s=0.05, open_gap_s=0.3, pulse_s=0.0),
    contact_when_closed=True,
    manual=(
        Golden(OPEN, "8A 01 01 11 9B", B1L1, "2.2, literal"),
        Golden(OPEN, "8A 01 02 11 98", {"board": 1, "lock": 2}, "2.2, literal"),
        Golden(OPEN, "8A 01 0C 11 96", {"board": 1, "lock": 12}, "2.2, literal"),
        Golden(OPEN, "8A 02 0C 11 95", {"board": 2, "lock": 12}, "2.2, literal"),
        Golden(OPEN, "8A 03 0C 11 94", {"board": 3, "lock": 12}, "2.2, literal"),
        Golden(OPEN, "8A 01 18 11 82", {"board": 1, "lock": 24}, "2.2, derived"),
        Golden(OPEN_ALL, "8A 01 00 11 9A", {"board": 1}, "2.2, literal"),
        Golden(OPEN_ALL, "8A 02 00 11 99", {"board": 2}, "2.2, literal"),
        Golden(OPENED, "8A 01 01 00 8A", {**B1L1, "contact": False}, "2.2, literal"),
        Golden(OPENED, "8A 01 01 11 9B", {**B1L1, "contact": True}, "2.2, literal"),
        Golden(OPENED, "8A 02 0C 00 84", {"board": 2, "lock": 12, "contact": False}, "2.2, literal"),
        Golden(READ_ONE, "80 01 01 33 B3", B1L1, "2.2, literal"),
        Golden(ONE, "80 01 01 00 80", {**B1L1, "contact": False}, "2.2, literal"),
        Golden(ONE, "80 01 01 11 91", {**B1L1, "contact": True}, "2.2, derived"),
        Golden(READ_ALL, "80 01 00 33 B2", {"board": 1}, "2.2, literal"),
        Golden(READ_ALL, "80 02 00 33 B1", {"board": 2}, "2.2, literal"),
        Golden(ALL, "80 01 00 00 00 33 B2", {"board": 1, "contacts": NONE_SET}, "2.2, captured"),
        Golden(ALL, "80 01 01 01 01 33 B3", {"board": 1, "contacts": ONE_NINE_SEVENTEEN}, "2.2, literal"),
        Golden(ALL, "80 01 FF FF FF 33 4D", {"board": 1, "contacts": ALL_SET}, "2.2, derived"),
        Golden(ALL, "80 01 FF FF FE 33 4C", {"board": 1, "contacts": (False, *ALL_SET[1:])}, "2.2, derived"),
        Golden(CLOSED, "81 01 01 00 81", {**B1L1, "contact": False}, "2.2, literal"),
        Golden(CLOSED, "81 01 01 11 90", {**B1L1, "contact": True}, "2.2, literal"),
        Golden(REPORT, "82 01 01 00 82", {**B1L1, "contact": False}, "2.2, derived"),
        Golden(REPORT, "82 01 01 11 93", {**B1L1, "contact": True}, "2.2, derived"),
        Golden(HOLD, "9A 01 01 11 8B", B1L1, "2.2, literal"),
        Golden(LET_GO, "9B 01 01 11 8A", B1L1, "2.2, derived"),
    ),
)
