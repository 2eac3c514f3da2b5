"""The terminal's own composition with a security module, over the real pcscd: who is served and who is sent away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config.settings import SettingsError, load
from contract.failures import ENTRIES, Failure
from drivers.card.dual import DualCardReader
from drivers.card.pcsc import Context
from drivers.card.reader import PcscCardReader
from drivers.roles import CardEvent, CardReader
from kiosk import compose, diagnosis
from kiosk.events import Reader
from tests.kiosk.conftest import Play
from workbench.card import Fault, VirtualCard, VirtualPsam, available, keys, pcscd_for_this_process, people
from workbench.card import pcscd as slots
from workbench.card.virtual_psam import SETTINGS
from workbench.world import wait_until

pytestmark = pytest.mark.skipif(not available(), reason="pcscd or vsmartcard-vpcd is not installed")


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A terminal with a module and without a bank."""
    path = tmp_path / "terminal.toml"
    path.write_text(f'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n{SETTINGS}', "utf-8")
    return path


@pytest.fixture
def card(config_file: Path) -> CardReader:
    """The reader as the settings make it, in place of the one in hand."""
    return compose._card_reader(load(config_file).card)


def insert(pcscd: slots.PrivatePcscd, card: VirtualCard, sam: VirtualPsam | None) -> None:
    wanted = {slots.CARD_SLOT: card, slots.SAM_SLOT: sam}
    if sam:
        pcscd.plug_sam(sam)
    pcscd.insert(card)
    with Context() as context:
        for slot in (slot for slot, chip in wanted.items() if chip):
            wait_until(lambda slot=slot: context.wait(slot, 0, 0.05).slot.value == "present", slot)  # type: ignore[misc]


def asked(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the watch of the slot: the test tells what the card does."""
    monkeypatch.setattr(play.terminal.readers.fitted[Reader.SLOT], "watch", lambda tell: None)
    play.begin()
    play.card(CardEvent.INSERTED)


def test_a_third_generation_resident_is_served(play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pcscd_for_this_process(tmp_path) as pcscd:
        insert(pcscd, VirtualCard(people.ZHAO), VirtualPsam())
        asked(play, monkeypatch)
        assert play.until("Home").name.startswith(people.ZHAO.name[0])
        check = diagnosis._card(play.terminal.readers.fitted[Reader.SLOT])
        assert (check[0], check[1]["psam"]) == ("PASS", "present")


@pytest.mark.parametrize(
    ("card_in", "sam", "failure"),
    [
        (VirtualCard(people.ZHAO), None, Failure.CARD_AUTH_REQUIRED),
        (VirtualCard(people.ZHAO, clone=True), VirtualPsam(), Failure.CARD_NOT_VERIFIED),
        (VirtualCard(people.ZHAO, fault=Fault.KEY_REFUSES), VirtualPsam(), Failure.CARD_NOT_VERIFIED),
        (VirtualCard(people.ZHAO, fault=Fault.KEY_BLOCKED), VirtualPsam(), Failure.CARD_BLOCKED),
    ],
    ids=["no module", "clone", "refused", "key locked"],
)
def test_who_cannot_be_served_is_told_where_to_go(
    play: Play,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    card_in: VirtualCard,
    sam: VirtualPsam | None,
    failure: Failure,
) -> None:
    with pcscd_for_this_process(tmp_path) as pcscd:
        insert(pcscd, card_in, sam)
        asked(play, monkeypatch)
        assert play.until("InsertCard").problem == ENTRIES[failure].sentence.zh
        result = diagnosis._card(play.terminal.readers.fitted[Reader.SLOT])[0]
        assert result == ("PASS" if sam else "WARN")


@pytest.mark.parametrize("change", [("sm4", "aes"), ('"470A"', '"47"'), ("algorithm", "algorythm")])
def test_wrong_settings_of_a_module_name_file_and_key(config_file: Path, change: tuple[str, str]) -> None:
    config_file.write_text(config_file.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(SettingsError, match=r"terminal\.toml: card\.psam"):
        load(config_file)


def test_the_settings_reach_the_driver(config_file: Path, build: Callable[[], Play]) -> None:
    reader = compose._card_reader(load(config_file).card)
    assert isinstance(reader, PcscCardReader)
    assert reader.psam is not None
    assert (reader.psam.algorithm.value, reader.psam.proves_cards) == (keys.SM4_ID, True)


def test_a_terminal_may_have_two_slots(config_file: Path) -> None:
    two = '[card]\nreader = "ICC"\ncontactless = "PICC"\n[card.psam]'
    config_file.write_text(config_file.read_text("utf-8").replace("[card.psam]", two), "utf-8")
    assert isinstance(compose._card_reader(load(config_file).card), DualCardReader)
