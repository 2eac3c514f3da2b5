"""Papers from a phone in a visit: a real hall over HTTP, a phone that posts to its page, good files and bad ones."""

import io
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import pytest
import requests
from PIL import Image as Picture

from contract.orders import Enrolled
from drivers.capture import pdf
from drivers.child import Limits
from kiosk import keys, rows
from kiosk.step import Begin
from offline_queue.post import enrol
from tests.contract.test_picture import jpeg_of
from tests.drivers.capture.test_pdf import bomb
from tests.kiosk.conftest import Build, FakeClock, Play, photograph
from tests.kiosk.test_apply import fill, photograph_all, to_form

ROOT = Path(__file__).resolve().parents[2]
HELD_S = 4.0  # two looks at the hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Callable[..., str]]]:
    """(base URL, its command line)."""
    folder = tmp_path_factory.mktemp("hall")
    env = {**os.environ, "HALL_DATA": str(folder), "DATABASE_URL": "", "PYTHONPATH": str(ROOT)}

    def command(*words: str) -> str:
        line = [sys.executable, "-m", "hall", *words]
        return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=60).stdout

    line = [sys.executable, "-m", "hall", "serve", "--port", "0"]
    with subprocess.Popen(line, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield next(text for text in server.stdout if "listening" in text).split()[-1], command
        finally:
            server.send_signal(signal.SIGTERM)


@pytest.fixture
def config_file(tmp_path: Path, hall: tuple[str, Any]) -> Path:
    path = tmp_path / "terminal.toml"
    path.write_text(f'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n[hall]\nurl = "{hall[0]}"\n', "utf-8")
    return path


@pytest.fixture(scope="module")
def known(hall: tuple[str, Callable[..., str]], tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Enrolled]:
    """The terminal's own key and what the real hall answered to it."""
    url, command = hall
    code = command("terminal", "add", "GZ0001", "--site", "恩宁社区").split()[-1]
    own = keys.own_key(tmp_path_factory.mktemp("own"))
    clock = FakeClock()
    clock.time = datetime.now(UTC)
    return own, enrol(url, "GZ0001", code, own, clock)


@pytest.fixture
def started(build: Build, known: tuple[Any, Enrolled], tmp_path: Path, clock: FakeClock) -> Play:
    """An enrolled terminal whose resident has asked to send papers from a phone."""
    folder = tmp_path / "data" / "keys"
    keys.keep(folder, known[1])
    (folder / "terminal.key").write_bytes(known[0].private_bytes_raw())
    clock.time = datetime.now(UTC)
    return to_phone(build())


def to_phone(play: Play) -> Play:
    to_form(play)
    fill(play)
    assert play.view == "Capture"
    play.session.visit.application.incoming_for = "ID"
    play.session.trail.follow(Begin(rows.FROM_PHONE))
    play.drain()
    assert play.view == "FromPhone"
    return play


def send(play: Play, hall: tuple[str, Any], data: bytes) -> requests.Response:
    token = play.session.visit.images["qr/phone"].rpartition("/")[2]
    return requests.post(f"{hall[0]}/p/{token}", files={"page": ("page.jpg", data)}, timeout=30)


def photo() -> bytes:
    return bytes(cv2.imencode(".jpg", photograph("id_card"))[1])


def pdf_of(pages: int) -> bytes:
    pictures = [Picture.new("L", (600, 400), 255) for _ in range(pages)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def test_a_picture_appears_is_judged_and_kept_and_nothing_of_it_lies_on_a_disk(
    started: Play, hall: tuple[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    assert started.screen.qr
    assert "扫码" in started.screen.message
    assert send(started, hall, photo()).status_code == 200
    started.wait(HELD_S)
    assert (started.screen.can_accept, started.screen.tone) == (True, "good"), started.screen
    shot = started.session.trail.step._incoming.shots[0]
    started.say("accept")
    assert started.view == "Capture"
    assert [len(pages) for pages in started.session.visit.application.pages.values()] == [1]
    page = shot.page.image()
    row = page[len(page) // 8, 40:140]
    forms = [row.tobytes(), cv2.cvtColor(row[None], cv2.COLOR_BGR2RGB).tobytes(), shot.thumb[100:160]]
    marks = [*forms, photo()[2000:2100], b"\xff\xd8\xff\xe0\x00\x10JFIF"]
    written = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert written
    assert not [mark for mark in marks for data in written if mark in data]
    assert not list(scratch.iterdir())


def test_a_pdf_fills_the_material_and_no_more(started: Play, hall: tuple[str, Any]) -> None:
    most = started.terminal.catalogue.materials["ID"].pages_max
    send(started, hall, pdf_of(most + 2))
    started.wait(HELD_S)
    assert len(started.screen.thumbs) == most
    started.say("clear")
    assert started.screen.thumbs == []
    started.say("back")
    photograph_all(started)
    assert started.view != "Capture"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("bomb", "手机传来的文件太大或太复杂"), ("torn", "手机传来的文件打不开"), ("broken pdf", "手机传来的文件打不开")],
)
def test_a_bad_file_is_one_sentence_costs_no_memory_and_the_next_one_works(
    started: Play, hall: tuple[str, Any], monkeypatch: pytest.MonkeyPatch, name: str, sentence: str
) -> None:
    monkeypatch.setattr(pdf, "_LIMITS", Limits(memory_bytes=600_000_000, cpu_s=1))
    torn = jpeg_of(64, 48)
    data = {"bomb": bomb(), "torn": torn[: torn.index(b"\xff\xda")], "broken pdf": b"%PDF-1.7\n" + b"x" * 300}[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert send(started, hall, data).status_code == 200
    started.wait(HELD_S)
    assert started.screen.message.startswith(sentence)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 250_000  # KiB
    send(started, hall, photo())
    started.wait(HELD_S)
    assert (len(started.screen.thumbs), started.screen.tone) == (1, "good")


@pytest.mark.parametrize("data", [b"MZ\x90\x00" + b"\0" * 500, jpeg_of(10_000, 10_000)], ids=["exe", "100 MP"])
def test_what_the_hall_refuses_never_reaches_the_terminal(started: Play, hall: tuple[str, Any], data: bytes) -> None:
    assert send(started, hall, data).status_code in (413, 415)
    started.wait(HELD_S)
    assert (started.screen.thumbs, started.screen.tone) == ([], "plain")


def test_leaving_closes_the_link_and_a_link_that_is_over_is_opened_anew(started: Play, hall: tuple[str, Any]) -> None:
    step = started.session.trail.step
    first = started.session.visit.images["qr/phone"]
    started.terminal.close_hand_over()
    started.wait(HELD_S)
    assert started.screen.message.startswith("手机上的链接已失效")
    assert (started.screen.qr, step.never_idle(started.session)) == ("", False)
    started.say("again")
    assert started.screen.qr
    second = started.session.visit.images["qr/phone"]
    assert second != first
    started.say("back")
    assert started.view == "Capture"
    started.drain()
    for url in (first, second):
        assert requests.get(f"{hall[0]}/p/{url.rpartition('/')[2]}", timeout=30).status_code == 410


def test_without_a_hall_it_says_why_and_the_camera_goes_on(build: Build, enrolled: Path, config_file: Path) -> None:
    config_file.write_text(
        'terminal = "GZ0001"\nsite = "恩宁社区"\ndata = "data"\n[hall]\nurl = "http://127.0.0.1:9"\n', "utf-8"
    )
    play = to_phone(build())
    assert play.screen.message.startswith("网络不通,现在不能从手机传材料。")
    assert (play.screen.qr, play.screen.can_again) == ("", True)
    play.say("back")
    photograph_all(play)
    assert play.view != "Capture"
