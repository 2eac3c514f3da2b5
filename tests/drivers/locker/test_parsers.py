"""Ten thousand mangled lines a family: no crash, no hang, and nothing believed that is not wholly there.

A hypothesis example is a seed; each makes fifty lines of its own, and the count is kept.
"""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.fields import Values
from drivers.locker.family import Exchange, Family, family, family_names
from drivers.locker.hearing import Events, Hearing

EXAMPLES, LINES = 200, 50
ASKED = {"board": 1, "lock": 3}


def vendor_bytes(declared: Family) -> list[bytes]:
    return [bytes.fromhex(golden.hex) for golden in declared.manual]


def good_answers(exchange: Exchange) -> list[bytes]:
    """Whole answers to the question asked, of every width that fits."""
    found = []
    for width in (8, 16, 24):
        flags = (True, False) * (width // 2)
        for version in (100, b"\x01\x00"):
            values = {"contact": True, "contacts": flags, "objects": flags, "state": 1, "version": version, **ASKED}
            try:
                assert exchange.reply is not None
                found.append(exchange.reply.encode({**values, **exchange.constants}))
            except ValueError:
                continue
    return found


def mangled(rng: random.Random, stock: list[bytes]) -> bytes:
    """Pieces of vendor bytes and of nothing, cut, turned, doubled and dropped."""
    line = b""
    for _ in range(rng.randint(1, 4)):
        part = bytearray(rng.choice(stock) if rng.random() < 0.75 else rng.randbytes(rng.randint(0, 9)))
        for _ in range(rng.randint(0, 2)):
            if part:
                at = rng.randrange(len(part))
                kind = rng.randrange(4)
                if kind == 0:
                    part[at] ^= 1 << rng.randrange(8)
                elif kind == 1:
                    del part[at:]
                elif kind == 2:
                    part.insert(at, rng.randrange(256))
                else:
                    part = part[:at] + part
        line += bytes(part)
    return line[:64]


def fed(hearing: Hearing, rng: random.Random, line: bytes) -> Values | None:
    at = 0
    while at < len(line):
        size = rng.choice((1, 3, 64))
        if (heard := hearing.feed(line[at : at + size])) is not None:
            return heard.values
        at += size
    heard = hearing.quiet()
    return None if heard is None else heard.values


def judge(exchange: Exchange, found: Values, line: bytes) -> None:
    assert exchange.reply is not None
    frames = [exchange.reply] + ([exchange.refusal.frame] if exchange.refusal else [])
    believed = [frame for frame in frames if set(found) >= names(frame, line, found)]
    assert believed, f"{found} is in no whole answer of {line.hex(' ')}"
    assert all(found[name] == want for name, want in exchange.expected(ASKED).items() if name in found)


def names(frame: object, line: bytes, found: Values) -> set[str]:
    """Names the frame gives, if its bytes for `found` stand whole in the line; otherwise one it cannot have."""
    try:
        return set() if frame.encode(found) in line else {"absent"}  # type: ignore[attr-defined]
    except ValueError:
        return {"absent"}


@pytest.mark.parametrize("name", family_names())
def test_ten_thousand_mangled_lines(name: str) -> None:
    declared = family(name)
    exchanges = [one for one in (declared.open, *declared.reads, declared.version) if one and one.reply]
    stock = vendor_bytes(declared) + [one.question(ASKED) for one in exchanges]
    stock += [answer for one in exchanges for answer in good_answers(one)]
    lines, believed = [0], [0]

    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    @given(st.integers(0, 2**64 - 1))
    def many(seed: int) -> None:
        rng = random.Random(seed)
        for _ in range(LINES):
            line, exchange = mangled(rng, stock), rng.choice(exchanges)
            told: list[Values] = []
            frames = (exchange.reply,) if exchange.refusal is None else (exchange.reply, exchange.refusal.frame)
            events = Events(declared.unsolicited, told.append)
            hearing = Hearing(
                exchange.question(ASKED),
                frames,  # type: ignore[arg-type]
                exchange.expected(ASKED),
                events,
                echoes=rng.choice((True, False, None)),
            )
            found = fed(hearing, rng, line)
            events.drain(hearing.rest)
            for event in told:
                assert any(frame.encode(event) in line for frame in declared.unsolicited)
            if found is not None:
                believed[0] += 1
                judge(exchange, found, line)
            lines[0] += 1

    many()
    assert lines[0] >= 10_000
    assert believed[0] > 100, "no line held an answer: the test would prove nothing"
