"""Finding one answer among echo, noise, strangers and events, in whatever pieces it comes."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.fields import Values
from drivers.locker.family import Exchange, family
from drivers.locker.hearing import Events, Hearing

EIGHT, KERONG = family("8a"), family("kerong_cu16")
ASKED = {"board": 1, "lock": 3}
FLAGS_24 = (True, False, True) * 8
FLAGS_16 = (True, False) * 8

assert EIGHT.read_one is not None
QUESTIONS: list[tuple[Exchange, Values, tuple[str, ...]]] = [
    (EIGHT.open, {**ASKED, "status": 0x11}, ()),
    (EIGHT.read_one, {**ASKED, "status": 0}, ()),
    (EIGHT.read_all, {"board": 1, "contacts": FLAGS_24}, ()),
    (KERONG.read_all, {"board": 1, "contacts": FLAGS_16, "objects": FLAGS_16}, ()),
]


def hearing(exchange: Exchange, heard: list[Values] | None = None, strip: bool = False) -> Hearing:
    assert exchange.reply is not None
    declared = KERONG if exchange is KERONG.read_all else EIGHT
    events = Events(declared.unsolicited, ([] if heard is None else heard).append)
    expected = {name: ASKED[name] for name in exchange.match}
    return Hearing(exchange.request.encode(ASKED), exchange.reply, expected, events, strip=strip)


def answer_bytes(exchange: Exchange, answer: Values) -> bytes:
    assert exchange.reply is not None
    return exchange.reply.encode(answer)


def got(one: Hearing, parts: list[bytes]) -> Values | None:
    for part in parts:
        found = one.feed(part)
        if found is not None:
            return found
    return one.quiet()


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
def test_the_echo_is_seen_and_is_not_an_answer(exchange: Exchange, answer: Values, _: object) -> None:
    echo = exchange.request.encode(ASKED)
    one = hearing(exchange, strip=True)
    assert got(one, [echo]) is None
    assert one.noise() == b""
    assert one.echo_seen
    one = hearing(exchange, strip=True)
    assert got(one, [echo + answer_bytes(exchange, answer)]) == answer
    assert one.echo_seen


@pytest.mark.parametrize(("exchange", "answer", "_"), QUESTIONS[1:])
def test_an_unexpected_echo_is_noticed(exchange: Exchange, answer: Values, _: object) -> None:
    one = hearing(exchange)
    assert got(one, [exchange.request.encode(ASKED), answer_bytes(exchange, answer)]) == answer
    assert one.echo_seen


def test_another_boards_or_locks_answer_is_passed_over() -> None:
    swapped = EIGHT.open.reply.encode({"board": 3, "lock": 1, "status": 0x11})  # type: ignore[union-attr]
    ours = {**ASKED, "status": 0}
    assert got(hearing(EIGHT.open), [swapped]) is None
    assert got(hearing(EIGHT.open), [swapped + answer_bytes(EIGHT.open, ours)]) == ours


def test_events_before_and_after_are_told_once() -> None:
    heard: list[Values] = []
    before, after = bytes.fromhex("81 01 01 00 81"), bytes.fromhex("82 01 01 11 93")
    ours = {**ASKED, "status": 0}
    one = hearing(EIGHT.open, heard)
    assert got(one, [before + answer_bytes(EIGHT.open, ours) + after]) == ours
    assert heard == [{"board": 1, "lock": 1, "status": 0}]
    Events(EIGHT.unsolicited, heard.append).drain(b"\x81\x01" + one.rest + b"\x00")
    assert heard[1:] == [{"board": 1, "lock": 1, "status": 0x11}]


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
    assert all(found[name] == ASKED[name] for name in exchange.match)


@settings(max_examples=300)
@given(st.sampled_from(QUESTIONS), st.lists(st.binary(min_size=1, max_size=9), max_size=9))
def test_pure_noise_never_breaks_it(question: tuple[Exchange, Values, object], parts: list[bytes]) -> None:
    exchange = question[0]
    found = got(hearing(exchange), parts)
    assert exchange.reply is not None
    assert found is None or exchange.reply.encode(found) in b"".join(parts)
