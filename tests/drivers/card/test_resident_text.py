"""The text of identity cards: every layout against literal bytes, padding, odd items, and any 256 bytes at all."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.card.errors import CardFault, NotIdentityCard
from drivers.card.resident_text import identity
from drivers.roles import Credential, NotRead
from workbench.idcard import people


def at(text: bytes, offset: int, words: str) -> bytes:
    """The text with other words at an offset (card facts 8)."""
    raw = words.encode("utf-16-le")
    return text[:offset] + raw + text[offset + len(raw) :]


BLANK = "\u0020".encode("utf-16-le") * 128


def literal(*cells: tuple[int, str]) -> bytes:
    """256 bytes put together from offsets of the facts' table alone."""
    text = BLANK
    for offset, words in cells:
        text = at(text, offset, words)
    return text


def test_a_resident_by_the_offsets_of_the_table() -> None:
    found = identity(
        literal(
            (0, "测试"), (30, "2"), (32, "01"), (36, "19560301"), (52, "某路1号"), (122, "440103195603010005"),
            (158, "某局"), (188, "20160301"), (204, "长期"),
        )
    )  # fmt: skip
    assert found.kind is Credential.RESIDENT_ID_CARD
    assert (found.name, found.id_number, found.sex, found.ethnic) == ("测试", "440103195603010005", "2", "01")
    assert (found.birth, found.issued, found.expires) == (date(1956, 3, 1), date(2016, 3, 1), None)
    assert found.complete
    assert found.not_read == {}
    assert found.warnings == ()
    assert found.generation is None


def test_a_permit_of_type_j() -> None:
    found = identity(
        literal(
            (0, "何示例"), (30, "2"), (36, "18991231"), (122, "810000189912310005"), (188, "20230101"),
            (204, "20380101"), (220, "H00000000"), (238, "01"), (248, "J"),
        )
    )  # fmt: skip
    assert found.kind is Credential.HMT_RESIDENCE_PERMIT
    assert (found.name, found.id_number, found.sex, found.ethnic) == ("何示例", "810000189912310005", "2", "")
    assert found.expires == date(2038, 1, 1)
    assert found.not_read == {}


def test_a_foreigner_of_type_i() -> None:
    found = identity(
        literal(
            (0, "SAMPLE, JOHN"), (120, "1"), (122, "XXA440018910101"), (152, "XXA"), (158, "样约翰"),
            (188, "20200101"), (204, "20400101"), (220, "18910101"), (236, "01"), (240, "1500"), (248, "I"),
        )
    )  # fmt: skip
    assert found.kind is Credential.FOREIGN_RESIDENT_CARD
    assert (found.name, found.id_number, found.sex) == ("SAMPLE, JOHN", "XXA440018910101", "1")
    assert (found.birth, found.issued, found.expires) == (date(1891, 1, 1), date(2020, 1, 1), date(2040, 1, 1))
    assert found.warnings == ()


def test_a_foreigner_of_type_y_keeps_the_doubt_visible() -> None:
    found = identity(people.JONES.text)
    assert (found.name, found.id_number, found.birth) == ("SAMPLE, MARY", "911000189101010003", date(1891, 1, 1))
    assert found.warnings == ("layout_unsure",)


@pytest.mark.parametrize("card", people.ALL.values(), ids=lambda card: card.key)
def test_everyone_of_the_workbench(card: people.IdCard) -> None:
    found = identity(card.text)
    assert (found.name, found.id_number, found.sex, found.birth) == (card.name, card.number, card.sex, card.birth)
    assert (found.issued, found.expires, found.ethnic) == (card.since, card.until, card.nation)


def test_what_is_odd_is_a_warning_and_the_read_stays_good() -> None:
    found = identity(people.ODD.text)
    assert set(found.warnings) == {"id_check_digit", "sex_differs", "birth_differs"}
    assert found.complete


def test_a_foreigner_without_a_latin_name_has_the_chinese_one() -> None:
    found = identity(at(people.SMITH.text, 0, " " * 60))
    assert found.name == "样约翰"
    assert found.not_read == {}
    nameless = identity(at(at(people.SMITH.text, 0, " " * 60), 158, " " * 15))
    assert not nameless.complete
    assert nameless.not_read == {"name": NotRead.ABSENT}


@pytest.mark.parametrize(
    ("offset", "words", "item"),
    [
        (122, "44010319560301000 ", "id_number"),
        (122, "44010319560301000\uff15", "id_number"),
        (36, "19561301", "birth"),
        (36, "1956030\u0665", "birth"),
        (204, "常年    ", "expires"),
        (30, "女", "sex"),
        (0, "\x07", "name"),
        (0, "\u202e", "name"),
    ],
)
def test_an_item_that_makes_no_sense_is_named(offset: int, words: str, item: str) -> None:
    assert identity(at(people.CHEN.text, offset, words)).not_read == {item: NotRead.MALFORMED}


def test_a_lone_surrogate_is_no_name() -> None:
    found = identity(b"\x00\xd8" + people.CHEN.text[2:])
    assert found.not_read == {"name": NotRead.MALFORMED}
    assert found.name == ""


def test_a_rare_character_of_the_private_use_area_is_a_name() -> None:
    assert identity(at(people.CHEN.text, 0, "王\ue863")).name == "王\ue863秀英"[0:2] + "英"


def test_nul_padding_and_a_small_x_are_forgiven() -> None:
    text = at(people.CHEN.text, 122, "11010519491231002x")
    text = text[:6] + bytes(24) + text[30:]
    found = identity(text)
    assert (found.name, found.id_number) == ("陈秀英", "11010519491231002X")


def test_expired_counts_from_the_day_after() -> None:
    card = identity(people.WANG.text)
    assert not card.expired_on(date(2025, 1, 1))
    assert card.expired_on(date(2025, 1, 2))
    assert not identity(people.CHEN.text).expired_on(date(2999, 1, 1))


def test_an_unknown_letter_is_refused_and_not_shown() -> None:
    with pytest.raises(NotIdentityCard) as error:
        identity(at(people.CHEN.text, 248, "Q"))
    assert "Q" not in str(error.value)


@pytest.mark.parametrize("size", [0, 255, 257, 512])
def test_only_256_bytes_are_text(size: int) -> None:
    with pytest.raises(CardFault):
        identity(bytes(size))


@settings(max_examples=2_000, derandomize=True)
@given(st.sampled_from([card.text for card in people.ALL.values()]), st.integers(0, 240), st.binary(max_size=16))
def test_any_text_gives_an_identity_or_a_documented_error(text: bytes, offset: int, changed: bytes) -> None:
    text = text[:offset] + changed + text[offset + len(changed) :]
    try:
        found = identity(text)
    except NotIdentityCard:
        return
    assert len(found.id_number) in (0, 15, 18)
    assert bool(found.name) != ("name" in found.not_read)
