"""Signing on by identity card: the real reader driver on a simulated line, beside the slot for the other card."""

import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from contract.failures import Failure
from contract.pickup import person_tag
from drivers.card.resident_reader import ResidentCardReader
from drivers.roles import CardEvent, Credential, Identity
from kiosk.diagnosis import diagnose
from kiosk.events import CardMoved, Reader
from kiosk.steps.presence import UNATTENDED_S
from kiosk.visit import Visit
from tests.kiosk.conftest import DEADLINE_S, PERSON_KEY, Build, Play
from tests.kiosk.test_cases import case
from tests.kiosk.test_doors import open_box, owe, result
from workbench.idcard import Fault, SimulatedIdReader, people
from workbench.idcard.people import IdCard
from workbench.idcard.reader import FIND, READ


@pytest.fixture
def far() -> Iterator[SimulatedIdReader]:
    made = SimulatedIdReader()
    yield made
    made.close()


@pytest.fixture
def both(enrolled: Path, config_file: Path, far: SimulatedIdReader, build: Build) -> Play:
    """A terminal with a slot (in the test's hand) and a real identity-card reader, watched."""
    return fitted(config_file, far, build, "")


def fitted(config_file: Path, far: SimulatedIdReader, build: Build, more: str) -> Play:
    settings = config_file.read_text("utf-8")
    port = f'{more}[card.resident]\nport = "{far.path}"\n'
    config_file.write_text(settings.replace("[[locker.lines]]", port + "[[locker.lines]]", 1), "utf-8")
    play = build()
    play.terminal.readers.fitted[Reader.PAD].watch(partial(play.terminal.readers.moved, reader=Reader.PAD))
    return play


def seen(play: Play, view: str, **fields: Any) -> Any:
    """Wait in real time, since a real line takes some."""
    deadline = time.monotonic() + DEADLINE_S
    while not play._is(view, fields):
        assert time.monotonic() < deadline, f"no {view} {fields}; the screen is {play.screen}"
        time.sleep(0.02)
    return play.screen


def tap(play: Play, far: SimulatedIdReader, card: IdCard = people.CHEN) -> Any:
    far.lay(card)
    return seen(play, "Home")


def looked(far: SimulatedIdReader, times: int = 3) -> None:
    """Until the watch has looked at the reader that often again."""
    goal, deadline = far.count(FIND) + times, time.monotonic() + DEADLINE_S
    while far.count(FIND) < goal:
        assert time.monotonic() < deadline, "the watch has stopped"
        time.sleep(0.02)


def file_a_case(play: Play) -> None:
    """A case of the person who is signed on, as `kiosk.filing` would leave it."""
    cases, tag = play.terminal.cases, play.session.visit.person_tag

    def add() -> None:
        with play.terminal.store.transaction() as tx:
            cases.add(tx, case(), tag)

    play.terminal.workers.run_on_queue(add)


def test_either_card_of_one_person_finds_the_same_cases(both: Play, far: SimulatedIdReader) -> None:
    both.sign_on()
    by_slot = both.session.visit.person_tag
    file_a_case(both)
    both.card(CardEvent.REMOVED)
    both.say("finish")
    seen(both, "Attract")
    home = tap(both, far)
    visit = both.session.visit
    assert visit.person_tag == by_slot == person_tag(people.CHEN.number, PERSON_KEY)
    assert visit.identity is not None
    assert visit.identity.kind is Credential.RESIDENT_ID_CARD
    assert len(home.cases) == 1
    assert next(tile for tile in home.tiles if tile.id == "cases").enabled


