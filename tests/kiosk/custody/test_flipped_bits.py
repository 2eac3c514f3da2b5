"""One flipped bit, or one destroyed page, on the disk of a terminal that is off: its start or the audits notice."""

import re
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from tests.kiosk.custody.flipped_bits import BLOBS, Disk, Verdict, audited, flip, flips, owners
from tests.kiosk.custody.world import TAG

_CUSTODY = ("compartments", "parcels", "openings", "code_lock", "clock_mark", "box_moves", "holder_moves")
_TERMINAL = ("cases", "staff")
SEALED = ("journal", BLOBS, *_CUSTODY, *_TERMINAL)
"""Chained, named by their SHA-256, with a digest each, or made by the program: not one change may pass.

The outbox's rows: all but what the sender may change.
"""


@pytest.fixture
def disk(tmp_path) -> Disk:
    return Disk(tmp_path)


def silent(verdicts: Iterator[tuple[str, Verdict]]) -> tuple[Counter[str], Counter[str]]:
    """By owner of the byte: how many were spoilt, and how many of them changed something and nobody noticed."""
    spoilt, unnoticed = Counter[str](), Counter[str]()
    for owner, verdict in verdicts:
        spoilt[owner] += 1
        if verdict.changed and not verdict.noticed:
            unnoticed[owner] += 1
            print(owner, verdict.where)
            assert owner not in SEALED, (owner, verdict.changed)
            assert not any(name.startswith(SEALED) for name in verdict.changed), verdict.changed
    for owner, count in spoilt.most_common():
        print(f"{owner}: {unnoticed[owner]} of {count} unnoticed")
    return spoilt, unnoticed


def test_forty_flipped_bits(disk):
    spoilt, unnoticed = silent(flips(disk, 40, Random(20261126)))
    assert spoilt.total() == 40
    assert unnoticed.total() <= 2


@pytest.mark.parametrize("table", ["staff", "cases", "parcels"])
def test_no_bit_of_a_row_with_a_digest_flips_unnoticed(disk, table):
    """Every 40th bit of the pages that hold the table: what changes its rows is said."""
    of_page, changed = owners(disk.file), 0
    size = disk.file.stat().st_size // len(of_page)
    start = of_page.index(table) * size
    used = [at for at, byte in enumerate(disk.file.read_bytes()[start : start + size]) if byte]
    for turn, at in enumerate(used[::40]):
        verdict = disk.judged(disk.file, flip(start + at, turn % 8))
        changed += table in verdict.changed
        assert verdict.noticed or not verdict.changed, (at, turn % 8, verdict.where)
    assert changed > 5


@pytest.mark.parametrize(
    ("row", "word"), [(rb"(originals)[0-9a-f]{8}-", "originalr"), (TAG.encode() + rb"[SML]?(courier)", "couries")]
)
def test_a_garbled_word_is_said_beside_all_else_that_was_found(disk, row, word):
    """No word of ours any more: the audit names it, and the digest that does not fit, and goes on."""

    def spoil(data: bytearray) -> None:
        start, end = next(re.finditer(row, data)).span(1)
        data[start:end] = word.encode()

    assert disk.judged(disk.file, spoil).changed == {"parcels"}
    said = audited(disk.spoilt / disk.file.name)
    assert any(word in line for line in said), said
    assert sum(line.startswith("parcels ") for line in said) == 2  # by both audits


@pytest.mark.storm
@pytest.mark.timeout(1800)
def test_two_thousand_flipped_bits(disk):
    spoilt, unnoticed = silent(flips(disk, 2000, Random(1)))
    assert spoilt.total() == 2000
    assert unnoticed.total() <= 30


def test_every_page_destroyed_in_turn_is_noticed(disk):
    of_page = owners(disk.file)
    size = disk.file.stat().st_size // len(of_page)

    def destroyed(number: int) -> Verdict:
        def spoil(data: bytearray) -> None:
            data[number * size : (number + 1) * size] = Random(number).randbytes(size)

        return disk.judged(disk.file, spoil)

    verdicts = [(owner, destroyed(number)) for number, owner in enumerate(of_page)]
    assert [owner for owner, verdict in verdicts if not verdict.noticed] == []
    assert all(verdict.changed for owner, verdict in verdicts if owner in ("journal", "outbox", "parcels"))
