"""Papers by the scanner in a visit: real scanimage, SANE's test devices and a network scanner, good and broken."""

import resource
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import pytest

from kiosk.papers.quality import Advice
from tests.kiosk.conftest import Build, Play
from tests.kiosk.test_apply import fill, photograph_all, to_form
from workbench.camera import papers
from workbench.scanner.escl import ScannerFault, SimulatedScanner

CAREFUL_S = 30.0


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedScanner]:
    simulated = SimulatedScanner()
    folder = tmp_path / "sane"
    folder.mkdir()
    simulated.write_config(folder)
    monkeypatch.setenv("SANE_CONFIG_DIR", str(folder))
    yield simulated
    simulated.close()


@pytest.fixture
def config_file(tmp_path: Path, network: SimulatedScanner) -> Path:
    """A terminal without a bank, with a scanner."""
    path = tmp_path / "terminal.toml"
    path.write_text(_settings(network.device, "ADF"), "utf-8")
    return path


def _settings(device: str, feeder: str, *options: str, quiet_s: float = CAREFUL_S) -> str:
    said = f'device = "{device}"\nfeeder = "{feeder}"\nquiet_s = {quiet_s}\noptions = {list(options)}'
    return f'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n[scanner]\n{said}\n'


@pytest.fixture
def started(build: Build, enrolled: Path, config_file: Path) -> Callable[..., Play]:
    """Starts the terminal with a scanner of these settings and goes to its scanner's page."""

    def start(text: str = "") -> Play:
        if text:
            config_file.write_text(text, "utf-8")
        play = build()
        to_form(play)
        fill(play)
        assert play.screen.can_scan
        play.say("scanner")
        assert play.view == "FromScanner"
        return play

    return start


def _pages(play: Play) -> dict[str, Any]:
    return {material: pages for material, pages in play.session.visit.application.pages.items() if pages}


def test_pages_from_the_glass_and_the_rest_by_camera(started: Callable[..., Play], network: SimulatedScanner) -> None:
    network.glass = papers.id_card()
    play = started()
    play.say("glass")
    assert (play.screen.can_accept, play.screen.tone) == (True, "good"), play.screen
    assert len(play.screen.thumbs) == 1
    assert not _pages(play)  # not before it is accepted
    play.say("accept")
    assert play.view == "Capture"
    assert [len(pages) for pages in _pages(play).values()] == [1]
    photograph_all(play)
    assert play.view == "Prereview"


def test_both_sides_of_two_cards_on_the_glass_are_one_scan(
    started: Callable[..., Play], network: SimulatedScanner
) -> None:
    network.beside = [(papers.id_card(), 60, 60, 4.0), (papers.id_card_back(), 60, 150, -3.0)]
    play = started()
    play.say("glass")
    assert (len(play.screen.thumbs), play.screen.tone) == (2, "good"), play.screen
    play.say("accept")
    sizes = [page.picture.shape[:2] for page in _pages(play)["ID"]]
    assert all(abs(height - 425) <= 8 and abs(width - 674) <= 8 for height, width in sizes), sizes


def test_a_pile_in_the_feeder_fills_the_material_and_no_more(
    started: Callable[..., Play], network: SimulatedScanner
) -> None:
    network.feeder = [papers.id_card()] * 8
    play = started()
    most = play.terminal.catalogue.materials[play.session.visit.application.incoming_for].pages_max
    assert most < 8
    play.say("feeder")
    assert len(play.screen.thumbs) == most
    assert "没有保留" in play.screen.message
    assert not play.screen.can_feeder
    play.say("clear")
    assert play.screen.thumbs == []
    play.say("back")
    assert (play.view, _pages(play)) == ("Capture", {})
    photograph_all(play)
    assert play.view == "Prereview"


