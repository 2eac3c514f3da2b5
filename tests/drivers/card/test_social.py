"""The application over a fake transmit: T=0 and T=1, cards with other habits, removal at every APDU, fuzz."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card import social
from drivers.card.apdu import Channel
from drivers.card.application import Algorithm
from drivers.card.errors import CardBlocked, CardError, CardFault, CardRemoved, NotSocialSecurityCard
from drivers.card.identity import Remark
from drivers.card.social import Reading
from drivers.roles import Generation, NotRead
from workbench.card import Fault, Habits, VirtualCard, people
from workbench.card.chip import Pulled

T1 = Habits(t0=False)
HABITS = {
    "usual": Habits(),
    "t1": T1,
    "single records": Habits(block_reads=False),
    "single records, t1": Habits(t0=False, block_reads=False),
    "by number": Habits(block_reads=False, tag_reads=False),
    "select with p1 0": Habits(select_p1=(0x00,)),
    "bare select": Habits(bare_select=True),
}


def read(card: VirtualCard) -> Reading:
    """Read as the driver does, a pulled card being what the PC/SC door would make of it."""

    def transmit(command: bytes) -> bytes:
        try:
            return card.answer(command)
        except Pulled as pulled:
            raise CardRemoved("pulled") from pulled

    return social.read(Channel(transmit, card.habits.t0), card.atr)


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS.keys())
@pytest.mark.parametrize("person", [people.CHEN, people.LI, people.WANG, people.MAI], ids=lambda person: person.key)
def test_everyone_reads_whatever_the_cards_habits(person: people.Resident, habits: Habits) -> None:
    found = read(VirtualCard(person, habits=habits)).identity
    assert (found.name, found.id_number, found.card_number) == (person.name, person.number, person.card_number)
    assert (found.sex, found.birth, found.issued, found.expires) == (
        person.sex,
        person.birth,
        person.issued,
        person.expires,
    )
    assert (found.ethnic, found.birth_place, found.area_code) == (person.ethnic, person.birth_place, person.area)
    assert found.warnings == ()
    assert found.complete


def test_generations_and_algorithms() -> None:
    seen = {person.key: read(VirtualCard(person)) for person in people.RESIDENTS}
    assert {key: reading.identity.generation for key, reading in seen.items()} == {
        "chen": Generation.SECOND,
        "li": Generation.FIRST,
        "wang": Generation.SECOND,
        "zhao": Generation.THIRD,
        "mai": Generation.SECOND,
    }
    assert {key: reading.algorithm for key, reading in seen.items()} == {
        "chen": Algorithm.DES,
        "li": Algorithm.DES,  # no id in the FCI
        "wang": Algorithm.SSF33,
        "zhao": Algorithm.SM4,
        "mai": Algorithm.SSF33,  # no id, and Beijing
    }


def test_the_usual_card_costs_six_exchanges() -> None:
    card = VirtualCard(people.CHEN)
    read(card)
    assert card.commands == ["00A40400", "00C00000", "00A40200", "00B20105", "00A40200", "00B20105"]


@pytest.mark.parametrize(
    "habits", [Habits(), T1, Habits(block_reads=False), Habits(block_reads=False, tag_reads=False)]
)
def test_a_third_generation_card_is_read_in_part(habits: Habits) -> None:
    found = read(VirtualCard(people.ZHAO, habits=habits)).identity
    assert found.card_number == people.ZHAO.card_number
    assert found.name == ""
    closed = {"id_number", "name", "sex", "ethnic", "birth_place", "birth"}
    assert {item for item, why in found.not_read.items() if why is NotRead.AUTH_REQUIRED} == closed
    assert not found.complete


def test_an_empty_version_is_the_first_generation() -> None:
    found = read(VirtualCard(replace(people.LI, version=b""))).identity
    assert found.generation is Generation.FIRST
    assert found.name == people.LI.name
    assert Remark.VERSION_UNKNOWN not in found.warnings


def test_an_area_outside_the_table_reads() -> None:
    assert read(VirtualCard(replace(people.CHEN, area="519900"))).identity.area_code == "519900"


def test_a_bank_card_is_not_one_of_ours() -> None:
    with pytest.raises(NotSocialSecurityCard):
        read(VirtualCard(people.BANK))
    with pytest.raises(NotSocialSecurityCard):
        read(VirtualCard(people.CHEN, fault=Fault.NOT_SSC))


@pytest.mark.parametrize("sw", [b"\x6d\x00", b"\x6e\x00"])
def test_a_card_that_knows_nothing_is_not_one_of_ours(sw: bytes) -> None:
    with pytest.raises(NotSocialSecurityCard):
        social.read(Channel(lambda _: sw, t0=True), people.CHEN.atr)


@pytest.mark.parametrize("sw", [b"\x6a\x81", b"\x93\x03"])
def test_a_blocked_card_says_so(sw: bytes) -> None:
    with pytest.raises(CardBlocked):
        social.read(Channel(lambda _: sw, t0=True), people.CHEN.atr)


def test_a_strange_status_word_is_kept() -> None:
    with pytest.raises(CardFault) as caught:
        social.read(Channel(lambda _: b"\x65\x81", t0=True), people.CHEN.atr)
    assert caught.value.status_word == 0x6581


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS.keys())
def test_removal_at_every_apdu_is_told_as_removal(habits: Habits) -> None:
    whole = VirtualCard(people.CHEN, habits=habits)
    read(whole)
    for at in range(len(whole.commands)):
        with pytest.raises(CardRemoved):
            read(VirtualCard(people.CHEN, fault=Fault.REMOVED, at=at, habits=habits))


def test_a_block_cut_short_is_completed_record_by_record() -> None:
    """Some cards answer exactly Le bytes instead of saying 6Cxx (card facts 2.2)."""
    card = VirtualCard(people.CHEN)

    def transmit(command: bytes) -> bytes:
        answer = card.answer(command)
        return answer[:40] + b"\x90\x00" if command[1] == 0xB2 and command[3] == 5 else answer

    found = social.read(Channel(transmit, t0=True), card.atr).identity
    assert (found.name, found.birth, found.card_number) == (
        people.CHEN.name,
        people.CHEN.birth,
        people.CHEN.card_number,
    )


def test_a_card_that_refuses_a_documented_length_is_asked_without() -> None:
    card = VirtualCard(people.CHEN, habits=Habits(t0=False, block_reads=False))

    def transmit(command: bytes) -> bytes:
        return b"\x67\x00" if command[1] == 0xB2 and command[4] else card.answer(command)

    assert social.read(Channel(transmit, t0=False), card.atr).identity.name == people.CHEN.name


def test_a_file_that_is_not_there_leaves_its_items_absent() -> None:
    card = VirtualCard(people.CHEN)

    def transmit(command: bytes) -> bytes:
        return b"\x6a\x82" if command[5:] == b"\xef\x06" else card.answer(command)

    found = social.read(Channel(transmit, t0=True), card.atr).identity
    assert found.not_read["name"] is NotRead.ABSENT
    assert found.card_number == people.CHEN.card_number


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=60), max_size=40), st.booleans(), st.binary(max_size=33))
def test_no_answers_raise_anything_undocumented(answers: list[bytes], t0: bool, atr: bytes) -> None:
    left = list(answers)

    def transmit(_: bytes) -> bytes:
        return left.pop() if left else b"\x6a\x83"

    with suppress(CardError):  # documented; anything else fails the test
        social.read(Channel(transmit, t0), atr)


@settings(max_examples=200)
@given(st.data())
def test_a_card_that_garbles_its_records_never_upsets_the_driver(data: st.DataObject) -> None:
    card = VirtualCard(people.CHEN, habits=HABITS[data.draw(st.sampled_from(sorted(HABITS)))])

    def transmit(command: bytes) -> bytes:
        answer = bytearray(card.answer(command))
        if data.draw(st.booleans()):
            answer[data.draw(st.integers(0, len(answer) - 1))] ^= data.draw(st.integers(1, 255))
        return bytes(answer)

    with suppress(CardError):  # documented; anything else fails the test
        social.read(Channel(transmit, card.habits.t0), card.atr)
