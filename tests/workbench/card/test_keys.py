"""The simulated keys against the vectors of card facts 3.4, and what card, module and HSM make of them."""

import pytest

from workbench.card import SamHabits, VirtualCard, VirtualHsm, VirtualPsam, keys, layout, people
from workbench.card.virtual_card import PIN
from workbench.card.virtual_psam import ADF

KEY = bytes(range(16))
FACTOR, DATA = bytes.fromhex("1122334455667788"), bytes.fromhex("8877665544332211")
HISTORY = bytes.fromhex("00815445538660110000000001")
SELECT = bytes.fromhex("00A404000F") + layout.SSSE_NAME
CHALLENGE = bytes.fromhex("0084000008")


@pytest.mark.parametrize(
    ("algorithm", "session", "cryptogram"),
    [
        (keys.DES_ID, "56BE32F01E736D0D", "2BE2C2D96716C603"),
        (keys.SM4_ID, "987F5BD1E33A420A5BE85F148CDBDE02", "9DD0826E8F933680"),
    ],
)
def test_session_keys_and_cryptograms(algorithm: int, session: str, cryptogram: str) -> None:
    assert keys.session_key(algorithm, KEY, FACTOR).hex().upper() == session
    assert keys.cryptogram(algorithm, KEY, FACTOR, DATA).hex().upper() == cryptogram


def test_factors() -> None:
    assert [one.hex() for one in keys.factors("110000", HISTORY)] == [
        "3131303030307368",
        "3131303030307378",
        "8660110000000001",
    ]
    assert keys.factors("330106", HISTORY)[1] == b"330100sx"


@pytest.mark.parametrize(
    ("algorithm", "card_key", "cryptogram"),
    [
        (keys.DES_ID, "8197DF9AD8C898B80867CC86012BA0FF", "F97D943B90798FA3"),
        (keys.SM4_ID, "B8CE3849A9A4AAACC996333F52ADAB11", "EF5871CC73F685C5"),
    ],
)
def test_a_cards_key_three_levels_down(algorithm: int, card_key: str, cryptogram: str) -> None:
    derived = keys.card_key(algorithm, KEY, "110000", HISTORY, levels=3)
    assert derived.hex().upper() == card_key
    assert keys.cryptogram(algorithm, derived, FACTOR, DATA).hex().upper() == cryptogram


def authenticate(card: VirtualCard, *, right: bool = True, number: int = keys.RKSSSE) -> str:
    """A challenge, and the answer of somebody who has the key or not."""
    challenge = card.answer(CHALLENGE)[:8]
    assert card.ring is not None
    made = keys.cryptogram(card.ring.algorithm, card.ring.keys[keys.RKSSSE], challenge, DATA)
    given = made if right else bytes(8)
    return card.answer(bytes((0x00, 0x82, 0x00, number, 0x10)) + given + DATA).hex()


@pytest.fixture
def third() -> VirtualCard:
    card = VirtualCard(people.ZHAO)
    card.answer(SELECT)
    return card


def holder(card: VirtualCard) -> str:
    """Status word of reading the number in EF06."""
    card.answer(bytes.fromhex("00A4020002EF06"))
    return card.answer(bytes.fromhex("00B2080014"))[-2:].hex()


def test_the_right_cryptogram_opens_the_holders_file_until_the_next_reset(third: VirtualCard) -> None:
    assert holder(third) == "6982"
    assert authenticate(third) == "9000"
    assert holder(third) == "9000"
    third.answer(SELECT)
    assert holder(third) == "6982"
    authenticate(third)
    third.reset()
    third.answer(SELECT)
    assert holder(third) == "6982"


def test_a_key_locks_after_three_refusals_for_good(third: VirtualCard) -> None:
    assert [authenticate(third, right=False) for _ in range(4)] == ["63c2", "63c1", "63c0", "6983"]
    third.reset()
    third.answer(SELECT)
    assert authenticate(third) == "6983"


def test_success_gives_a_key_its_tries_back(third: VirtualCard) -> None:
    assert authenticate(third, right=False) == "63c2"
    assert authenticate(third) == "9000"
    assert authenticate(third, right=False) == "63c2"


def test_a_challenge_is_good_once(third: VirtualCard) -> None:
    assert third.answer(bytes.fromhex("0082000A10") + bytes(16)).hex() == "6984"
    authenticate(third, right=False)
    assert third.answer(bytes.fromhex("0082000A10") + bytes(16)).hex() == "6984"
    assert authenticate(third, number=0x33) == "6a88"


