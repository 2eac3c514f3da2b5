"""The whole driver on the golden bytes of card facts 10 and on each of its variants, whatever the card's habits."""

from dataclasses import replace
from datetime import date

import pytest

from drivers.card.apdu import Channel
from drivers.card.auth import Attempts
from drivers.card.errors import AuthFailed, CardRemoved, KeyBlocked, NotSocialSecurityCard
from drivers.card.identity import Remark, eleven_fields
from drivers.card.social import Reading
from drivers.roles import Generation, Identity, NotRead
from tests.drivers.card.golden import EF05, EF06, LINE
from tests.drivers.card.wire import channel, psam, read
from workbench.card import Fault, Habits, VirtualCard, VirtualPsam, keys, layout, people

GOLDEN = people.Resident(
    key="golden",
    name="测试",
    number="11000018800101001X",
    sex="1",
    birth=date(1880, 1, 1),
    card_number="A00000003",
    area="110000",
)
HABITS = {
    "t0": Habits(),
    "contactless": Habits(t0=False),
    "single records": Habits(block_reads=False),
    "single records, contactless": Habits(t0=False, block_reads=False),
    "by number": Habits(block_reads=False, tag_reads=False),
    "old select": Habits(select_p1=(0x00,), bare_select=True),
}
every_habit = pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS.keys())


def records(file: bytes, changes: dict[int, str]) -> tuple[layout.Record, ...]:
    """The file's records, an item replaced by hex or taken away by "-"."""
    found, position = [], 0
    while position < len(file):
        tag, length = file[position : position + 2]
        value = file[position + 2 : position + 2 + length]
        position += 2 + length
        if changes.get(tag) != "-":
            found.append(layout.Record(tag, bytes.fromhex(changes[tag]) if tag in changes else value))
    return tuple(found)


def golden(habits: Habits, changes: dict[int, str], holder: people.Resident = GOLDEN) -> VirtualCard:
    files = {0xEF05: records(EF05, changes), 0xEF06: records(EF06, changes)}
    return VirtualCard(holder, habits=habits, files=files)


def identity(habits: Habits, **changes: str) -> Identity:
    return read(golden(habits, {int(tag[1:], 16): value for tag, value in changes.items()})).identity


@every_habit
def test_the_golden_card_gives_the_golden_line(habits: Habits) -> None:
    found = identity(habits)
    assert eleven_fields(found) == LINE
    assert (found.warnings, dict(found.not_read), found.generation) == ((), {}, Generation.SECOND)


@every_habit
@pytest.mark.parametrize(
    ("version", "shown", "generation"),
    [
        ("322E3000", "2.0", Generation.SECOND),
        ("322E3031", "2.01", Generation.SECOND),
        ("00000000", "", Generation.FIRST),
        ("FFFFFFFF", "", Generation.FIRST),
        ("312E3030", "1.00", Generation.FIRST),
    ],
)
def test_versions(habits: Habits, version: str, shown: str, generation: Generation) -> None:
    found = identity(habits, t03=version)
    assert (found.spec_version, found.generation, found.name) == (shown, generation, "测试")


@every_habit
def test_a_first_generation_card_has_six_records(habits: Habits) -> None:
    found = identity(habits, t03="312E3030", t4E="-")
    assert (found.name, found.sex, found.ethnic, found.birth) == ("测试", "1", "01", date(1880, 1, 1))
    assert eleven_fields(found) == LINE.replace("|2.00|", "|1.00|")


@every_habit
def test_a_second_generation_card_may_lack_the_extension(habits: Habits) -> None:
    assert eleven_fields(identity(habits, t4E="-")) == LINE


@every_habit
def test_a_name_split_inside_a_character(habits: Habits) -> None:
    found = identity(habits, t09="61" + "B2E2CAD4" * 7 + "B2", t4E="E2CAD4" + "00" * 17)
    assert (found.name, found.warnings) == ("a" + "测试" * 8, ())


