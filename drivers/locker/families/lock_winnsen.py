"""Winnsen's protocol as one working kiosk speaks it (lock-board facts, section 5): `90 LEN FUNC STATION LOCK ... 03`.

All from one code base. No checksum: a turned bit in an answer is a different answer, so a door counts only when told
twice. Doubtful: whether stations count from 0 or from 1, the maker's own function codes, how long a refused coil must
cool (ten seconds are this house's guess). Opening is answered before the pulse; a status carries its last two values
the other way round.
"""

from drivers.fields import Code, Field, Literal, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Refusal, Timing

STATION, LOCK, TAIL = UInt("board", high=4), UInt("lock", low=1, high=16), Literal(b"\x03")
COOL_S = 10.0


def _frame(name: str, head: bytes, *data: Field) -> Frame:
    return Frame(name, Literal(b"\x90" + head), STATION, *data, TAIL)


OPEN = _frame("unlock", b"\x06\x05", LOCK)
OPENED = _frame("unlock answer", b"\x07\x85", LOCK, Literal(b"\x01"))
REFUSED = _frame("unlock refused", b"\x07\x85", LOCK, UInt("code", among=(0, 2)))
READ_ONE = _frame("status", b"\x06\x12", LOCK)
ONE = _frame("status answer", b"\x07\x92", Code("contact", {0x00: False, 0x01: True}), LOCK)

S1L5 = {"board": 1, "lock": 5}
SAYS = Refusal(REFUSED, {0: "failed", 2: "the coil must cool"}, {2: COOL_S})

FAMILY = Family(
    title="Winnsen",
    baud=9600,
    boards=range(0, 5),
    locks=range(1, 17),
    first_lock=1,
    open=Exchange(OPEN, OPENED, timeout_s=1.0, match=("board", "lock"), refusal=SAYS),
    read_one=Exchange(READ_ONE, ONE, timeout_s=0.5, match=("board", "lock")),
    timing=Timing(gap_s=0.015, open_gap_s=0.3, pulse_s=2.0, rest_s=5.0),
    contact_when_closed=False,  # the board says 01 for open
    manual=(
        Golden(OPEN, "90 06 05 01 05 03", S1L5, "5, literal"),
        Golden(OPENED, "90 07 85 01 05 01 03", S1L5, "5, literal"),
        Golden(READ_ONE, "90 06 12 01 05 03", S1L5, "5, literal"),
        Golden(ONE, "90 07 92 01 01 05 03", {**S1L5, "contact": True}, "5, literal"),
        Golden(ONE, "90 07 92 01 00 05 03", {**S1L5, "contact": False}, "5, literal"),
    ),
)
