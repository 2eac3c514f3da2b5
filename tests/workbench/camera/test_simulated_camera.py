"""The simulated camera, seen by a plain HTTP client that shares no code with it."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import cv2
import numpy as np
import pytest

from kiosk.papers.barcode import read_codes
from workbench.camera import papers
from workbench.camera.people import PEOPLE
from workbench.camera.scene import SceneFault
from workbench.camera.server import SimulatedCamera, WireFault


class Viewer:
    """Reads the multipart stream by its headers."""

    def __init__(self, url: str, timeout_s: float = 3.0) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_s)
        self._connection.request("GET", parts.path)
        self._answer = self._connection.getresponse()
        self.kind = self._answer.headers["Content-Type"]

    def part(self) -> bytes:
        length = None
        while line := self._answer.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            if line == b"\r\n" and length is not None:
                return self._answer.read(length)
        raise EOFError

    def picture(self) -> np.ndarray:
        return cv2.imdecode(np.frombuffer(self.part(), np.uint8), cv2.IMREAD_COLOR)

    def read(self, parts: int) -> None:
        for _ in range(parts):
            self.part()

    def now(self) -> np.ndarray:
        """A picture exposed after the call: what waits in the socket is read away first."""
        while True:
            begun = time.monotonic()
            self.part()
            if time.monotonic() - begun > 0.02:
                return self.picture()

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


@pytest.fixture
def camera() -> Iterator[SimulatedCamera]:
    simulated = SimulatedCamera(960, 720, fps=20)
    yield simulated
    simulated.close()


@pytest.fixture
def viewer(camera: SimulatedCamera) -> Iterator[Viewer]:
    client = Viewer(camera.url)
    yield client
    client.close()


def test_a_multipart_stream_of_jpegs_at_the_asked_rate(camera, viewer):
    assert viewer.kind == "multipart/x-mixed-replace; boundary=frame"
    assert viewer.picture().shape == (720, 960, 3)
    begun = time.monotonic()
    parts = [viewer.part() for _ in range(20)]
    assert 0.7 < time.monotonic() - begun < 2.5
    assert len(set(parts)) > 1, "a photographed scene has living noise"


def test_default_size_and_rate_and_show_returns_once_the_stream_shows_it():
    camera = SimulatedCamera()
    viewer = Viewer(camera.url)
    try:
        assert viewer.picture().shape == (1440, 1920, 3)
        camera.show(papers.envelope("YGT26030200017"))
        assert read_codes(viewer.now()) == ["YGT26030200017"]
        camera.show(None)
        assert read_codes(viewer.now()) == []
        assert camera.shown is None
        viewer.read(6)
        begun = time.monotonic()
        viewer.read(12)
        assert 6 < 12 / (time.monotonic() - begun) < 15
    finally:
        viewer.close()
        camera.close()


def test_scene_faults_change_the_picture_and_ok_restores_it(camera, viewer):
    camera.show(papers.household_register())
    good = viewer.now().astype(int)
    for fault in SceneFault:
        camera.set_faults(fault)
        assert np.abs(viewer.now() - good).mean() > 1.2, fault
    camera.set_faults()
    assert np.abs(viewer.now() - good).mean() < 3


def test_wire_faults(camera, viewer):
    camera.set_faults(WireFault.EMPTY)
    viewer.part()
    assert viewer.part() == b""
    camera.set_faults(WireFault.GARBAGE)
    viewer.part()
    assert cv2.imdecode(np.frombuffer(viewer.part(), np.uint8), 1) is None
    camera.set_faults(WireFault.FREEZE)
    with pytest.raises(TimeoutError):
        viewer.read(5)


def test_unplugged_it_cuts_and_refuses_and_comes_back_under_the_same_url(camera, viewer):
    url = camera.url
    viewer.part()
    camera.unplug()
    with pytest.raises((EOFError, http.client.IncompleteRead, ConnectionError)):
        viewer.read(50)
    with pytest.raises(ConnectionRefusedError):
        Viewer(url)
    camera.plug()
    again = Viewer(url)
    assert again.picture().shape == (720, 960, 3)
    again.close()


def test_it_outlives_a_viewer_killed_in_the_middle(camera):
    program = (
        "import sys, urllib.request as u\nr = u.urlopen(sys.argv[1])\nr.read(1000)\nprint('in', flush=True)\nr.read()"
    )
    process = subprocess.Popen([sys.executable, "-c", program, camera.url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    process.kill()
    process.wait(5)
    process.stdout.close()
    client = Viewer(camera.url)
    assert client.picture().shape == (720, 960, 3)
    client.close()


def test_papers_are_specimens_of_people_who_do_not_exist():
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for person in PEOPLE.values():
        total = sum(int(digit) * weight for digit, weight in zip(person.id_number, weights, strict=False))
        assert person.id_number[17] == "10X98765432"[total % 11]
        assert person.id_number[14:16] == "00" or int(person.id_number[6:10]) < 1900, "could be a real person"
    for make in (papers.id_card, papers.id_card_back, papers.household_register, papers.residence_permit, papers.photo):
        for person in (PEOPLE["chen"], PEOPLE["mai"]):
            image = make(person).image.astype(int)
            red = (image[..., 2] - image[..., 1] > 12) & (image[..., 2] > 150)
            assert red.mean() > 0.02, f"{make.__name__} of {person.name} bears no specimen mark"


def test_true_sizes():
    assert papers.id_card().size_mm == pytest.approx((85.6, 54), abs=0.1)
    assert papers.envelope("A").size_mm == (229, 162)


def test_by_hand():
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench.camera"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        client = Viewer(process.stdout.readline().strip(), timeout_s=10)
        print("envelope HAND-1", file=process.stdin, flush=True)
        deadline = time.monotonic() + 8
        while read_codes(client.picture()) != ["HAND-1"]:
            assert time.monotonic() < deadline
        client.close()
        print("nonsense\nquit", file=process.stdin, flush=True)
        assert "papers:" in process.stdout.read()
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.stdin.close()
        process.stdout.close()
