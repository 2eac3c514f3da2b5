"""Authentication through a PSAM: what opens, what stays closed and why, who is a clone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from drivers.card import social
from drivers.card.application import Algorithm
from drivers.card.auth import CardOfKeys
from drivers.card.errors import (
    CardMute,
    SamMissing,
    SamRefused,
)
from drivers.card.psam import FactorOrder, KeyReference, Psam, PsamSettings
from drivers.roles import Genuineness, NotRead
from tests.drivers.card.wire import PSAM, channel, psam, read, sent
from workbench.card import Fault, Habits, SamHabits, VirtualCard, VirtualPsam, keys, people

HOLDER = ("id_number", "name", "sex", "ethnic", "birth_place", "birth")


@pytest.mark.parametrize("habits", [Habits(), Habits(t0=False), Habits(block_reads=False), Habits(number_closed=True)])
def test_a_third_generation_card_is_read_in_full(habits: Habits) -> None:
    card = VirtualCard(people.ZHAO, habits=habits)
    found = read(card, psam(VirtualPsam())).identity
    assert (found.name, found.id_number, found.birth) == (people.ZHAO.name, people.ZHAO.number, people.ZHAO.birth)
    assert (found.card_number, found.genuine, found.not_read) == (people.ZHAO.card_number, Genuineness.GENUINE, {})
    assert sent(card, "82") == 1


def test_the_order_is_own_proof_two_challenges_then_the_one_try() -> None:
    card = VirtualCard(people.ZHAO)
    read(card, psam(VirtualPsam()))
    proof = [command[2:4] for command in card.commands if command[2:4] in ("88", "84", "82")]
    assert proof == ["88", "84", "84", "82"]
    between = card.commands[card.commands.index("00840000") : card.commands.index("0082000A")]
    assert between == ["00840000", "00840000"]


def test_3des_with_three_levels_and_the_other_order_and_an_environment() -> None:
    person = replace(people.ZHAO, algorithm=keys.DES_ID)
    settings = replace(PSAM, algorithm=Algorithm.DES, factors=FactorOrder.HIGHEST_FIRST, initialise=True)
    sam = VirtualPsam(keys.DES_ID, habits=SamHabits(lowest_first=False, wants_environment=True))
    found = read(VirtualCard(person), psam(sam, settings)).identity
    assert (found.name, found.genuine) == (person.name, Genuineness.GENUINE)


@pytest.mark.parametrize("levels", [0, 1, 3])
def test_a_wrong_level_count_is_put_right_and_remembered(levels: int) -> None:
    settings = replace(
        PSAM, access_key=KeyReference(levels << 5 | 7, 0x0A), genuine_key=KeyReference(levels << 5 | 7, 0x01)
    )
    sam = VirtualPsam()
    module = psam(sam, settings)
    assert read(VirtualCard(people.ZHAO), module).identity.complete
    first = sum(command.startswith("BFDE") for command in sam.commands)
    assert read(VirtualCard(people.ZHAO), module).identity.complete
    assert sum(command.startswith("BFDE") for command in sam.commands) == 2 < first


def test_a_second_generation_card_is_only_asked_to_prove_itself() -> None:
    card = VirtualCard(people.CHEN)
    module = psam(VirtualPsam(keys.DES_ID), replace(PSAM, algorithm=Algorithm.DES))
    found = read(card, module).identity
    assert (found.name, found.genuine) == (people.CHEN.name, Genuineness.GENUINE)
    assert (sent(card, "88"), sent(card, "84"), sent(card, "82")) == (1, 0, 0)


# --- partial reads ------------------------------------------------------------------------------------------


def mute() -> Psam:
    def refuse() -> object:
        raise CardMute("nothing answers")

    return Psam(PSAM, refuse)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("module", "why"),
    [
        (lambda: None, NotRead.AUTH_REQUIRED),
        (mute, NotRead.SAM_MISSING),
        (lambda: psam(VirtualPsam(fault=Fault.REMOVED)), NotRead.SAM_MISSING),
        (lambda: psam(VirtualPsam(fault=Fault.REMOVED, at=4)), NotRead.SAM_MISSING),
        (lambda: psam(VirtualPsam(keys.DES_ID), replace(PSAM, algorithm=Algorithm.DES)), NotRead.SAM_ALGORITHM),
        (lambda: psam(VirtualPsam(keys.DES_ID)), NotRead.SAM_REFUSED),  # the settings say SM4
        (lambda: psam(VirtualPsam(habits=SamHabits(has_application=False))), NotRead.SAM_REFUSED),
        (lambda: psam(VirtualPsam(habits=SamHabits(wants_environment=True))), NotRead.SAM_REFUSED),
        (lambda: psam(VirtualPsam(), replace(PSAM, access_key=KeyReference(0x47, 0x77))), NotRead.SAM_REFUSED),
        *((lambda fault=fault: psam(VirtualPsam(fault=fault)), NotRead.SAM_REFUSED) for fault in
          (Fault.GARBAGE, Fault.SHORT, Fault.ENDLESS_61, Fault.ENDLESS_6C)),
    ],
)  # fmt: skip
def test_without_a_module_that_works_the_read_is_partial_and_says_why(
    module: Callable[[], Psam | None], why: NotRead
) -> None:
    card = VirtualCard(people.ZHAO)
    found = read(card, module()).identity
    assert found.not_read == dict.fromkeys(HOLDER, why)
    assert (found.card_number, found.complete) == (people.ZHAO.card_number, False)
    assert sent(card, "82") == 0
    assert read(VirtualCard(people.CHEN), module()).identity.complete


def test_a_card_that_cannot_be_derived_from_is_not_challenged() -> None:
    card = VirtualCard(people.ZHAO)
    card.reset()
    found = social.read(channel(card), b"\x3b\x02\x14\x50", psam(VirtualPsam())).identity
    assert (found.not_read["name"], sent(card, "84"), sent(card, "88")) == (NotRead.AUTH_REQUIRED, 0, 0)


# --- clones ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "algorithm"), [(people.ZHAO, keys.SM4_ID), (people.CHEN, keys.DES_ID), (people.LI, keys.DES_ID)]
)
def test_a_clone_is_told_from_the_genuine_card(person: people.Resident, algorithm: int) -> None:
    settings = replace(PSAM, algorithm=Algorithm(algorithm))
    card = VirtualCard(person, clone=True)
    assert read(card, psam(VirtualPsam(algorithm), settings)).identity.genuine is Genuineness.CLONE
    assert sent(card, "82") == 0, "a clone is not shown the terminal's cryptogram"
    assert read(VirtualCard(person), psam(VirtualPsam(algorithm), settings)).identity.genuine is Genuineness.GENUINE


def test_a_card_that_will_not_prove_itself_counts_as_a_clone() -> None:
    card = VirtualCard(people.CHEN)
    assert card.ring is not None
    del card.ring.keys[keys.IRK]
    module = psam(VirtualPsam(keys.DES_ID), replace(PSAM, algorithm=Algorithm.DES))
    assert read(card, module).identity.genuine is Genuineness.CLONE


def test_a_recorded_proof_does_not_help_a_clone() -> None:
    """The question is the terminal's own, so that yesterday's answer is wrong today."""
    asked = set()
    for _ in range(20):
        card = VirtualCard(people.ZHAO)
        wire = channel(card)

        def note(command: bytes, wire: object = wire) -> bytes:
            if command[1] == 0x88:
                asked.add(command[5:21])
            return wire.transmit(command)  # type: ignore[attr-defined,no-any-return]

        card.reset()
        social.read(replace(wire, transmit=note), card.atr, psam(VirtualPsam()))
    assert len(asked) == 20


def test_without_a_key_for_it_nobody_is_checked() -> None:
    found = read(VirtualCard(people.ZHAO), psam(VirtualPsam(), replace(PSAM, genuine_key=None))).identity
    assert (found.name, found.genuine) == (people.ZHAO.name, Genuineness.NOT_CHECKED)


# --- settings and factors -------------------------------------------------------------------------------------------


def test_settings_from_a_table() -> None:
    table = {"reader": "SAM", "algorithm": "sm4", "access_key": "470A", "genuine_key": None}
    made = PsamSettings.from_table(table)
    assert made == PsamSettings("SAM", Algorithm.SM4, KeyReference(0x47, 0x0A))
    assert (made.access_key.levels, made.card_key, made.adf.hex()) == (2, 0x0A, "d15600000590")


@pytest.mark.parametrize(
    "wrong",
    [{}, {"algorithm": "aes"}, {"access_key": "47"}, {"access_key": "zz"}, {"colour": "red"}, {"factors": "sideways"}],
)
def test_wrong_settings_are_a_value_error(wrong: dict[str, str]) -> None:
    table = {"reader": "SAM", "algorithm": "sm4", "access_key": "470A"}
    table = table | wrong if wrong else {"reader": "SAM"}
    with pytest.raises(ValueError):  # noqa: PT011 - which one differs; that it is one is what callers rely on
        PsamSettings.from_table(table)


def test_factors_of_the_facts() -> None:
    card = CardOfKeys("110000D15600000500000001FFFFFFFF", bytes.fromhex("00815445538660110000000001"), Algorithm.SM4)
    assert [one.hex() for one in card.factors()] == ["3131303030307368", "3131303030307378", "8660110000000001"]
    assert replace(card, card_id_code="330106" + card.card_id_code[6:]).factors()[1] == b"330100sx"


def test_the_modules_errors_are_its_own() -> None:
    with pytest.raises(SamMissing):
        mute().check()
    with pytest.raises(SamRefused):
        psam(VirtualPsam(habits=SamHabits(has_application=False))).check()
    sam = VirtualPsam()
    assert psam(sam).check() == psam(sam).terminal_number() == "440100000007"
