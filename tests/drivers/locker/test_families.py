"""The contract of every family in the folder: vendor bytes, bounds, timing; and that one more edits nothing else."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.frame import MORE, Frame
from drivers.locker.bank import Bank, Line, numbered
from drivers.locker.errors import UnknownFamily
from drivers.locker.family import FAMILIES, Exchange, Family, family, family_names
from drivers.roles import Door
from workbench.locker import Board, SimulatedBank

NAMES = family_names()


def exchanges(declared: Family) -> list[Exchange]:
    return [one for one in (declared.open, declared.read_all, declared.read_one, declared.version) if one is not None]


def frames(declared: Family) -> list[Frame]:
    pairs = [(one.request, one.reply) for one in exchanges(declared)]
    return [frame for pair in pairs for frame in pair if frame is not None] + list(declared.unsolicited)


def test_all_six_families_are_there() -> None:
    assert {"8a", "kerong_cu16", "modbus_waveshare", "winnsen", "wkly", "dc02"} <= set(NAMES)


def test_every_python_file_of_the_folder_is_a_family() -> None:
    files = {path.stem for path in FAMILIES.glob("*.py")} - {"__init__"}
    assert files == {f"lock_{name}" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
class TestEveryFamily:
    def test_has_vendor_bytes_for_opening_and_reading(self, name: str) -> None:
        declared = family(name)
        shown = {golden.frame.name for golden in declared.manual}
        assert declared.open.request.name in shown
        assert any(one.request.name in shown for one in declared.reads)
        assert all(golden.source for golden in declared.manual)

    def test_vendor_bytes_decode_and_encode(self, name: str) -> None:
        for golden in family(name).manual:
            data = bytes.fromhex(golden.hex)
            assert golden.frame.decode(data, ended=True) == (golden.values, len(data)), golden.hex
            assert golden.frame.encode(golden.values) == data, golden.hex

    def test_vendor_bytes_with_one_bit_turned_are_refused(self, name: str) -> None:
        """Winnsen alone has no checksum: there a state is believed only when told twice (`Family.checked`)."""
        assert family(name).checked == (name != "winnsen")
        for golden in family(name).manual if family(name).checked else ():
            data = bytes.fromhex(golden.hex)
            for bit in range(8 * len(data)):
                flipped = (int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big")
                assert golden.frame.decode(flipped, ended=True)[0] is None, flipped.hex(" ")

    def test_every_place_within_bounds_has_its_own_question(self, name: str) -> None:
        declared = family(name)
        asked = {
            declared.open.question(declared.address(board, lock))
            for board in declared.boards
            for lock in declared.locks
        }
        assert len(asked) == len(declared.boards) * len(declared.locks)

    def test_out_of_bounds_is_refused(self, name: str) -> None:
        declared = family(name)
        for board, lock in (
            (declared.boards.stop, declared.locks.start),
            (declared.boards.start - 1, declared.locks.start),
            (declared.boards.start, declared.locks.stop),
            (declared.boards.start, 0),
        ):
            with pytest.raises(ValueError, match="is not in"):
                declared.address(board, lock)

    def test_answers_can_be_matched_to_their_question(self, name: str) -> None:
        declared = family(name)
        place = declared.address(declared.boards.start, declared.locks.start)
        for exchange in exchanges(declared):
            assert "board" in exchange.match
            assert set(exchange.match) <= {*place, *exchange.constants}

    def test_no_answer_can_be_the_echo_of_a_state_question(self, name: str) -> None:
        declared = family(name)
        for exchange in declared.reads:
            assert exchange.reply is not None
            for lock in declared.locks:
                place = declared.address(declared.boards.start, lock)
                question = exchange.question(place)
                assert exchange.reply.decode(question, ended=True)[0] is None

    def test_time_outs_leave_room_for_the_bytes(self, name: str) -> None:
        declared = family(name)
        for exchange in exchanges(declared):
            if exchange.reply is not None:
                wire_s = 10 * (exchange.request.most + exchange.reply.most) / declared.baud
                assert exchange.timeout_s > 3 * wire_s + declared.timing.quiet_s
        assert declared.timing.gap_at(declared.baud) >= 0.005, "without a gap every second board stays silent (facts 4)"
        assert declared.timing.quiet_s >= 0.02, "USB batches take 16 ms (facts 7.2)"


@given(st.sampled_from([(n, f) for n in NAMES for f in frames(family(n))]), st.binary(max_size=16), st.booleans())
def test_no_bytes_can_break_a_parser(named: tuple[str, Frame], data: bytes, ended: bool) -> None:
    frame = named[1]
    values, used = frame.decode(data, ended=ended)
    assert used <= max(len(data), 1)
    if values is not None:
        assert frame.encode(values) == data[:used]
    elif ended and data:
        assert used != MORE


@given(st.sampled_from([(n, f) for n in NAMES for f in frames(family(n))]), st.data())
def test_a_header_followed_by_anything_cannot_break_a_parser(named: tuple[str, Frame], data: st.DataObject) -> None:
    frame = named[1]
    head = data.draw(st.sampled_from([b"\x80\x01", b"\x8a\x01", b"\x81", b"\x02\x10\x35", b"\x02\x10"]))
    body = head + data.draw(st.binary(max_size=14))
    values, used = frame.decode(body, ended=True)
    if values is not None:
        assert frame.encode(values) == body[:used]


TOY = '''
"""A toy family."""

from drivers.fields import Check, Literal, Mask, UInt
from drivers.frame import Frame
from drivers.locker.family import Exchange, Family, Golden, Timing

OPEN = Frame("open", Literal(b"T"), UInt("board"), UInt("lock"), Check("sum8"))
READ = Frame("read", Literal(b"R"), UInt("board"), Check("sum8"))
ALL = Frame("all", Literal(b"A"), UInt("board"), Mask("contacts", 1, 1), Check("sum8"))
FAMILY = Family(
    title="Toy", baud=9600, boards=range(1, 3), locks=range(1, 9), first_lock=1,
    open=Exchange(OPEN, None, 0.0), read_all=Exchange(READ, ALL, 0.5),
    timing=Timing(0.01, 0.1, 0.1), contact_when_closed=True,
    manual=(
        Golden(OPEN, "54 01 02 57", {"board": 1, "lock": 2}, "none"),
        Golden(READ, "52 01 53", {"board": 1}, "none"),
    ),
)
'''


def test_a_file_dropped_into_a_folder_is_a_family(tmp_path: Path) -> None:
    (tmp_path / "lock_toy_2.py").write_text(textwrap.dedent(TOY))
    assert family_names(tmp_path) == ("toy_2",)
    declared = family("toy_2", tmp_path)
    assert declared.open.request.encode(declared.address(1, 2)) == b"\x54\x01\x02\x57"
    assert declared.manual[0].frame.decode(bytes.fromhex(declared.manual[0].hex)) == ({"board": 1, "lock": 2}, 4)


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('Golden(READ, "52 01 53", {"board": 1}, "none")', "*()", "no vendor bytes"),
        ('Golden(OPEN, "54 01 02 57", {"board": 1, "lock": 2}, "none")', "*()", "no vendor bytes"),
        ('"52 01 53", {"board": 1}, "none"', '"52 01 53", {"board": 1}, ""', "no vendor bytes"),
        ("52 01 53", "52 01 54", "does not read the vendor's"),
        ('"54 01 02 57", {"board": 1, "lock": 2}', '"54 01 02 57", {"board": 1, "lock": 3}', "does not read"),
    ],
)
def test_a_family_without_vendor_bytes_or_against_them_is_refused(tmp_path: Path, was: str, now: str, why: str) -> None:
    assert was in TOY
    (tmp_path / "lock_toy_2.py").write_text(TOY.replace(was, now))
    with pytest.raises(UnknownFamily, match=why):
        family("toy_2", tmp_path)


def test_modbus_keeps_the_gap_of_its_speed() -> None:
    timing = family("modbus_waveshare").timing
    assert [timing.gap_at(baud) for baud in (4800, 9600, 19200, 57600)] == [0.009, 0.005, 0.005, 0.005]


def test_the_bound_of_an_opening_holds_all_its_parts() -> None:
    eight = family("8a")
    least = eight.reads[0].timeout_s + eight.open.timeout_s + eight.timing.spring_s
    assert least < eight.open_limit_s() < least + 3
    assert eight.open_limit_s(4800) > eight.open_limit_s(9600)


CLONE = '''
"""A clone of the 8A board, wired the other way."""

import dataclasses

from drivers.locker.families.lock_8a import FAMILY as EIGHT

FAMILY = dataclasses.replace(EIGHT, title="Clone", contact_when_closed=False)
'''


def test_a_dropped_file_drives_a_bank_by_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "lock_clone.py").write_text(CLONE)
    sim = SimulatedBank([Board(1, 4)], "8a", contact_when_closed=False)
    bank = Bank([Line("a", sim.path, "clone")], numbered("a", [(1, 4)]), families=tmp_path)
    try:
        assert set(bank.doors().values()) == {Door.CLOSED}
        assert bank.open(2).seen_open_at is not None
        assert bank.status()["a"].startswith("Clone")
    finally:
        bank.close()
        sim.close()


@pytest.mark.parametrize("name", ["nothing", "../lock_8a", "8A", "", "8a.py"])
def test_unknown_names_are_refused_and_the_known_ones_named(name: str) -> None:
    with pytest.raises(UnknownFamily, match="kerong_cu16"):
        family(name)


def test_a_file_without_a_declaration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock_empty.py").write_text("FAMILY = 3\n")
    with pytest.raises(UnknownFamily, match="declares no FAMILY"):
        family("empty", tmp_path)