def test_taking_the_card_away_does_not_end_the_visit(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    tap(both, far)
    far.take()
    looked(far)
    both.drain()
    assert both.view == "Home"
    both.event(CardMoved(CardEvent.REMOVED, Reader.PAD))  # a reader that does notice
    both.event(CardMoved(CardEvent.READER_LOST, Reader.PAD))
    both.event(CardMoved(CardEvent.REMOVED))  # somebody's card in the slot is not the visit's
    assert both.view == "Home"
    both.say("choose", id="apply")
    both.say("home")
    assert both.view == "Home"
    both.say("end")
    assert "请带好身份证" in both.screen.take
    assert both.screen.view == "Goodbye"
    both.wait(9)
    assert both.view == "Attract"
    assert both.session.visit == Visit()


def test_a_tapped_card_offers_a_box_with_originals_again_only_for_a_moment_and_only_where_they_lie(
    both: Play, far: SimulatedIdReader
) -> None:
    both.begin()
    parcel = owe(both)
    tap(both, far)
    both.say("choose", id="deposit")
    both.until("Deposit")
    box = open_box(both)
    both.bank.put(box, parcel)
    both.bank.push(box)
    both.until("DoorScreen", phase="closed")
    both.say("done")
    assert both.until("Dropped").reopen
    both.wait(UNATTENDED_S)
    assert both.screen.reopen == ""
    both.say("reopen")
    both.say("finish")  # whoever comes next
    assert "again" not in [tile.id for tile in both.until("Home").tiles]
    both.say("choose", id="again")
    both.say("choose", id="cases")
    assert both.until("Cases").reclaim == []
    both.say("home")
    both.say("end")
    both.until("Attract")
    far.take()
    looked(far)
    assert "again" in [tile.id for tile in tap(both, far).tiles]
    assert both.bank.pulses[box] == 1


def left_for(play: Play, seconds: float) -> None:
    """Nobody touches anything, and then somebody touches the screen."""
    play.wait(seconds)
    play.say("touch")


def test_a_tapped_visit_that_was_left_opens_no_result_for_a_stranger_and_does_for_the_card(
    both: Play, far: SimulatedIdReader
) -> None:
    both.begin()
    _, box = result(both, tag=person_tag(people.CHEN.number, PERSON_KEY))
    pulses = both.bank.pulses[box]
    tap(both, far)
    far.take()
    left_for(both, 70)
    both.say("choose", id="collect")
    assert (both.view, both.session.visit) == ("InsertCard", Visit())
    assert "再刷一次卡" in both.session.message.text
    assert both.bank.pulses[box] == pulses
    looked(far)
    tap(both, far)
    left_for(both, UNATTENDED_S - 1)
    both.say("choose", id="collect")
    both.until("DoorScreen", phase="open", compartment=box)


def test_a_tapped_visit_that_was_left_opens_neither_an_empty_box_nor_ones_originals(
    both: Play, far: SimulatedIdReader
) -> None:
    both.begin()
    parcel = owe(both)
    tap(both, far)
    both.say("choose", id="deposit")
    both.until("Deposit")
    left_for(both, UNATTENDED_S)
    both.say("open", size="S", low=False)
    assert both.view == "InsertCard"
    assert sum(both.bank.pulses.values()) == 0
    far.take()
    looked(far)
    tap(both, far)
    both.say("choose", id="deposit")
    both.until("Deposit")
    box = open_box(both)
    both.bank.put(box, parcel)
    both.bank.push(box)
    both.until("DoorScreen", phase="closed")
    both.say("done")
    both.until("Dropped")
    both.say("finish")
    both.say("end")
    both.until("Attract")
    far.take()
    looked(far)
    tap(both, far)
    both.say("choose", id="cases")
    both.until("Cases")
    both.say("reclaim", parcel=parcel)
    both.until("Reclaim")
    left_for(both, UNATTENDED_S)
    both.say("open")
    assert (both.view, both.bank.pulses[box]) == ("InsertCard", 1)


def test_idle_ends_a_tapped_visit(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    tap(both, far)
    both.wait(90)
    assert both.view == "Attract"
    assert both.session.visit == Visit()


def test_a_card_that_was_left_lying_signs_nobody_on(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    tap(both, far)
    both.say("end")
    both.say("finish")
    assert both.view == "Attract"
    looked(far)
    both.say("start")
    looked(far)
    both.drain()
    assert both.view == "InsertCard"
    far.lay(people.WANG)
    seen(both, "Home")
    assert both.session.visit.identity.name == people.WANG.name


def test_a_card_laid_during_another_ones_visit_is_not_read_after_it(both: Play, far: SimulatedIdReader) -> None:
    both.sign_on()
    far.lay(people.WANG)
    looked(far)
    both.drain()
    assert both.session.visit.identity.kind is Credential.SOCIAL_SECURITY_CARD
    both.card(CardEvent.REMOVED)
    both.say("finish")
    seen(both, "Attract")
    both.say("start")
    looked(far)
    both.drain()
    assert both.view == "InsertCard"
    assert far.count(READ) == 0


def test_the_slots_card_ends_its_own_visit_as_ever(both: Play) -> None:
    both.sign_on()
    both.event(CardMoved(CardEvent.REMOVED, Reader.PAD))
    assert both.view == "Home"
    both.say("choose", id="apply")
    both.card(CardEvent.REMOVED)
    assert both.screen.code == Failure.CARD_PULLED.value


def test_a_card_in_the_slot_is_thought_of_at_the_end(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    tap(both, far)
    both.card(CardEvent.INSERTED)
    assert both.view == "Home"
    both.say("end")
    assert both.screen.take == ["请取回社保卡", "请带好身份证"]
    both.event(CardMoved(CardEvent.REMOVED, Reader.PAD))
    both.wait(20)
    assert both.view == "Goodbye"
    both.card(CardEvent.REMOVED)
    assert both.view == "Attract"


def test_the_screens_name_the_cards_that_can_be_read(both: Play) -> None:
    both.begin()
    assert both.screen.cards == "both"
    both.say("start")
    assert both.screen.cards == "both"
    both.terminal.readers.moved(CardEvent.READER_LOST)
    both.drain()
    assert (both.view, both.screen.cards) == ("InsertCard", "id")


def test_one_reader_lost_is_told_and_the_other_goes_on(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    both.terminal.readers.moved(CardEvent.READER_LOST)
    both.drain()
    assert both.terminal.troubles.told() == [Failure.SOCIAL_READER_MISSING]
    far.unplug()
    deadline = time.monotonic() + DEADLINE_S
    while both.terminal.troubles.told() != [Failure.READER_MISSING]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    both.drain()
    both.terminal.readers.moved(CardEvent.READER_BACK)
    both.drain()
    assert both.terminal.troubles.told() == [Failure.ID_READER_MISSING]
    far.plug()
    deadline = time.monotonic() + DEADLINE_S
    while both.terminal.troubles.told():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    tap(both, far)


def test_both_lost_while_the_card_is_asked_for(both: Play) -> None:
    both.begin()
    both.say("start")
    both.terminal.readers.moved(CardEvent.READER_LOST)
    both.drain()
    both.terminal.readers.moved(CardEvent.READER_LOST, Reader.PAD)
    both.drain()
    assert both.screen.code == Failure.READER_MISSING.value


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda far: far.fault(Fault.REFUSE, command=READ, detail=0x41), "没有读到身份证。"),
        (lambda far: far.fault(Fault.REFUSE, command=READ, detail=0x91), "没有读到身份证。"),
        (lambda far: far.fault(Fault.REFUSE, command=READ, detail=0x40), "本机读不了这张证件。"),
        (lambda far: far.fault(Fault.REFUSE, command=READ, detail=0x66), "身份证读卡器暂时不可用。"),
    ],
)
def test_a_bad_try_is_one_sentence_and_another_try(
    both: Play, far: SimulatedIdReader, prepare: Any, sentence: str
) -> None:
    prepare(far)
    both.begin()
    far.lay(people.CHEN)
    seen(both, "InsertCard", problem=sentence)
    far.clear()
    far.take()
    looked(far)
    both.drain()
    tap(both, far)


def test_a_thing_that_is_no_identity_card(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    far.fault(Fault.REFUSE, command=FIND, detail=0x40)
    seen(both, "InsertCard", problem="没有读到身份证。")


def test_a_card_without_a_name_is_for_the_window(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    far.lay(people.CHEN, ("\u0020" * 15).encode("utf-16-le") + people.CHEN.text[30:])
    seen(both, "InsertCard", problem="本机读不了这张证件。")


def test_an_expired_card_signs_on_and_is_told_what_that_means(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    home = tap(both, far, people.WANG)
    assert "2025-01-01" in home.message
    assert "换领新证" in home.message
    both.say("language", language="en")
    assert "expired on 2025-01-01" in both.screen.message


def test_a_good_card_gets_no_such_message(both: Play, far: SimulatedIdReader) -> None:
    both.begin()
    assert tap(both, far).message == ""


def test_an_expired_social_security_card_is_not_spoken_of(play: Play, card: Any) -> None:
    old: Identity = card.identity
    card.identity = Identity(
        id_number=old.id_number, name=old.name, sex=old.sex, birth=old.birth, expires=date(2020, 1, 1)
    )
    assert play.sign_on().message == ""


@pytest.mark.parametrize("person", [people.HO, people.SMITH, people.JONES], ids=lambda person: person.key)
def test_other_peoples_numbers_reach_the_form(both: Play, far: SimulatedIdReader, person: IdCard) -> None:
    """Permits of Hong Kong, Macao and Taiwan and both foreigners' cards fill the form as a resident's does."""
    both.begin()
    tap(both, far, person)
    both.say("choose", id="apply")
    both.say("choose", id="RES-REG")
    both.until("Guide")
    both.say("start")
    both.until("Form")
    prefilled = both.session.visit.application.prefilled
    kind = "hmt_permit" if person is people.HO else "foreign_permit"
    assert prefilled["p.id_no"].value == person.number
    assert prefilled["p.id_type"].value == kind
    assert prefilled["p.name"].value == person.name
    assert prefilled["p.birth"].value == person.birth.isoformat()
    assert prefilled["p.sex"].value == ("male" if person.sex == "1" else "female")


def test_the_doctor_sees_both_readers(both: Play, far: SimulatedIdReader) -> None:
    def check() -> Any:
        report = both.terminal.submit("doctor", lambda: diagnose(both.terminal)).result(60)
        return {one.device: one for one in report.checks}

    both.begin()
    sound = check()
    assert (sound["card"].result, sound["id_card"].result) == ("PASS", "PASS")
    assert sound["id_card"].values["module"].startswith("0501")
    assert sound["id_card"].values["reader"] == far.path
    far.fault(Fault.TRUNCATED, times=5)
    looked(far, 6)
    noisy = check()["id_card"]
    assert (noisy.result, int(noisy.values["torn"]) > 3) == ("WARN", True)
    assert noisy.advice
    far.unplug()
    lost = check()["id_card"]
    assert (lost.result, lost.values["card"]) == ("FAIL", "gone")
    assert "--resident" in lost.advice


def test_a_terminal_without_a_slot(enrolled: Path, config_file: Path, far: SimulatedIdReader, build: Build) -> None:
    play = fitted(config_file, far, build, "[card]\nslot = false\n")
    assert set(play.terminal.readers.fitted) == {Reader.PAD}
    assert play.begin().cards == "id"
    play.say("start")
    assert play.screen.cards == "id"
    tap(play, far)
    report = play.terminal.submit("doctor", lambda: diagnose(play.terminal)).result(60)
    assert "card" not in {one.device for one in report.checks}


def test_the_terminal_watches_each_reader_under_its_own_name(both: Play, far: SimulatedIdReader, card: Any) -> None:
    heard: list[Any] = []
    both.terminal.readers.fitted[Reader.PAD].close()
    both.terminal.readers.fitted[Reader.PAD] = ResidentCardReader(far.path)
    both.terminal.link.sender = None  # no hall in this test
    both.terminal.start(heard.append)
    card.tell(CardEvent.INSERTED)
    far.lay(people.CHEN)
    deadline = time.monotonic() + DEADLINE_S
    while len(heard) < 2:
        assert time.monotonic() < deadline, heard
        time.sleep(0.02)
    assert heard == [CardMoved(CardEvent.INSERTED, Reader.SLOT), CardMoved(CardEvent.INSERTED, Reader.PAD)]