@pytest.mark.parametrize("person", [people.CHEN, people.ZHAO])
@pytest.mark.parametrize("clone", [False, True])
def test_internal_authentication_tells_a_clone(person: people.Resident, clone: bool) -> None:
    card = VirtualCard(person, clone=clone)
    card.answer(SELECT)
    assert card.answer(bytes.fromhex("0088000010") + FACTOR + DATA).hex() == "6108"
    proof = card.answer(bytes.fromhex("00C0000008"))[:8]
    real = keys.card_key(person.algorithm or 1, keys.MASTER[keys.IRK], person.area, person.atr[4:])
    assert (proof == keys.cryptogram(person.algorithm or 1, real, FACTOR, DATA)) is not clone


def test_a_pin_is_counted_and_asked_for_without_cost() -> None:
    card = VirtualCard(people.CHEN)
    ask, wrong = bytes.fromhex("0020000000"), bytes.fromhex("002000000199")
    right = bytes.fromhex("0020000003") + bytes.fromhex(PIN)
    assert [card.answer(ask).hex() for _ in range(3)] == ["63c3"] * 3
    assert card.answer(wrong).hex() == "63c2"
    assert card.answer(right).hex() == "9000"
    assert [card.answer(wrong).hex() for _ in range(4)] == ["63c2", "63c1", "63c0", "6983"]
    assert card.answer(ask).hex() == "6983"
    assert VirtualCard(people.CHEN, pin=None).answer(ask).hex() == "9000"


# --- the module and the HSM ------------------------------------------------------------------------------


def deliver(levels: int = 2, algorithm: int = keys.SM4_ID, number: int = 0x0A) -> bytes:
    factors = keys.factors(people.ZHAO.area, people.ZHAO.atr[4:])
    data = b"".join(list(reversed(factors))[:levels]) + FACTOR.ljust(16 if algorithm == keys.SM4_ID else 8, b"\x00")
    return bytes((0xBF, 0xDE, levels << 5 | 7, number, len(data))) + data


def selected(**habits: bool | int) -> VirtualPsam:
    sam = VirtualPsam(habits=SamHabits(**habits))  # type: ignore[arg-type]
    assert sam.answer(bytes.fromhex("00A4040006") + ADF)[0] == 0x61
    return sam


def test_the_module_makes_the_cards_cryptogram() -> None:
    sam = selected()
    assert sam.answer(deliver()).hex() == "9000"
    assert sam.answer(bytes.fromhex("80FA000010") + DATA + bytes(8)).hex() == "6110"
    made = sam.answer(bytes.fromhex("00C0000010"))[:16]
    ring = keys.KeyRing.of(keys.SM4_ID, keys.MASTER, people.ZHAO.area, people.ZHAO.atr[4:])
    assert bytes(a ^ b for a, b in zip(made[:8], made[8:], strict=True)) == keys.cryptogram(
        keys.SM4_ID, ring.keys[keys.RKSSSE], FACTOR, DATA
    )


@pytest.mark.parametrize(
    ("command", "status"),
    [
        (deliver(levels=1), "6a80"),
        (deliver(levels=3), "6a80"),
        (deliver(algorithm=keys.DES_ID), "6a80"),
        (deliver(number=0x77), "6a88"),
        (b"\xbf\xde\x48\x0a" + deliver()[4:], "6985"),
        (bytes.fromhex("80FA000010") + bytes(16), "6985"),
        (bytes.fromhex("80FA000008") + bytes(8), "6700"),
    ],
)
def test_the_module_refuses_what_is_wrong(command: bytes, status: str) -> None:
    assert selected().answer(command).hex() == status


def test_the_module_may_want_its_environment_first() -> None:
    sam = selected(wants_environment=True)
    assert sam.answer(deliver()).hex() == "6985"
    assert sam.answer(bytes.fromhex("BFEC00000144")).hex() == "9000"
    assert sam.answer(deliver()).hex() == "9000"


def test_the_module_tells_its_terminal_number_and_forgets_at_a_reset() -> None:
    sam = selected()
    assert sam.answer(bytes.fromhex("00B0960006")).hex() == "4401000000079000"
    sam.reset()
    assert sam.answer(deliver()).hex() == "6985"


def test_the_hsm_answers_a_line_with_a_line() -> None:
    history = people.ZHAO.atr[4:].hex().upper()
    line = f"{people.ZHAO.area}|{history}|03|{'0' * 32}|{FACTOR.hex()}|{DATA.hex()}|||"
    proof = VirtualHsm().ask(line)
    assert proof.count("|") == 2
    assert proof.split("|")[0].endswith(DATA.hex())
    assert proof.split("|")[1] == ""
