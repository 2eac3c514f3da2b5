"""The second hand-in (补正) at the terminal: exactly what is asked for, by nobody but the person (domain 2.0)."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contract.asked_pictures import AskedPicture
from contract.bodies import Supplement
from contract.correction import Asked, AskedOfOne, NotTheirs, Wants, open_for, seal_for
from contract.envelope import Kind, bound
from contract.orders import CaseNews, TaskNews
from contract.seal import HallPrivateKey
from drivers.roles import CardEvent
from offline_queue.errors import StoreFull
from offline_queue.line import Reason, Unreachable
from tests.kiosk.conftest import NUMBER, PERSON_KEY, Play
from tests.kiosk.test_apply import ITEM, STROKES, hand_in, photograph_all

WORDS = "「居民身份证」看不清或有反光,请重新拍摄"
UNTIL = date(2026, 3, 23)
CASE = "11440103MB00T0017W5449990001000202603020012"


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    return path


def asked(*materials: str, fields: tuple[str, ...] = (), id_: int = 7) -> AskedOfOne:
    wants = Wants(words=(WORDS,), materials=materials, fields=fields)
    return AskedOfOne(lists=(Asked(id=id_, items=(ITEM,), until=UNTIL, wants=wants),))


def tell(play: Play, case_id: UUID, said: AskedOfOne | None, number: str = NUMBER) -> None:
    """The hall's word on the case, as the orders bring it."""
    sealed = seal_for(number, PERSON_KEY, case_id, said) if said else None
    news: dict[str, Any] = {
        "case_id": case_id,
        "number": CASE,
        "state": "to_correct" if said else "received",
        "updated_at": datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
        "tasks": [TaskNews(item=ITEM, state="pending")],
    }
    case = CaseNews(**news).model_copy(update={"correction": sealed, "correct_by": said.until if said else None})
    play.terminal.submit("queue", lambda: play.terminal.cases.news([case])).result(10)
    play.drain()


def case_at_home(play: Play, said: AskedOfOne | None, number: str = NUMBER) -> UUID:
    """A case was handed in, the hall asks for something, and the person is back."""
    hand_in(play)
    case_id = play.session.visit.application.case_id
    assert case_id is not None
    play.say("finish")
    play.card(CardEvent.REMOVED)
    play.until("Attract", 60)
    tell(play, case_id, said, number)
    play.card()
    play.until("Home")
    return case_id


def supplements(play: Play, hall_key: HallPrivateKey) -> list[Supplement]:
    rows = play.terminal.store.read("SELECT id, case_id, sealed FROM outbox WHERE kind = 'supplement' ORDER BY seq")
    ids = [(UUID(row["id"]), UUID(row["case_id"]), row["sealed"]) for row in rows]
    return [
        Supplement.model_validate_json(hall_key.unseal(sealed, bound(id_, Kind.SUPPLEMENT, case_id)))
        for id_, case_id, sealed in ids
    ]


def tiles(play: Play) -> list[str]:
    return [tile.id for tile in play.screen.tiles]


def test_a_resident_hands_in_exactly_what_is_asked_for(play: Play, hall_key: HallPrivateKey) -> None:
    case_id = case_at_home(play, asked("ID", fields=("p.mobile",)))
    play.say("choose", id="correct")
    assert play.view == "Correction"
    assert [row.value for section in play.screen.sections for row in section.rows] == [WORDS]
    assert UNTIL.isoformat() in play.screen.until
    assert [todo.icon for todo in play.screen.todo] == ["edit", "camera", "sign"]
    play.say("start")
    assert [question.id for question in play.screen.questions] == ["p.mobile"]
    play.say("next")
    assert play.screen.questions[0].error  # an empty answer is no answer
    play.say("edit", field="p.mobile", value="13900000000")
    play.say("next")
    assert play.view == "Capture"
    photograph_all(play)
    assert play.view == "Sign"
    play.say("sign", strokes=STROKES)
    receipt = play.until("Receipt")
    assert receipt.number == CASE
    (said,) = supplements(play, hall_key)
    assert said.corrections == [7]
    assert [filed.material for filed in said.materials] == ["ID"]
    assert {field: answer.value for field, answer in said.answers.items()} == {"p.mobile": "13900000000"}
    papers = play.terminal.store.read("SELECT case_id FROM outbox WHERE kind = 'paper' ORDER BY seq")
    assert papers[-1]["case_id"] == str(case_id)


def test_it_is_not_asked_for_twice_until_the_hall_asks_anew(play: Play) -> None:
    case_id = case_at_home(play, asked(fields=("p.mobile",)))
    play.say("choose", id="correct")
    play.say("start")
    play.say("edit", field="p.mobile", value="13900000000")
    play.say("next")
    play.say("sign", strokes=STROKES)
    play.until("Receipt")
    play.say("finish")
    play.card(CardEvent.REMOVED)
    play.until("Attract", 60)
    tell(play, case_id, asked(fields=("p.mobile",)))  # the orders were written before the hall had it
    play.card()
    play.until("Home")
    assert "correct" not in tiles(play)
    tell(play, case_id, asked("HKB", id_=8))
    play.say("choose", id="cases")
    play.say("back")
    play.until("Home")
    assert "correct" in tiles(play)


