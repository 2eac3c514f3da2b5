"""A card reported lost in the hall, from the officer's click to the locker that stays shut (domain 2.3, edge)."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from contract.failures import ENTRIES, Failure
from contract.lost_cards import key_name
from contract.parcel import Holder
from contract.pickup import person_tag
from drivers.roles import CardEvent, Identity
from hall.cards import services
from hall.cards.models import CardReport
from hall.fleet.services import OPERATOR
from tests.hall.test_with_terminal import enrol_at, heard
from tests.kiosk.conftest import (  # noqa: F401
    Build,
    CardInHand,
    FakeClock,
    Play,
    SimulatedBank,
    _log_as_before,
    bank,
    build,
    camera,
    clock,
    printer,
    resident,
)
from tests.kiosk.test_doors import CODE, on_locker, result
from workbench.world import bank_layout

CARD = "D00000013"
LOST = ENTRIES[Failure.CARD_LOST].sentence.zh
_terminals, _people = itertools.count(7800), itertools.count(1)


@pytest.fixture
def who() -> Identity:
    """Somebody of this test alone: a report stays in the hall for ever."""
    number = f"44010319570203{next(_people):04}"
    return replace(resident("何丽华", number), card_number=CARD, issued=date(2020, 1, 1))


@pytest.fixture
def card(who: Identity) -> CardInHand:
    return CardInHand(who)


@pytest.fixture
def terminal_id(hall_database: None) -> str:
    return f"GZ{next(_terminals):04d}"


@pytest.fixture
def config_file(tmp_path: Path, hall_url: str, terminal_id: str, bank: SimulatedBank) -> Path:  # noqa: F811
    lines = [
        f'terminal = "{terminal_id}"',
        'site = "恩宁社区"',
        'data = "data"',
        f'[hall]\nurl = "{hall_url}"',
        "[[locker.lines]]",
        f'name = "a"\nport = "{bank.path}"\nfamily = "8a"',
        *bank_layout(),
    ]
    path = tmp_path / "terminal.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def play(build: Build, clock: FakeClock, hall_url: str, terminal_id: str, tmp_path: Path) -> Play:  # noqa: F811
    """A terminal with lockers that this hall has let in, its clock at the hall's hour, its orders taken."""
    clock.time = datetime.now(UTC)
    enrol_at(hall_url, terminal_id, tmp_path / "data" / "keys", clock)
    started = build()
    started.begin()
    heard(started)
    return started


def at_desk(officer: Any, what: str, who: Identity) -> None:
    """An officer reports it in the console."""
    client = Client()
    client.force_login(officer.user)
    said = {"report": what, "person": who.id_number, "card": who.card_number, "reason": "电话挂失,已核对"}
    assert client.post("/console/cards", said).status_code == 302


def waiting(play: Play, who: Identity) -> tuple[str, int]:
    """A result of this person in a box."""
    return result(play, tag=person_tag(who.id_number, play.terminal.keys.person_key))


def put_in(play: Play) -> None:
    play.card()
    play.drain()


def take_out(play: Play) -> None:
    play.card(CardEvent.REMOVED)
    play.say("cancel")
    play.until("Attract", 60)


def test_marked_lost_in_the_hall_the_card_opens_no_box_and_the_code_still_does(
    play: Play, who: Identity, people: Any
) -> None:
    parcel, box = waiting(play, who)
    at_desk(people.acceptor, "lost", who)
    assert not on_queue(play, lambda: play.terminal.lost_cards.lost(who))  # nobody has told the terminal yet
    heard(play)
    pulses = dict(play.bank.pulses)
    put_in(play)
    assert play.until("InsertCard").problem == LOST
    assert "取件码" in play.screen.advice
    assert play.bank.pulses == pulses
    take_out(play)
    play.say("pickup")
    play.say("code", code=CODE)
    play.until("DoorScreen", phase="open", compartment=box)
    play.bank.take(box)
    play.bank.push(box)
    play.until("Collected")
    assert on_locker(play, lambda: play.terminal.custody.parcel(parcel)).holder is Holder.RESIDENT


def test_what_a_terminal_has_heard_it_keeps_to_with_the_cable_out(play: Play, who: Identity, people: Any) -> None:
    at_desk(people.acceptor, "lost", who)
    heard(play)
    play.terminal.link.online = False
    play.terminal.link.sender = None
    put_in(play)
    assert play.until("InsertCard").problem == LOST


