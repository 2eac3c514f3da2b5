"""Card and security module in two slots of the real pcscd: found by name, read whole, and each of them failing."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from drivers.card.auth import AuthReply
from drivers.card.errors import AuthFailed, CardRemoved, NoCard, PinAtLastTry, PinWrong, ReaderBusy
from drivers.card.pcsc import Context
from drivers.card.reader import PcscCardReader
from drivers.card.watch import Patience
from drivers.roles import Genuineness, NotRead
from tests.drivers.card.wire import PSAM
from workbench.card import Fault, Habits, PrivatePcscd, VirtualCard, VirtualHsm, VirtualPsam, keys, people
from workbench.card.pcscd import CARD_SLOT, SAM_SLOT
from workbench.card.virtual_card import PIN

QUICK = Patience(settle_s=0.05, retry_s=0.02, first_backoff_s=0.1)
PutIn = Callable[[VirtualCard], VirtualCard]


@pytest.fixture
def reader(pcscd: PrivatePcscd) -> Iterator[PcscCardReader]:
    """The card slot is not named: it is the first that is not the module's."""
    made = PcscCardReader(patience=QUICK, psam=replace(PSAM, reader="pcd 00 01"))
    yield made
    made.close()


@pytest.fixture
def put_in(pcscd: PrivatePcscd, until: Callable[..., None]) -> PutIn:
    """Insert a card, with a module in the other slot unless there is one, and wait until pcscd has seen both."""

    def put(card: VirtualCard, sam: VirtualPsam | None = None) -> VirtualCard:
        pcscd.plug_sam(sam or VirtualPsam())
        pcscd.insert(card)
        with Context() as context:
            for slot in (CARD_SLOT, SAM_SLOT):
                until(lambda slot=slot: context.wait(slot, 0, 0.05).slot.value in ("present", "mute"))
        return card

    return put


@pytest.mark.parametrize("habits", [Habits(), Habits(t0=False)], ids=["contact", "contactless"])
def test_a_third_generation_card_is_read_in_full(reader: PcscCardReader, put_in: PutIn, habits: Habits) -> None:
    card = put_in(VirtualCard(people.ZHAO, habits=habits))
    found = reader.read_identity()
    assert (found.name, found.id_number, found.genuine) == (
        people.ZHAO.name,
        people.ZHAO.number,
        Genuineness.GENUINE,
    )
    assert found.reset_information == people.ZHAO.atr[4:].hex().upper()
    assert card.ever.count("0082000A") == 1
    assert reader.status() == {"reader": CARD_SLOT, "card": "present", "last_error": "", "psam": "present"}


def test_the_modules_slot_is_never_taken_for_the_cards(reader: PcscCardReader, pcscd: PrivatePcscd) -> None:
    pcscd.plug_sam(VirtualPsam())
    with pytest.raises(NoCard):
        reader.read_identity()


def test_the_module_may_have_the_first_slot(pcscd: PrivatePcscd, put_in: Callable[..., VirtualCard]) -> None:
    put_in(VirtualPsam(), VirtualCard(people.ZHAO))
    reader = PcscCardReader(patience=QUICK, psam=replace(PSAM, reader="pcd 00 00"))
    assert reader.read_identity().name == people.ZHAO.name
    assert reader.status()["reader"] == SAM_SLOT


def test_a_module_pulled_out_makes_a_partial_read(reader: PcscCardReader, pcscd: PrivatePcscd, put_in: PutIn) -> None:
    put_in(VirtualCard(people.ZHAO))
    pcscd.pull_sam()
    found = reader.read_identity()
    assert found.not_read["name"] is NotRead.SAM_MISSING
    assert found.card_number == people.ZHAO.card_number


@pytest.mark.parametrize(
    ("fault", "at"), [(Fault.REMOVED, 1), (Fault.REMOVED, 4), (Fault.MUTE, 0), (Fault.SHORT, 0), (Fault.GARBAGE, 2)]
)
def test_a_module_that_fails_makes_a_partial_read(
    reader: PcscCardReader, put_in: Callable[..., VirtualCard], fault: Fault, at: int
) -> None:
    card = put_in(VirtualCard(people.ZHAO), VirtualPsam(fault=fault, at=at))
    found = reader.read_identity()
    assert found.not_read["name"] in (NotRead.SAM_MISSING, NotRead.SAM_REFUSED)
    assert "00A40200" in card.ever
    assert "0082000A" not in card.ever


@pytest.mark.parametrize("at", [5, 6, 7, 8, 9])
def test_a_card_pulled_during_authentication(reader: PcscCardReader, put_in: PutIn, at: int) -> None:
    put_in(VirtualCard(people.ZHAO, fault=Fault.REMOVED, at=at))
    with pytest.raises(CardRemoved):
        reader.read_identity()


def test_a_refusal_is_remembered_over_removal_and_insertion(
    reader: PcscCardReader, pcscd: PrivatePcscd, put_in: Callable[..., VirtualCard]
) -> None:
    sam = VirtualPsam(master={**keys.MASTER, keys.RKSSSE: bytes(16)})
    card = put_in(VirtualCard(people.ZHAO), sam)
    for _ in range(2):
        with pytest.raises(AuthFailed):
            reader.read_identity()
        pcscd.remove()
        put_in(card, sam)
    assert card.ring is not None
    assert card.ring.left(keys.RKSSSE) == 2


def test_a_clone(reader: PcscCardReader, put_in: PutIn) -> None:
    put_in(VirtualCard(people.ZHAO, clone=True))
    assert reader.read_identity().genuine is Genuineness.CLONE


def test_the_hsm_has_the_card_powered_and_to_itself(reader: PcscCardReader, put_in: PutIn) -> None:
    card = put_in(VirtualCard(people.ZHAO))
    hsm, resets = VirtualHsm(), card.resets
    with reader.hsm_exchange() as held:
        powered = card.resets
        line = held.begin().line
        before = list(card.commands)
        reply = AuthReply.from_line(hsm.ask(line))
        with Context() as other, pytest.raises(ReaderBusy):
            other.connect(CARD_SLOT)
        assert card.commands == before
        found = held.finish(reply).identity
        assert card.resets == powered
    assert (found.name, found.genuine) == (people.ZHAO.name, Genuineness.GENUINE)
    assert powered >= resets
    assert reader.read_identity().name == people.ZHAO.name


def test_the_pins_tries(reader: PcscCardReader, put_in: PutIn) -> None:
    card = put_in(VirtualCard(people.CHEN))
    assert reader.pin_tries() == 3
    reader.verify_pin(PIN)
    for _ in range(2):
        with pytest.raises(PinWrong):
            reader.verify_pin("9999")
    with pytest.raises(PinAtLastTry):
        reader.verify_pin(PIN)
    assert (card.pin_tries, reader.pin_tries()) == (1, 1)


def test_a_slot_that_calls_itself_sam_is_the_last_choice(monkeypatch: pytest.MonkeyPatch, pcscd: PrivatePcscd) -> None:
    with Context() as context:
        names = ["Maker Dual Reader SAM 00 00", "Maker Dual Reader ICC 00 01", "Samizdat Reader 00 02"]
        monkeypatch.setattr(context, "readers", lambda: names)
        assert context.find("") == names[1]
        assert context.find("sam") == names[0]
        assert context.find("samizdat") == names[2]
        assert context.find("dual", avoid=["icc"]) == names[0]
        assert context.find("other") is None
