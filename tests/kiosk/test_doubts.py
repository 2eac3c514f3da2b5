"""Pages that are accepted, then read, and are the wrong ones: said at once, taken again in their place, or left."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.events import Said
from kiosk.papers.background import BackgroundReader
from kiosk.papers.ocr import Reading
from kiosk.papers.quality import Advice
from kiosk.papers.reading import Line
from tests.kiosk.conftest import NUMBER, Play
from tests.kiosk.test_apply import fill, to_form
from workbench.camera.people import PEOPLE
from workbench.world import bank_layout

OTHER = PEOPLE["wang"].id_number
FRONT, BACK = ("姓名陈秀英", f"公民身份号码 {NUMBER}"), ("签发机关 广州市公安局荔湾分局", "有效期限 2016.03.01-长期")
EXPIRED = ("签发机关 广州市公安局荔湾分局", "有效期限 1990.03.01-2010.03.01")
NOT_HERS = ("签发机关 广州市公安局荔湾分局", "有效期限 2016.03.01-2026.03.01")
REGISTER, LICENCE = ("常住人口登记卡", "户主"), ("中华人民共和国机动车驾驶证", "准驾车型 C1")


class ReadingOnDesk:
    """In place of the reading process: what stands on the pages, in the order they are read."""

    def __init__(self, *pages: tuple[str, ...]) -> None:
        self.pages = list(pages)

    def read(self, image: Any) -> Reading:
        box = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
        return Reading(tuple(Line(text, 0.97, box) for text in self.pages.pop(0)))

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def config_file(tmp_path: Path, bank: Any) -> Path:
    path = tmp_path / "terminal.toml"
    line = f'[[locker.lines]]\nname = "a"\nport = "{bank.path}"\nfamily = "8a"'
    path.write_text("\n".join(['terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"', line, *bank_layout()]), "utf-8")
    return path


Reads = Callable[..., Play]


@pytest.fixture
def reads(play: Play) -> Reads:
    """At the camera of a terminal whose reader will find this on the pages."""

    def start(*pages: tuple[str, ...]) -> Play:
        reader: Any = ReadingOnDesk(*pages)
        play.terminal.reading = BackgroundReader(reader, partial(play.terminal.submit, "ocr"))
        to_form(play)
        fill(play)
        return play

    return start


def take(play: Play, pages: int = 1) -> None:
    for _ in range(pages):
        play.say("shoot")
        play.say("accept")


def test_pages_that_are_what_they_should_be_are_not_spoken_of(reads: Reads) -> None:
    play = reads(FRONT, BACK, REGISTER)
    take(play, 3)
    assert play.view == "Prereview", play.screen


@pytest.mark.parametrize(
    ("pages", "advice", "place"),
    [
        ([("姓名王建国", f"公民身份号码 {OTHER}")], Advice.OTHER_PERSON, 0),
        ([FRONT, EXPIRED], Advice.EXPIRED, 1),
        ([FRONT, NOT_HERS], Advice.NOT_TOGETHER, 1),
        ([FRONT, FRONT], Advice.WRONG_SIDE, 1),
        ([LICENCE], Advice.WRONG_KIND, 0),
    ],
)
def test_a_page_that_speaks_against_itself_is_under_review_again_and_taken_anew_in_its_place(
    reads: Reads, pages: list[tuple[str, ...]], advice: Advice, place: int
) -> None:
    play = reads(*pages, *[FRONT, BACK][place:])
    take(play, len(pages))
    shown = play.screen
    assert (shown.state, shown.picture, shown.can_accept) == (
        "review",
        f"advice-{advice.value.replace('_', '-')}",
        False,
    )
    assert not shown.can_anyway
    assert play.session.visit.images["shot"] is play.session.visit.application.pages["ID"][place].picture
    before = [page.number for page in play.session.visit.application.pages["ID"]]
    play.say("retake")
    assert f"重拍第 {place + 1} 页" in play.screen.advice
    take(play)
    after = [page.number for page in play.session.visit.application.pages["ID"]]
    assert (len(after), after[place] > before[place]) == (len(before), True)
    assert play.screen.state != "review", play.screen


def test_after_three_wrong_papers_it_may_be_used_anyway_or_left_to_the_locker(reads: Reads) -> None:
    play = reads(FRONT, BACK, LICENCE, LICENCE, LICENCE)
    take(play, 2)
    for tries in range(1, 4):
        assert (tries == 1) is (play.view == "Capture" and not play.session.visit.application.pages.get("HKB"))
        take(play)
        assert play.until("Capture", state="review").can_anyway == (tries == 3)
        if tries < 3:
            play.say("retake")
    assert play.screen.can_by_locker
    play.say("anyway")
    (page,) = play.session.visit.application.pages["HKB"]
    assert page.advice == Advice.WRONG_KIND.value
    play.say("next")
    assert play.view == "Prereview", play.screen


def test_the_originals_way_takes_the_wrong_page_along(reads: Reads) -> None:
    play = reads(FRONT, BACK, LICENCE, LICENCE, LICENCE)
    take(play, 2)
    for tries in range(1, 4):
        take(play)
        play.until("Capture", state="review")
        play.say("retake" if tries < 3 else "by_locker")
    application = play.session.visit.application
    assert (application.pages["HKB"], application.by_locker) == ([], {"HKB"})
    assert play.view == "Prereview"


def test_a_doubt_waits_while_another_picture_is_looked_at(reads: Reads) -> None:
    play = reads(("姓名王建国", f"公民身份号码 {OTHER}"), BACK)
    play.say("shoot")
    play.session.handle(Said("accept", {}))  # and at once, before it is read, the next side
    play.session.handle(Said("shoot", {}))
    play.drain()
    assert (play.screen.state, play.screen.picture) == ("review", "check-circle")
    play.say("accept")
    assert play.screen.picture == "advice-other-person"


def test_who_wants_nothing_read_is_not_judged_by_it(reads: Reads) -> None:
    play = reads(LICENCE, LICENCE, LICENCE)
    play.session.visit.read_papers = False
    take(play, 3)
    assert play.view == "Prereview"


def test_photograph_again_takes_the_page_that_names_somebody_else(reads: Reads) -> None:
    named = ("户主页", "常住人口登记卡", "姓名陈秀芳")
    play = reads(FRONT, BACK, named, REGISTER)
    take(play, 3)
    assert play.view == "PaperCheck"
    assert [row.can_take for row in play.screen.rows] == [False]
    play.say("again")
    assert (play.view, play.screen.material) == ("Capture", "户口簿")
    assert "重拍第 1 页" in play.screen.advice
    take(play)
    play.say("next")
    assert play.view == "Prereview", play.screen
