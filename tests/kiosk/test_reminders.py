"""The cards after signing on: with the hall, without it, and what happens to one that is not wanted (domain 2.7)."""

from datetime import UTC, datetime
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from contract.bodies import Unwanted
from contract.envelope import Kind, bound, new_id
from contract.failures import ENTRIES, Failure
from contract.reminding import Duty, RemindersFound, Told, Unasked
from contract.seal import HallPrivateKey, HallPublicKey
from contract.text import Text
from kiosk.cases import CaseRow
from kiosk.events import QueueMoved
from kiosk.news import LinkMoved, OrdersTaken
from kiosk.steps.home_mine import Mine
from kiosk.steps.reminders import begins
from offline_queue.errors import StoreFull
from tests.kiosk.conftest import Play
from tests.kiosk.test_works import leave

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
AGE = "LONGEVITY-70"  # the person of these tests turned 70 yesterday
ENDORSE = Told(
    id="renewal:RES-ENDORSE",
    duty=Duty.RENEWAL,
    title=Text(zh="居住证签注", en="Permit endorsement"),
    text=Text(zh="满一年", en="a full year"),
    item="RES-ENDORSE",
)


def told(duty: Duty, about: str) -> Told:
    words = Text(zh="说明", en="said")
    return Told(id=f"{duty}:{about}", duty=duty, title=words, text=words, case_id=new_id(), terminal="GZ0009")


class HallThatReminds:
    """The terminal's line to the hall, with what it answers; `meanwhile`: the home screen while it is being asked."""

    def __init__(self, play: Play) -> None:
        self.found = RemindersFound()
        self.error: Exception | None = None
        self.numbers: list[str] = []
        self.meanwhile: Any = None
        self._play = play

    def reminders(self, id_: UUID, id_number: str, key: HallPublicKey) -> RemindersFound:
        home = Event()
        for _look in range(500):
            if self._play.view == "Home":
                break
            home.wait(0.01)
        self.meanwhile = self._play.screen
        self.numbers.append(id_number)
        if self.error:
            raise self.error
        return self.found


@pytest.fixture
def hall(play: Play) -> HallThatReminds:
    """Online, and answering."""
    line = HallThatReminds(play)
    play.terminal.offices = line  # type: ignore[assignment]
    play.terminal.link.online = True
    return line


def shown(play: Play) -> list[tuple[str, bool]]:
    return [(tile.id, tile.enabled) for tile in play.until("Home").reminders]


def test_the_halls_cards_come_first_and_there_are_never_more_than_three(play: Play, hall: HallThatReminds) -> None:
    hall.found = RemindersFound(told=[told(Duty.LAST_DAY, "R0GZ00090000011"), told(Duty.CORRECTION, "7"), ENDORSE])
    play.sign_on()
    assert shown(play) == [("last-day:R0GZ00090000011", False), ("correction:7", False), (ENDORSE.id, True)]
    play.say("begin", id="correction:7")  # it is to be done at another terminal
    assert play.view == "Home"
    play.say("begin", id=ENDORSE.id)
    assert play.view == "Guide"
    assert play.screen.title == "居住证签注"


def test_without_the_network_only_what_the_age_says_is_shown(play: Play, hall: HallThatReminds) -> None:
    hall.found = RemindersFound(told=[ENDORSE])
    play.terminal.link.online = False
    play.sign_on()
    assert (shown(play), hall.numbers) == ([(AGE, True)], [])


def test_a_hall_that_gives_no_answer_leaves_what_the_age_says(play: Play, hall: HallThatReminds) -> None:
    hall.error = OSError("the line broke")
    play.sign_on()
    assert shown(play) == [(AGE, True)]


def test_nothing_stands_there_before_the_hall_has_said_what_is_not_wanted(play: Play, hall: HallThatReminds) -> None:
    hall.found = RemindersFound(unwanted=[AGE])
    play.sign_on()
    assert (hall.meanwhile.view, hall.meanwhile.reminders, shown(play)) == ("Home", [], [])


def test_the_hall_is_asked_once_a_visit(play: Play, hall: HallThatReminds) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("back")
    assert play.until("Home").name
    assert len(hall.numbers) == 1


@pytest.mark.parametrize("why", list(Unasked))
@pytest.mark.parametrize("online", [True, False])
def test_a_card_that_is_not_wanted_goes_at_once_and_the_hall_will_hear_of_it(
    play: Play, hall: HallThatReminds, hall_key: HallPrivateKey, why: Unasked, online: bool
) -> None:
    play.terminal.link.online = online
    play.sign_on()
    play.say("unwanted", id=AGE, why=why.value)
    assert shown(play) == []
    (said,) = waiting(play, hall_key)
    assert (said.reminder, said.why) == (AGE, why)
    assert said.id_number == play.session.visit.identity.id_number
    assert ("网络" in play.session.message.text) is not online  # offline it may come once more, and that is said


def waiting(play: Play, hall_key: HallPrivateKey) -> list[Unwanted]:
    rows = play.terminal.store.read("SELECT id, sealed FROM outbox WHERE kind = 'unwanted'")
    return [
        Unwanted.model_validate_json(hall_key.unseal(row["sealed"], bound(UUID(row["id"]), Kind.UNWANTED, None)))
        for row in rows
    ]


@pytest.mark.parametrize("wrong", [{"id": AGE, "why": "because"}, {"id": "NONE-1", "why": "never"}, {"id": AGE}])
def test_what_the_screen_never_offers_keeps_nothing(play: Play, hall: HallThatReminds, wrong: dict[str, str]) -> None:
    play.sign_on()
    play.say("unwanted", **wrong)
    assert shown(play) == [(AGE, True)]
    assert play.terminal.store.read("SELECT id FROM outbox WHERE kind = 'unwanted'") == []


def test_the_idle_screen_tells_nothing_of_it(play: Play, hall: HallThatReminds) -> None:
    hall.found = RemindersFound(told=[ENDORSE])
    before = repr(play.begin())
    play.card()
    assert shown(play)[0] == (ENDORSE.id, True)
    leave(play)
    assert repr(play.screen) == before


def test_each_correction_begins_its_own_case() -> None:
    first, second = (
        CaseRow(new_id(), ["OLD-CARD"], "P", "N", "to_correct", None, [], NOW, None, correction=b"sealed") for _ in "12"
    )
    asked = told(Duty.CORRECTION, "7").model_copy(update={"case_id": second.case_id})
    began = begins(asked, Mine(cases=[first, second]), None)  # type: ignore[arg-type]  # of a visit nothing is asked
    assert began is not None
    assert began.row.steps[0].args == (second,)  # type: ignore[attr-defined]


def test_news_of_anything_else_does_not_ask_again(play: Play, hall: HallThatReminds) -> None:
    hall.error = OSError("the line broke")
    play.sign_on()
    play.event(QueueMoved(OrdersTaken()))
    assert (shown(play), len(hall.numbers)) == ([(AGE, True)], 1)
    hall.error, hall.found = None, RemindersFound(told=[ENDORSE])
    play.event(QueueMoved(LinkMoved(True)))
    assert shown(play)[0] == (ENDORSE.id, True)


def test_what_could_not_be_kept_is_said(play: Play, hall: HallThatReminds, monkeypatch: pytest.MonkeyPatch) -> None:
    play.sign_on()

    def full(*_: object) -> None:
        raise StoreFull("no room left")

    monkeypatch.setattr(play.terminal.records, "unwanted", full)
    play.say("unwanted", id=AGE, why="never")
    assert play.session.message.text == ENTRIES[Failure.DISK_FULL].sentence.zh