@every_habit
def test_a_name_split_inside_a_four_byte_character(habits: Habits) -> None:
    whole = ("测" * 14 + "㐀" + "试").encode("gb18030")  # U+3400 has four bytes
    assert len(whole) == 34
    assert (
        identity(habits, t09=whole[:30].hex(), t4E=whole[30:].ljust(20, b"\xff").hex()).name == "测" * 14 + "㐀" + "试"
    )


@every_habit
@pytest.mark.parametrize("pad", ["00", "FF", "20"])
def test_latin_names_padded_as_anybody_likes(habits: Habits, pad: str) -> None:
    first = b"MARIA DEL CARMEN SYNTHETICA  T"
    assert identity(habits, t09=b"MARIA TEST".hex() + pad * 20, t4E=pad * 20).name == "MARIA TEST"
    assert identity(habits, t09=first.hex(), t4E=b"EST".hex() + pad * 17).name == "MARIA DEL CARMEN SYNTHETICA  TEST"


@every_habit
def test_a_latin_name_whose_space_is_its_thirtieth_byte(habits: Habits) -> None:
    first = b"MARIA DEL CARMEN SYNTHETICUSA "
    assert len(first) == 30
    assert identity(habits, t09=first.hex(), t4E=b"TEST".hex() + "00" * 16).name == first.decode() + "TEST"


@every_habit
@pytest.mark.parametrize("fill", ["FF", "00"])
def test_optional_items_never_written(habits: Habits, fill: str) -> None:
    found = identity(habits, t06=fill * 4, t0B="FF", t0C="FFFFFF", t0D="FFFFFFFF", t02=fill, t04=fill * 12)
    assert (found.name, found.id_number, found.complete, found.warnings) == ("测试", GOLDEN.number, True, ())
    assert found.not_read == dict.fromkeys(("expires", "ethnic", "birth_place", "birth"), NotRead.ABSENT)


@every_habit
def test_oddities_warn_and_read(habits: Habits) -> None:
    lower = identity(habits, t08=b"11000018800101001x".hex())
    assert (lower.id_number, lower.warnings) == ("11000018800101001X", ())
    assert identity(habits, t06="19990101").expires == date(1999, 1, 1)
    assert identity(habits, t01="519900D15600000500000001FFFFFFFF").area_code == "519900"
    assert identity(habits, t07=b"A00000004".hex()).warnings == (Remark.CARD_NUMBER_CHECK,)
    assert identity(habits, t07=b"A00000003".hex() + "FF" * 18).card_number == "A00000003"
    assert identity(habits, t0C="1100EE").birth_place == "1100"


@pytest.mark.parametrize("habits", [habits for habits in HABITS.values() if not habits.bare_select])
def test_a_third_generation_card_without_a_module(habits: Habits) -> None:
    third = replace(GOLDEN, version=b"3.00", algorithm=people.SM4)
    found = read(golden(habits, {0x03: "332E3030"}, third)).identity
    closed = ("id_number", "name", "sex", "ethnic", "birth_place", "birth")
    assert found.not_read == dict.fromkeys(closed, NotRead.AUTH_REQUIRED)
    assert (found.generation, found.card_number) == (Generation.THIRD, "A00000003")
    assert eleven_fields(found) == (
        "110000||A00000003|110000D15600000500000001FFFFFFFF||00815445538660110000000001|3.00|20240101|20340101|"
        "000000000000||"
    )


def test_a_card_that_checks_the_way_of_reading_before_the_right_to_read() -> None:
    """6A86 to tags, then 6982 to numbers: still closed, not a fault."""
    card = golden(HABITS["by number"], {})
    wire = channel(card)

    def transmit(command: bytes) -> bytes:
        holder = card.answer.__self__._file == 0xEF06
        return b"\x69\x82" if command[1] == 0xB2 and command[3] == 4 and holder else wire.transmit(command)

    found = _read(Channel(transmit, True), card).identity
    assert found.not_read["name"] is NotRead.AUTH_REQUIRED
    assert found.card_number == "A00000003"


