"""Finding one answer among echo, noise, strangers and events, in whatever pieces it comes."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.fields import Values
from drivers.locker.family import Exchange, family, family_names
from drivers.locker.hearing import Events, Hearing

EIGHT, KERONG = family("8a"), family("kerong_cu16")
ASKED = {"board": 1, "lock": 3}
FLAGS_24 = (True, False, True) * 8
FLAGS_16 = (True, False) * 8

assert EIGHT.read_one is not None
assert EIGHT.read_all is not None
assert KERONG.read_all is not None


def samples(name: str) -> list[tuple[Exchange, Values, str]]:
    """Every question of a family that is answered, with one answer to it."""
    declared = family(name)
    opened: Values = {**ASKED, "contact": True, "state": 1, **declared.open.constants}
    found = [(declared.open, opened, name)] if declared.open.reply else []
    if declared.read_all is not None:
        width = {"8a": 24, "modbus_waveshare": 8, "wkly": 12}.get(name, 16)
        flags = ((True, False, True) * 8)[:width]
        found.append((declared.read_all, {"board": 1, "contacts": flags, "objects": flags}, name))
    if declared.read_one is not None:
        found.append((declared.read_one, {**ASKED, "contact": False}, name))
    return [(exchange, said(exchange, answer), name) for exchange, answer, name in found]


def said(exchange: Exchange, answer: Values) -> Values:
    """What the reply's own fields carry of `answer`."""
    assert exchange.reply is not None
    values = exchange.reply.decode(exchange.reply.encode(answer), ended=True)[0]
    assert values is not None
    return values


QUESTIONS = [one for name in family_names() for one in samples(name)]
TWINS = {"8a", "modbus_waveshare"}  # an open answer may be the question's own bytes


def hearing(exchange: Exchange, heard: list[Values] | None = None, echoes: bool | None = False) -> Hearing:
    assert exchange.reply is not None
    frames = () if exchange is KERONG.read_all else EIGHT.unsolicited
    events = Events(frames, ([] if heard is None else heard).append)
    return Hearing(exchange.question(ASKED), (exchange.reply,), exchange.expected(ASKED), events, echoes=echoes)


def answer_bytes(exchange: Exchange, answer: Values) -> bytes:
    assert exchange.reply is not None
    return exchange.reply.encode(answer)


def got(one: Hearing, parts: list[bytes]) -> Values | None:
    for part in parts:
        found = one.feed(part)
        if found is not None:
            return found.values
    found = one.quiet()
    return None if found is None else found.values


@pytest.mark.parametrize(("exchange", "answer", "_"), QUESTIONS)
def test_split_at_every_offset(exchange: Exchange, answer: Values, _: object) -> None:
    data = answer_bytes(exchange, answer)
    for cut in range(len(data) + 1):
        assert got(hearing(exchange), [data[:cut], data[cut:]]) == answer
    assert got(hearing(exchange), [bytes([byte]) for byte in data]) == answer


@pytest.mark.parametrize(("exchange", "answer", "_"), QUESTIONS)
def test_every_truncation_is_no_answer(exchange: Exchange, answer: Values, _: object) -> None:
    data = answer_bytes(exchange, answer)
    for cut in range(len(data)):
        one = hearing(exchange)
        assert got(one, [data[:cut]]) is None
        assert one.noise() == data[:cut]


@pytest.mark.parametrize(("exchange", "answer", "_"), QUESTIONS)
@pytest.mark.parametrize("echoes", [True, None])
def test_the_echo_is_not_an_answer(exchange: Exchange, answer: Values, _: object, echoes: bool | None) -> None:
    echo = exchange.question(ASKED)
    one = hearing(exchange, echoes=echoes)
    assert got(one, [echo]) is None
    assert one.noise() == b""
    one = hearing(exchange, echoes=echoes)
    assert got(one, [echo + answer_bytes(exchange, answer)]) == answer


@pytest.mark.parametrize(("exchange", "answer", "name"), QUESTIONS)
def test_an_unexpected_echo_is_noticed_where_it_cannot_be_an_answer(
    exchange: Exchange, answer: Values, name: str
) -> None:
    one = hearing(exchange)
    twin = exchange.request.name in ("open", "flash")
    found = got(one, [exchange.question(ASKED), answer_bytes(exchange, answer)])
    assert found is not None
    if not (twin and name in TWINS) and exchange.match:
        assert found == answer
        assert one.echo_seen