def test_a_blank_page_is_taken_only_on_purpose(started: Callable[..., Play], network: SimulatedScanner) -> None:
    play = started()
    play.say("glass")  # nothing lies on it
    assert (play.screen.can_accept, play.screen.can_anyway, play.screen.tone) == (False, True, "warn")
    play.say("accept")
    assert play.view == "FromScanner"
    play.say("anyway")
    (pages,) = _pages(play).values()
    assert pages[0].advice == Advice.BLANK.value


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (ScannerFault.JAM, "有纸卡在扫描仪里。"),
        (ScannerFault.TORN, "扫描仪暂时不可用。"),
        (ScannerFault.OFF, "扫描仪暂时不可用。"),
    ],
)
def test_a_broken_scan_is_one_sentence_and_the_next_one_works(
    started: Callable[..., Play], network: SimulatedScanner, fault: ScannerFault, sentence: str
) -> None:
    network.glass = papers.id_card()
    play = started()
    play.say("glass")
    network.feeder, network.fault = [papers.id_card()], fault
    play.say("feeder")
    assert play.screen.message.startswith(sentence)
    assert len(play.screen.thumbs) == 1  # what was scanned before is not lost
    network.feeder, network.fault = [papers.id_card()], None
    play.say("feeder")
    assert (len(play.screen.thumbs), play.screen.tone) == (2, "good")


def test_an_empty_feeder_says_so(started: Callable[..., Play]) -> None:
    play = started()
    play.say("feeder")
    assert play.screen.message.startswith("送纸口里没有纸。")


SLOW = ("--read-delay=yes", "--read-delay-duration=200000", "--read-limit=yes", "--read-limit-size=100")


def test_a_scanner_that_hangs_is_given_up_and_the_camera_goes_on(started: Callable[..., Play]) -> None:
    slow = ("--read-delay=yes", "--read-delay-duration=200000", "--read-limit=yes", "--read-limit-size=1")
    stuck = (*slow, "-x", "200", "-y", "200")  # pauses enough that no busy machine sleeps through them all
    play = started(_settings("test:0", "", *stuck, quiet_s=0.02))
    play.say("glass")
    assert play.screen.message.startswith("扫描仪没有反应")
    play.say("back")
    photograph_all(play)
    assert play.view == "Prereview"


def test_leaving_ends_the_scan_under_way(started: Callable[..., Play]) -> None:
    play = started(_settings("test:0", "", *SLOW))
    play.session.handle(_said("glass"))
    assert not play.screen.can_glass
    play.say("back")  # waits for the scanner's thread as well: it must have come to an end
    assert play.view == "Capture"
    assert play.terminal.scanner.status()["pages"] == "0"


def _said(name: str) -> Any:
    from kiosk.events import Said

    return Said(name)


def test_a_giant_page_costs_no_memory(started: Callable[..., Play]) -> None:
    """200 x 200 mm at 1200 dpi has 89 megapixels."""
    play = started(_settings("test:0", "", "-x", "200", "-y", "200", "--resolution=1200"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    play.say("glass")
    assert play.screen.message.startswith("扫描仪送来的不是完整的图像。")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250_000  # KiB


def test_nothing_of_a_scanned_page_lies_on_a_disk(
    started: Callable[..., Play], network: SimulatedScanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures in any form a careless part would leave: raw, PNM, JPEG or PNG, under the terminal or in its /tmp."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    network.glass = papers.id_card()
    play = started()
    play.say("glass")
    shot = play.session.trail.step._incoming.shots[0]
    play.say("accept")
    page = shot.page.image()
    row = page[len(page) // 8, 40:140]
    marks = [row.tobytes(), cv2.cvtColor(row[None], cv2.COLOR_BGR2RGB).tobytes(), shot.thumb[100:160], b"\xff\xd8\xff"]
    written = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert written  # the store is there
    assert not [mark for mark in marks for data in written if mark in data]
    assert not list(scratch.iterdir())


def test_without_a_scanner_nothing_offers_one(build: Build, enrolled: Path, config_file: Path) -> None:
    config_file.write_text('terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n', "utf-8")
    play = build()
    to_form(play)
    fill(play)
    assert not play.screen.can_scan
    play.say("scanner")
    assert play.view == "Capture"
