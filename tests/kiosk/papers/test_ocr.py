"""Pages read in a process of their own: what is read, and what becomes of it when it is killed or hangs."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from datetime import date

import numpy as np
import pytest

from kiosk.papers.doubt import Doubt, doubt_in
from kiosk.papers.kept import Kept
from kiosk.papers.ocr import OcrCrashed, OcrTimeout, PageReader
from kiosk.papers.quality import Advice, look, readied
from kiosk.visit import CapturedPage
from workbench.camera.people import CHEN, PEOPLE

_HANG = (sys.executable, "-c", "import sys, time; sys.stdin.buffer.read(12); time.sleep(600)")
_DIE = (sys.executable, "-c", "import sys; sys.stdin.buffer.read(12)")


@pytest.fixture(scope="module")
def reader():
    reader = PageReader(limit_s=120)
    yield reader
    reader.close()


def _wait_until(true, limit_s=60.0):
    end = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def test_a_photographed_card_is_read(reader, shoot):
    page = look(shoot("id_card")).page
    lines = reader.read(page).lines
    number = next(line for line in lines if line.text == "440103195603010005")
    assert number.confidence > 0.8
    height, width = page.shape[:2]
    assert all(0 <= x <= width and height * 0.7 <= y <= height for x, y in number.box), "at the card's foot"
    assert any("陈秀英" in line.text for line in lines)


def test_what_is_read_on_real_pages_tells_one_card_from_another_and_right_papers_from_wrong_ones(reader, shoot):
    """One reading a page; who holds which card, and which material was asked for, changes around it."""

    def page(name):
        image = readied(look(shoot(name)).page)
        read = Future()
        read.set_result(reader.read(image))
        return CapturedPage(Kept(image), b"", reading=read)

    front, register = page("id_card"), page("household_register")
    today, hers, his = date(2026, 3, 2), CHEN.id_number, PEOPLE["wang"].id_number
    assert doubt_in({"ID": [front], "HKB": [register], "ADDR": [front]}, hers, today) is None
    assert doubt_in({"ID": [front]}, his, today) == Doubt("ID", 0, Advice.OTHER_PERSON)
    assert doubt_in({"HKB": [register, front]}, hers, today) == Doubt("HKB", 1, Advice.WRONG_KIND)


def test_codes_are_part_of_the_reading(reader, shoot):
    assert reader.read(look(shoot("envelope")).page).codes == ("YGT26030200017",)


def test_an_empty_page_has_no_lines(reader):
    assert reader.read(np.full((300, 400, 3), 240, np.uint8)).lines == ()


def test_killed_in_mid_read_it_is_started_again_and_the_page_read(reader, shoot):
    page = look(shoot("id_card")).page
    reader.read(page)
    first = reader.process_id
    os.kill(first, signal.SIGSTOP)  # so that it is surely in the middle of the page when it is killed
    answers = []
    thread = threading.Thread(target=lambda: answers.append(reader.read(page)))
    thread.start()
    os.kill(first, signal.SIGKILL)
    thread.join(120)
    assert any("440103195603010005" in line.text for line in answers[0].lines)
    assert reader.process_id not in (None, first)


def test_a_page_that_hangs_is_given_up_and_its_process_ended():
    reader = PageReader(limit_s=0.5, command=_HANG)
    with pytest.raises(OcrTimeout):
        reader.read(np.zeros((2000, 2000, 3), np.uint8))
    assert reader.process_id is None


def test_a_page_that_kills_the_reader_twice_is_given_up():
    with pytest.raises(OcrCrashed):
        PageReader(command=_DIE).read(np.zeros((2000, 2000, 3), np.uint8))


def test_closing_ends_a_read_in_hand():
    reader = PageReader(limit_s=120, command=_HANG)
    failed = threading.Event()

    def read():
        with pytest.raises(Exception, match=r"closed|ended"):
            reader.read(np.zeros((10, 10, 3), np.uint8))
        failed.set()

    threading.Thread(target=read, daemon=True).start()
    _wait_until(lambda: reader.process_id is not None)
    reader.close()
    assert failed.wait(30)


@pytest.mark.parametrize(
    "attempt",
    ["socket.create_connection(('127.0.0.1', 9))", "open('/tmp/page', 'wb')", "os.open('/tmp/p', os.O_CREAT)"],
)
def test_the_process_can_neither_connect_nor_write(attempt):
    code = f"import os, socket, kiosk.papers.ocr_worker as w; w.forbid_disk_and_network(); {attempt}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "PermissionError: the reader of papers" in done.stderr
