"""The simulated card's bytes are those of card facts 10, and nothing of the driver's made them."""

import subprocess
import sys
from datetime import date

import pytest

from workbench.card import Fault, Habits, VirtualCard, layout, people
from workbench.card.chip import Pulled

EF05 = (
    "0110110000D15600000500000001FFFFFFFF0201330304322E3030040C9156000002110000110000010504202401010604203401010709"
    "413030303030303033"
)
EF06 = (
    "0812313130303030313838303031303130303158091EB2E2CAD4"
    + "00" * 26
    + "4E14"
    + "00" * 20
    + "0A01310B01010C031100000D0418800101"
)
GOLDEN = people.Resident(
    key="golden",
    name="测试",
    number="11000018800101001X",
    sex="1",
    birth=date(1880, 1, 1),
    card_number="A00000003",
    birth_place="110000",
    area="110000",
)


def whole(records: tuple[layout.Record, ...]) -> str:
    return b"".join(record.whole for record in records).hex().upper()


def test_files_match_the_golden_vectors() -> None:
    assert whole(GOLDEN.files[0xEF05]) == EF05
    assert whole(GOLDEN.files[0xEF06]) == EF06


def test_fci_and_atr_match_the_golden_vectors() -> None:
    assert layout.fci(1).hex().upper() == "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860101"
    history = layout.history_of("110000", 1)
    assert layout.contact_atr(history).hex().upper() == "3B6D000000815445538660110000000001"
    assert layout.contactless_atr(history).hex().upper() == "3B8D80010081544553866011000000000139"


def test_a_first_generation_card_has_no_name_extension() -> None:
    tags = [record.tag for record in people.LI.files[0xEF06]]
    assert tags == [0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    assert sum(len(record.whole) for record in people.LI.files[0xEF06]) == 69


def test_every_person_is_one_of_a_kind() -> None:
    for attribute in ("key", "name", "number", "card_number", "atr"):
        assert len({getattr(person, attribute) for person in people.RESIDENTS}) == len(people.RESIDENTS)


@pytest.mark.parametrize("person", people.RESIDENTS, ids=lambda person: person.key)
def test_sex_and_birth_agree_with_the_number(person: people.Resident) -> None:
    assert person.birth is not None
    assert person.number[6:14] == f"{person.birth:%Y%m%d}"
    assert (int(person.number[16]) % 2 == 1) == (person.sex == "1")


def test_t0_habits() -> None:
    """61xx after SELECT, 6Cxx for a wrong Le, 6F00 when nothing waits (card facts 2.1, 2.2, 4)."""
    card = VirtualCard(people.CHEN)
    select = bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")
    assert card.answer(bytes.fromhex("00C0000010")).hex() == "6f00"
    assert card.answer(select).hex() == "611e"
    assert card.answer(bytes.fromhex("00C0000000")).hex() == "6c1e"
    assert card.answer(bytes.fromhex("00C000001E"))[-2:].hex() == "9000"
    assert card.answer(select + b"\x00").hex() == "6700"  # case 4 with Le is not for T=0
    assert card.answer(bytes.fromhex("00B2010012")).hex() == "6986"
    assert card.answer(bytes.fromhex("00A4020002EF05")).hex() == "9000"
    assert card.answer(bytes.fromhex("00B2010000")).hex() == "6c12"
    assert len(card.answer(bytes.fromhex("00B2010012"))) == 0x12 + 2
    assert card.answer(bytes.fromhex("00B2090020")).hex() == "6a83"
    assert len(card.answer(bytes.fromhex("00B2010540"))) == 0x40 + 2


def test_third_generation_keeps_the_holder_closed() -> None:
    card = VirtualCard(people.ZHAO, habits=Habits(t0=False))
    card.answer(bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF00"))
    card.answer(bytes.fromhex("00A4020002EF06"))
    assert card.answer(bytes.fromhex("00B2080014")).hex() == "6982"


def test_a_reset_forgets_the_selection() -> None:
    card = VirtualCard(people.CHEN)
    card.answer(bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF"))
    card.reset()
    assert card.answer(bytes.fromhex("00A4020002EF05")).hex() == "6a82"


def test_removal_at_the_nth_apdu() -> None:
    card = VirtualCard(people.CHEN, fault=Fault.REMOVED, at=1)
    assert card.answer(bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")).hex() == "611e"
    with pytest.raises(Pulled):
        card.answer(bytes.fromhex("00C000001E"))


@pytest.mark.parametrize("command", ["", "00", "00A4", "00B2010412", "80A40400", "00FF000000", "00A40400FF"])
def test_no_command_upsets_the_card(command: str) -> None:
    assert len(VirtualCard(people.CHEN).answer(bytes.fromhex(command))) == 2


def test_the_list_names_everyone() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workbench.card"], capture_output=True, text=True, timeout=30, check=True
    )
    for key, holder in people.ALL.items():
        assert key in done.stdout
        assert holder.name in done.stdout
