"""Records to `Identity`: the golden vectors of card facts 10, the odd cards, and fuzz."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.card.identity import TAGS, Remark, eleven_fields, generation_of, identity
from drivers.card.tlv import records
from drivers.roles import Generation, NotRead
from tests.drivers.card.golden import EF05, EF06, HISTORY, LINE

EF06_1 = EF06.replace(bytes.fromhex("4E14") + bytes(20), b"")


def card(**changes: str) -> dict[int, bytes]:
    """The golden card, with items replaced by hex (`t09="61.."`)."""
    found = records(EF05 + EF06)[0]
    return found | {int(name[1:], 16): bytes.fromhex(value) for name, value in changes.items()}


def test_golden_lengths_are_those_of_the_facts() -> None:
    assert [len(file) for file in (EF05, EF06, EF06_1)] == [64, 91, 69]


@pytest.mark.parametrize("holder", [EF06, EF06_1])
def test_golden_line(holder: bytes) -> None:
    person = identity(records(EF05 + holder)[0], {}, HISTORY)
    assert eleven_fields(person) == LINE
    assert len(eleven_fields(person).split("|")) == 12
    assert person.complete
    assert person.warnings == ()
    assert (person.sex, person.ethnic, person.birth_place, person.birth) == ("1", "01", "110000", date(1880, 1, 1))


def test_a_character_may_straddle_name_and_extension() -> None:
    first = "61" + "B2E2CAD4" * 7 + "B2"
    person = identity(card(t09=first, t4E="E2CAD4" + "00" * 17), {}, HISTORY)
    assert person.name == "a" + "测试" * 8


def test_a_full_name_without_extension_is_cut_before_the_half_character() -> None:
    found = card(t09="61" + "B2E2CAD4" * 7 + "B2")
    del found[0x4E]
    person = identity(found, {}, HISTORY)
    assert person.name == "a" + "测试" * 7
    assert person.warnings == (Remark.NAME_CUT,)


@pytest.mark.parametrize("pad", ["00", "20", "FF"])
def test_names_are_trimmed_of_every_padding(pad: str) -> None:
    person = identity(card(t09="B2E2CAD4" + pad * 26, t4E=pad * 20), {}, HISTORY)
    assert person.name == "测试"


def test_a_latin_name_keeps_its_inner_space() -> None:
    assert identity(card(t09=b"MARIA TEST".hex() + "00" * 20), {}, HISTORY).name == "MARIA TEST"


@pytest.mark.parametrize("name", ["B2E2CA", "B2E20A", "FF41", "80"])
def test_a_spoilt_name_is_malformed_not_guessed(name: str) -> None:
    person = identity(card(t09=name + "00" * 10), {}, HISTORY)
    assert (person.name, person.not_read["name"], person.complete) == ("", NotRead.MALFORMED, False)


def test_unwritten_items_are_absent() -> None:
    changes = {"t0B": "FF", "t0C": "FFFFFF", "t0D": "FFFFFFFF", "t06": "FFFFFFFF", "t07": "00" * 9}
    person = identity(card(**changes), {}, HISTORY)
    assert (person.ethnic, person.birth_place, person.birth, person.expires, person.card_number) == (
        "",
        "",
        None,
        None,
        "",
    )
    assert person.not_read == dict.fromkeys(
        ("ethnic", "birth_place", "birth", "expires", "card_number"), NotRead.ABSENT
    )
    assert person.warnings == ()


@pytest.mark.parametrize(
    ("changes", "item"),
    [
        ({"t0D": "20230229"}, "birth"),
        ({"t05": "2024AB01"}, "issued"),
        ({"t08": b"11000018800101".hex()}, "id_number"),
        ({"t08": b"1100001880010100--".hex()}, "id_number"),
        ({"t07": b"A0000\x0700".hex()}, "card_number"),
        ({"t01": "110000"}, "card_id_code"),
        ({"t03": "CAD4"}, "spec_version"),
    ],
)
def test_nonsense_is_malformed(changes: dict[str, str], item: str) -> None:
    assert identity(card(**changes), {}, HISTORY).not_read == {item: NotRead.MALFORMED}


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({"t08": b"110000188001010010".hex()}, Remark.ID_CHECK_DIGIT),
        ({"t08": b"519900189002290013".hex()}, Remark.ID_BIRTH_INVALID),
        ({"t0A": "32"}, Remark.SEX_DIFFERS),
        ({"t0D": "18800102"}, Remark.BIRTH_DIFFERS),
        ({"t07": b"A00000004".hex()}, Remark.CARD_NUMBER_CHECK),
        ({"t03": b"7.00".hex()}, Remark.VERSION_UNKNOWN),
    ],
)
def test_oddities_are_remarked_and_read_all_the_same(changes: dict[str, str], remark: Remark) -> None:
    person = identity(card(**changes), {}, HISTORY)
    assert person.warnings == (remark,)
    assert person.complete
    assert person.not_read == {}


def test_lower_case_x_is_raised() -> None:
    person = identity(card(t08=b"11000018800101001x".hex()), {}, HISTORY)
    assert (person.id_number, person.warnings) == ("11000018800101001X", ())


def test_a_foreigners_number_is_taken_as_it_is() -> None:
    person = identity(card(t08=b"XYZ000000000000001".hex()), {}, HISTORY)
    assert (person.id_number, person.warnings) == ("XYZ000000000000001", ())


def test_an_expired_card_reads() -> None:
    assert identity(card(t06="19990101"), {}, HISTORY).expires == date(1999, 1, 1)


def test_only_nine_characters_of_a_longer_card_number_count() -> None:
    assert identity(card(t07=b"A00000003XYZ".hex()), {}, HISTORY).card_number == "A00000003"


def test_a_closed_card_says_why() -> None:
    refused = dict.fromkeys(range(0x08, 0x0E), NotRead.AUTH_REQUIRED)
    person = identity(records(EF05)[0], refused, HISTORY)
    items = ("id_number", "name", "sex", "ethnic", "birth_place", "birth")
    assert person.not_read == dict.fromkeys(items, NotRead.AUTH_REQUIRED)
    assert not person.complete


@pytest.mark.parametrize(
    ("version", "generation", "known"),
    [
        ("1.00", Generation.FIRST, True),
        ("1.0x", Generation.FIRST, True),
        ("", Generation.FIRST, True),
        ("2.00", Generation.SECOND, True),
        ("2.01", Generation.SECOND, True),
        ("2.0", Generation.SECOND, True),
        ("3.00", Generation.THIRD, True),
        ("2.5", Generation.SECOND, False),
        ("4.00", Generation.THIRD, False),
        ("zzz", Generation.FIRST, False),
    ],
)
def test_generations(version: str, generation: Generation, known: bool) -> None:
    assert generation_of(version) == (generation, known)


def test_version_with_a_nul() -> None:
    assert identity(card(t03="322E3000"), {}, HISTORY).spec_version == "2.0"


def test_repr_shows_no_person() -> None:
    shown = repr(identity(card(), {}, HISTORY))
    assert "测试" not in shown
    assert "11000018800101001X" not in shown


@given(
    st.dictionaries(st.sampled_from([*TAGS.values(), 0x02, 0x04, 0x4E]), st.binary(max_size=40)), st.binary(max_size=15)
)
def test_no_records_upset_the_reading(found: dict[int, bytes], history: bytes) -> None:
    person = identity(found, {}, history)
    missing = {item for item in person.not_read}
    for item in ("id_number", "name", "card_number", "card_id_code", "issued", "birth"):
        assert bool(getattr(person, item)) != (item in missing)
    assert eleven_fields(person).count("|") == 11 + sum(
        getattr(person, item).count("|") for item in ("name", "card_number", "spec_version")
    )