def test_found_is_not_freed_and_an_officer_who_frees_it_lets_the_card_in_again(
    play: Play, who: Identity, people: Any
) -> None:
    for what, view in (("lost", "InsertCard"), ("found", "InsertCard"), ("freed", "Home")):
        at_desk(people.acceptor, what, who)
        heard(play)
        put_in(play)
        play.until(view)
        if view == "InsertCard":
            assert play.screen.problem == LOST
            take_out(play)


def test_a_new_card_of_the_same_person_has_the_persons_cases_and_boxes(
    play: Play, who: Identity, people: Any, card: CardInHand
) -> None:
    parcel, _ = waiting(play, who)
    at_desk(people.acceptor, "replaced", who)
    heard(play)
    put_in(play)
    assert play.until("InsertCard").problem == LOST
    take_out(play)
    card.identity = replace(who, card_number="E00000010", issued=date(2026, 11, 1))
    put_in(play)
    home = play.until("Home")
    assert next(tile for tile in home.tiles if tile.id == "collect").enabled
    play.say("choose", id="collect")
    play.until("DoorScreen", phase="open")
    assert play.session.visit.task.parcel == parcel


def test_reported_while_its_holder_stands_here_the_visit_ends(play: Play, who: Identity, people: Any) -> None:
    put_in(play)
    play.until("Home")
    play.say("my_card")
    at_desk(people.acceptor, "lost", who)
    heard(play)
    assert play.until("Fault").sentence == LOST
    assert play.session.visit.identity is None


def test_a_door_that_stands_open_is_seen_shut_before_the_visit_ends(play: Play, who: Identity, people: Any) -> None:
    parcel, box = waiting(play, who)
    put_in(play)
    play.until("Home")
    play.say("choose", id="collect")
    play.until("DoorScreen", phase="open")
    at_desk(people.acceptor, "lost", who)
    heard(play)
    assert play.view == "DoorScreen"
    play.bank.take(box)
    play.bank.push(box)
    play.until("Fault", 60)
    assert on_locker(play, lambda: play.terminal.custody.parcel(parcel)).holder is Holder.RESIDENT


def test_a_terminal_that_comes_late_is_told_everything_in_pages(
    play: Play, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_WORDS", 2)
    for card_number in ("F00000017", "G00000013", "H00000010", "J00000018", CARD):
        services.report(services.Report.LOST, who.id_number, card_number, OPERATOR, "a bag was stolen")
    heard(play)
    assert on_queue(play, lambda: play.terminal.lost_cards.lost(who))
    assert play.terminal.lost_cards._held()[1] == services.last_number()


def test_a_list_of_another_hall_is_forgotten_for_this_ones(play: Play, who: Identity) -> None:
    held = play.terminal.lost_cards

    def other_hall() -> None:
        with play.terminal.store.transaction() as tx:
            tx.execute("DELETE FROM card_book")
            tx.execute("INSERT INTO card_book (one, key, held) VALUES (1, ?, 999999)", (bytes(32),))
            tx.execute("INSERT INTO card_words (tag, holder, standing) VALUES (?, ?, 'lost')", ("0" * 32, "0" * 32))

    on_queue(play, other_hall)
    services.report(services.Report.LOST, who.id_number, CARD, OPERATOR, "by phone")
    heard(play)
    key, number = held._held()
    assert key is not None
    assert (key_name(key), number) == (key_name(services.card_key()), services.last_number())
    assert on_queue(play, lambda: held.lost(who))
    rows = on_queue(play, lambda: play.terminal.store.read("SELECT 1 FROM card_words WHERE tag = ?", ("0" * 32,)))
    assert rows == []


def test_the_page_of_a_visit_is_the_halls_own_answer(play: Play, who: Identity) -> None:
    services.activate("social-security", who.id_number, OPERATOR, "at the office")
    services.activate("visit", who.id_number[:-1] + "X", OPERATOR, "somebody else's first visit")
    play.terminal.link.online = True
    put_in(play)
    play.until("Home")
    play.say("my_card")
    states = {tile.id: tile.state for tile in play.screen.usable}
    assert (states["social-security"], states["visit"]) == ("可使用", "可享受,未启用")
    assert not CardReport.objects.filter(actor="terminal", device=play.terminal.id).exists()


def on_queue(play: Play, call: Any) -> Any:
    return play.terminal.submit("queue", call).result(30)