class Line:
    """The terminal's line to the hall, with what it answers."""

    def __init__(self) -> None:
        self.found: list[AskedPicture] | Exception = [
            AskedPicture.model_construct(material="ID", jpeg=b"jpeg 1"),
            AskedPicture.model_construct(material="HKB", jpeg=b"jpeg 2"),
        ]
        self.asked: list[tuple[UUID, str]] = []

    def pictures(self, case_id: UUID, id_number: str, key: Any) -> list[AskedPicture]:
        self.asked.append((case_id, id_number))
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def test_16_what_was_handed_in_is_shown_beside_the_words_and_kept_nowhere(play: Play) -> None:
    case_id, line = case_at_home(play, asked("ID", "HKB")), Line()
    play.terminal.offices, play.terminal.link.online = line, True  # type: ignore[assignment]
    play.say("choose", id="correct")
    assert line.asked == [(case_id, NUMBER)]
    assert play.screen.pictures == [f"asked/0/{case_id}", f"asked/1/{case_id}"]
    assert play.session.visit.images["asked"] == [b"jpeg 1", b"jpeg 2"]
    assert not play.screen.pictures_note
    play.say("back")
    play.until("Home")
    assert "asked" not in play.session.visit.images


@pytest.mark.parametrize("online", [True, False])
def test_without_the_hall_a_correction_is_begun_without_its_pictures(play: Play, online: bool) -> None:
    case_at_home(play, asked("ID"))
    line = Line()
    line.found = Unreachable(Reason.UNREACHABLE, "gone")
    play.terminal.offices, play.terminal.link.online = line, online  # type: ignore[assignment]
    play.say("choose", id="correct")
    assert (play.view, len(line.asked), play.screen.pictures) == ("Correction", int(online), [])
    assert "取不到" in play.screen.pictures_note
    assert play.screen.can_start
    play.say("start")
    assert play.view == "Capture"


def test_where_only_answers_are_asked_for_no_picture_is(play: Play) -> None:
    case_at_home(play, asked(fields=("p.mobile",)))
    line = play.terminal.offices = Line()  # type: ignore[assignment]
    play.terminal.link.online = True
    play.say("choose", id="correct")
    assert (line.asked, play.screen.pictures_note) == ([], "")


def test_an_original_asked_for_goes_into_a_new_envelope(play: Play, hall_key: HallPrivateKey) -> None:
    case_at_home(play, asked("HKB"))
    before = play.terminal.cases.of(play.session.visit.person_tag)[0].parcel
    play.say("choose", id="correct")
    assert [todo.icon for todo in play.screen.todo] == ["camera", "locker", "sign"]
    play.say("start")
    photograph_all(play)
    play.say("sign", strokes=STROKES)
    receipt = play.until("Receipt")
    assert receipt.has_originals
    (said,) = supplements(play, hall_key)
    assert said.originals_parcel
    assert said.originals_parcel != before
    assert said.materials[0].original


def test_past_the_last_day_nothing_is_begun(play: Play) -> None:
    case_at_home(play, asked("ID"))
    play.clock.time = datetime(2026, 3, 24, 1, 0, tzinfo=UTC)
    play.say("choose", id="correct")
    assert not play.screen.can_start
    play.say("start")
    assert play.view == "Correction"


def test_a_full_disk_takes_nothing_and_the_second_try_goes(
    play: Play, hall_key: HallPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_at_home(play, asked("ID"))
    play.say("choose", id="correct")
    play.say("start")
    photograph_all(play)
    with monkeypatch.context() as full:
        full.setattr(play.terminal.filing._store, "enqueue", _full)
        play.say("sign", strokes=STROKES)
        play.until("Fault")
        assert supplements(play, hall_key) == []
    play.say("retry")
    play.until("Receipt")
    assert len(supplements(play, hall_key)) == 1


def _full(*_arguments: Any, **_named: Any) -> None:
    raise StoreFull("no room")


def test_nothing_of_the_list_can_be_read_on_the_disk(play: Play) -> None:
    case_at_home(play, asked("ID"))
    assert WORDS.encode() not in play.on_disk()


def test_only_the_persons_own_number_opens_the_list() -> None:
    case_id, other = UUID(int=1), UUID(int=2)
    said = asked("ID")
    sealed = seal_for(NUMBER, PERSON_KEY, case_id, said)
    assert open_for(NUMBER, PERSON_KEY, case_id, sealed) == said
    assert seal_for(NUMBER, PERSON_KEY, case_id, said) == sealed  # an unchanged order stays unchanged
    for number, key, case, blob in (
        ("440103198802290007", PERSON_KEY, case_id, sealed),
        (NUMBER, b"q" * 32, case_id, sealed),
        (NUMBER, PERSON_KEY, other, sealed),
        (NUMBER, PERSON_KEY, case_id, sealed[:-1] + bytes([sealed[-1] ^ 1])),
    ):
        with pytest.raises(NotTheirs):
            open_for(number, key, case, blob)


def test_a_list_sealed_to_somebody_else_is_a_failure_and_shows_nothing(play: Play) -> None:
    case_at_home(play, asked("ID"), number="440103198802290007")
    play.say("choose", id="correct")
    assert play.view == "Fault"
    assert WORDS not in repr(play.screen)