def test_silence_shows_that_a_line_does_not_echo_and_noise_shows_nothing() -> None:
    assert hearing(EIGHT.read_all, echoes=None).echo_excluded
    one = hearing(EIGHT.read_all, echoes=None)
    assert got(one, [b"\x00\x99"]) is None
    assert not one.echo_excluded
    assert not one.echo_seen


def test_an_acknowledgement_that_equals_the_question_is_believed_only_where_nothing_echoes() -> None:
    modbus = family("modbus_waveshare").open
    question = modbus.question(ASKED)
    assert got(hearing(modbus, echoes=False), [question]) is not None
    assert got(hearing(modbus, echoes=None), [question]) is None
    assert got(hearing(modbus, echoes=True), [question]) is None
    assert got(hearing(modbus, echoes=True), [question * 2]) is not None


def test_another_boards_or_locks_answer_is_passed_over() -> None:
    swapped = EIGHT.open.reply.encode({"board": 3, "lock": 1, "contact": True})  # type: ignore[union-attr]
    ours = {**ASKED, "contact": False}
    assert got(hearing(EIGHT.open), [swapped]) is None
    assert got(hearing(EIGHT.open), [swapped + answer_bytes(EIGHT.open, ours)]) == ours


def test_events_before_and_after_are_told_once() -> None:
    heard: list[Values] = []
    before, after = bytes.fromhex("81 01 01 00 81"), bytes.fromhex("82 01 01 11 93")
    ours = {**ASKED, "contact": False}
    one = hearing(EIGHT.open, heard)
    assert got(one, [before + answer_bytes(EIGHT.open, ours) + after]) == ours
    assert heard == [{"board": 1, "lock": 1, "contact": False}]
    Events(EIGHT.unsolicited, heard.append).drain(b"\x81\x01" + one.rest + b"\x00")
    assert heard[1:] == [{"board": 1, "lock": 1, "contact": True}]


def test_a_false_start_does_not_hide_the_answer() -> None:
    ours = {"board": 1, "contacts": FLAGS_24}
    assert got(hearing(EIGHT.read_all), [b"\x80\x01\x80" + answer_bytes(EIGHT.read_all, ours)]) == ours
    ours = {"board": 1, "contacts": FLAGS_16, "objects": FLAGS_16}
    assert got(hearing(KERONG.read_all), [b"\x02\x10\x35" + answer_bytes(KERONG.read_all, ours)]) == ours


def test_a_doubled_header_which_xor_cannot_see_leaves_every_lock_in_its_place() -> None:
    """`80 01 80 01 ...` is a longer valid frame; the highest group comes first, so locks 1-24 do not move."""
    ours = {"board": 1, "contacts": FLAGS_24}
    found = got(hearing(EIGHT.read_all), [b"\x80\x01" + answer_bytes(EIGHT.read_all, ours)])
    assert found is not None
    assert found["contacts"][:24] == FLAGS_24  # type: ignore[index]


@settings(max_examples=300)
@given(st.sampled_from(QUESTIONS), st.binary(max_size=12), st.binary(max_size=12), st.lists(st.integers(0, 40)))
def test_noise_around_the_answer_in_any_pieces(
    question: tuple[Exchange, Values, object], before: bytes, after: bytes, cuts: list[int]
) -> None:
    """Whatever is believed carries the right board and lock and a right checksum; the answer is in the bytes."""
    exchange, answer, _ = question
    data = before + answer_bytes(exchange, answer) + after
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    one = hearing(exchange)
    found = got(one, [data[a:b] for a, b in pairwise(edges)])
    assert found is not None
    assert exchange.reply is not None
    assert exchange.reply.encode(found) in data
    assert all(found[name] == want for name, want in exchange.expected(ASKED).items())


@settings(max_examples=300)
@given(st.sampled_from(QUESTIONS), st.lists(st.binary(min_size=1, max_size=9), max_size=9))
def test_pure_noise_never_breaks_it(question: tuple[Exchange, Values, object], parts: list[bytes]) -> None:
    exchange = question[0]
    found = got(hearing(exchange), parts)
    assert exchange.reply is not None
    assert found is None or exchange.reply.encode(found) in b"".join(parts)
