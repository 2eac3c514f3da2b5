"""What the facts say a terminal works by (domain part 2, "works when"), played by a person at the real steps."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import pack
from contract.catalogue import files_of, load
from contract.item import HERE_TEXT, Here
from drivers.roles import CardEvent
from kiosk.bank_map import BankMap, Place
from kiosk.can_do import can_do
from kiosk.packs import Packs
from tests.kiosk.conftest import Build, CardInHand, FakeClock, Play, PrinterOnDesk, resident
from tests.kiosk.test_apply import hand_in
from tests.kiosk.test_offers import OLD_CARD, at

SUNDAY, MONDAY = date(2026, 3, 1), date(2026, 3, 2)


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A terminal without a bank: none of this opens a door."""
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


def leave(play: Play) -> None:
    play.say("finish")
    play.card(CardEvent.REMOVED)
    play.until("Attract")


def test_a_promised_limit_changed_at_0000_is_what_the_kiosk_prints_at_0001_and_not_before(
    build: Build, enrolled: Path, clock: FakeClock, hall_signs: Ed25519PrivateKey, printer: PrinterOnDesk
) -> None:
    """Domain 2.8. The pack lies on the disk since the morning, and the cable is out.

    The first one hands in on a Sunday at 02:10: the slip says that minute, and from which day on days are counted.
    """
    old = load().items["OLD-CARD"].promised
    files = files_of()
    files[OLD_CARD] = files[OLD_CARD].replace(old.zh, "9 个工作日内发证").replace(old.en, "Within 9 working days")
    assert files != files_of()
    held = Packs(enrolled.parent / "catalogue", hall_signs.public_key())
    held.keep(pack.signed(files, MONDAY, hall_signs), ())

    def printed(play: Play) -> Any:
        hand_in(play)
        play.wait(5)
        slip = repr(printer.tray.pop())
        leave(play)
        return "9 个工作日内发证" in slip, old.zh in slip, slip

    at(clock, SUNDAY, 2, 10)
    play = build()
    new, kept, slip = printed(play)
    assert (new, kept) == (False, True)
    assert f"{SUNDAY} 02:1" in slip
    assert f"Pair(label='工作日起算', value='{MONDAY}')" in slip
    at(clock, SUNDAY, 23, 59)
    play.wait(15)
    assert play.terminal.catalogue.items["OLD-CARD"].promised == old
    at(clock, MONDAY, 0, 1)
    play.wait(15)
    assert printed(play)[:2] == (True, False)


def test_a_69_year_old_sees_the_allowance_on_the_first_day_of_the_window_and_not_the_day_before(
    build: Build, enrolled: Path, clock: FakeClock, card: CardInHand
) -> None:
    """Domain 2.7; and a bystander who reads the idle screen learns nothing of it."""
    birth, first = "19560502", date(2026, 2, 2)
    card.identity = resident(number=f"440103{birth}0003")
    at(clock, first - timedelta(days=1), 23, 50)
    play = build()
    assert play.sign_on().reminders == []
    leave(play)
    at(clock, first, 0, 1)
    play.wait(15)
    before = repr(play.screen)
    play.card()
    (seen,) = play.until("Home").reminders
    assert (seen.id, seen.title, seen.enabled) == ("LONGEVITY-70", "长者长寿保健金", True)
    assert "2026-05-02" in seen.subtitle
    leave(play)
    assert repr(play.screen) == before
    for secret in (card.identity.name, card.identity.id_number, seen.title, "2026-05-02"):
        assert secret not in before


def test_a_reminder_begins_the_service_it_is_of_and_can_be_put_off(play: Play, clock: FakeClock) -> None:
    """The person of these tests turned 70 yesterday."""
    (seen,) = play.sign_on().reminders
    play.say("begin", id="OLD-CARD-60")
    play.say("begin", id="LONGEVITY-80")
    assert play.view == "Home"
    play.say("begin", id=seen.id)
    assert play.view == "Guide"
    assert play.screen.title == load().items["LONGEVITY"].title.zh
    play.say("back")
    play.say("put_off", id=seen.id)
    assert play.until("Home").reminders == []
    leave(play)
    play.card()
    assert [one.id for one in play.until("Home").reminders] == [seen.id]  # put off for that visit only


def test_a_terminal_without_lockers_does_not_say_whole_of_what_needs_an_original_there(play: Play) -> None:
    """Domain 2.4: "can be done here" is never wrong."""
    play.sign_on()
    play.say("choose", id="apply")
    badges = {tile.id: tile.badge for tile in play.until("Catalogue").tiles}
    visit = HERE_TEXT[Here.UP_TO_LOCKER].zh
    assert (badges["OLD-CARD"], badges["LONGEVITY"], badges["PASSPORT"]) == (visit, "", HERE_TEXT[Here.PREPARE].zh)
    play.say("choose", id="OLD-CARD")
    assert play.until("Guide").here == visit
    items = load().items.values()
    assert [can_do(item, BankMap([Place(1, 0, 1.0)])) for item in items] == [item.here for item in items]