def test_a_file_closed_at_its_selection_is_closed() -> None:
    card = golden(Habits(), {})

    def transmit(command: bytes) -> bytes:
        return b"\x69\x82" if command[5:] == b"\xef\x06" else card.answer(command)

    assert _read(Channel(transmit, True), card).identity.not_read["name"] is NotRead.AUTH_REQUIRED


def test_one_closed_item_does_not_close_the_others() -> None:
    card = golden(Habits(block_reads=False), {})

    def transmit(command: bytes) -> bytes:
        return b"\x69\x82" if command[1:4] == b"\xb2\x06\x00" else card.answer(command)

    found = _read(Channel(transmit, True), card).identity
    assert found.not_read == {"expires": NotRead.AUTH_REQUIRED}
    assert found.card_number == "A00000003"


def test_a_card_that_loses_its_current_file_is_asked_again() -> None:
    card, lost = golden(Habits(block_reads=False), {}), [b"\x69\x86"]

    def transmit(command: bytes) -> bytes:
        return lost.pop() if lost and command[1:4] == b"\xb2\x09\x00" else card.answer(command)

    assert eleven_fields(_read(Channel(transmit, True), card).identity) == LINE


def test_an_unreadable_answer_to_reset_is_a_remark() -> None:
    card = golden(Habits(), {})
    card.reset()
    found = _read(channel(card), card, atr=b"\x3b").identity
    assert (found.reset_information, found.warnings) == ("", (Remark.RESET_UNREADABLE,))
    assert found.complete


def test_a_bank_card() -> None:
    with pytest.raises(NotSocialSecurityCard):
        read(VirtualCard(people.BANK))


@every_habit
@pytest.mark.parametrize("person", people.RESIDENTS, ids=lambda person: person.key)
def test_removal_at_every_apdu_of_every_generation(habits: Habits, person: people.Resident) -> None:
    whole = VirtualCard(person, habits=habits)
    read(whole)
    for at in range(len(whole.commands)):
        with pytest.raises(CardRemoved):
            read(VirtualCard(person, habits=habits, fault=Fault.REMOVED, at=at))


@pytest.mark.parametrize(("left", "kind"), [(2, AuthFailed), (1, KeyBlocked), (0, KeyBlocked)])
def test_63c1_and_6983(left: int, kind: type[Exception]) -> None:
    card = VirtualCard(people.ZHAO, fault=Fault.KEY_REFUSES)
    assert card.ring is not None
    card.ring.tries[keys.RKSSSE] = left
    with pytest.raises(kind):
        read(card, psam(VirtualPsam()), Attempts())


@pytest.mark.parametrize(
    "fault",
    [Fault.ENDLESS_61, Fault.ENDLESS_6C, Fault.GARBAGE, Fault.SHORT, Fault.CLOSED, Fault.WRONG_LE, Fault.BLOCKED],
    ids=lambda fault: fault.value,
)
@pytest.mark.parametrize("person", [people.LI, people.CHEN, people.ZHAO], ids=lambda person: person.key)
def test_every_fault_from_every_apdu_ends_in_a_reading_or_the_drivers_own_error(
    fault: Fault, person: people.Resident
) -> None:
    from drivers.card.errors import CardError

    whole = VirtualCard(person)
    module = psam(VirtualPsam())
    read(whole, module)
    for at in range(len(whole.commands)):
        card = VirtualCard(person, fault=fault, at=at)
        try:
            found = read(card, module, Attempts()).identity
        except CardError as error:
            assert str(error)  # noqa: PT017 - either end is right, nothing else is
        else:
            assert found.complete or found.not_read


def _read(wire: Channel, card: VirtualCard, atr: bytes | None = None) -> Reading:
    from drivers.card import social

    card.reset()
    return social.read(wire, card.atr if atr is None else atr)
