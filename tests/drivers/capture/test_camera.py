"""The camera driver against a real HTTP stream, healthy and broken."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from drivers.capture.camera import OpenCvCamera
from drivers.capture.errors import BadFrame, CameraLost
from workbench.camera import papers
from workbench.camera.drawing import Paper, Pen
from workbench.camera.server import SimulatedCamera, WireFault

WIDTH, HEIGHT = 640, 480


def sheet(level: int) -> Paper:
    return Pen(300, 220, (level, level, level)).paper(f"grey-{level}")


def middle(picture: np.ndarray) -> float:
    return float(picture[HEIGHT // 2 - 9 : HEIGHT // 2 + 9, WIDTH // 2 - 9 : WIDTH // 2 + 9].mean())


def until(true: Callable[[], bool], within_s: float = 5.0) -> bool:
    deadline = time.monotonic() + within_s
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()


@pytest.fixture
def simulated() -> Iterator[SimulatedCamera]:
    camera = SimulatedCamera(WIDTH, HEIGHT, fps=25)
    yield camera
    camera.close()


@pytest.fixture
def camera(simulated: SimulatedCamera) -> Iterator[OpenCvCamera]:
    driver = OpenCvCamera(simulated.url, wait_s=0.4, still_deadline_s=1.0)
    yield driver
    driver.close()


def test_a_still_is_taken_after_the_call_even_with_the_preview_running(simulated, camera):
    camera.start(lambda picture: None)
    for level in (240, 60, 200, 120):
        simulated.show(sheet(level))
        assert middle(camera.still()) == pytest.approx(level * 0.92, abs=22)


def test_a_still_is_fresh_even_when_old_pictures_piled_up_in_the_socket(simulated, camera, monkeypatch):
    """The grabbing thread is held up, as on a machine short of time, while the table changes."""
    gate, pass_on = threading.Event(), camera._pass_on
    gate.set()

    def held_up(picture: np.ndarray) -> None:
        gate.wait(5)
        pass_on(picture)

    monkeypatch.setattr(camera, "_pass_on", held_up)
    simulated.show(sheet(240))
    camera.start(lambda picture: None)
    camera.still()
    gate.clear()
    time.sleep(0.5)  # a dozen pictures of the light sheet wait in the socket
    simulated.show(sheet(60))
    threading.Timer(0.1, gate.set).start()
    assert middle(camera.still()) < 100


def test_a_still_needs_no_preview_and_lets_the_device_go_again(simulated, camera):
    assert camera.still().shape == (HEIGHT, WIDTH, 3)
    assert until(lambda: simulated.viewers == 0)
    assert camera.status()["open"] == "no"


def test_the_preview_delivers_the_streams_rate_and_stops(simulated, camera):
    seen: list[float] = []
    camera.start(lambda picture: seen.append(time.monotonic()))
    assert until(lambda: len(seen) > 25)
    assert 10 < float(camera.status()["fps"]) < 32
    camera.stop()
    assert camera.status()["open"] == "no"
    assert until(lambda: simulated.viewers == 0)
    count = len(seen)
    simulated.show(sheet(100))
    assert len(seen) <= count + 1


def test_a_slow_viewer_gets_the_newest_and_does_not_delay_a_still(simulated, camera):
    gate, levels = threading.Event(), []

    def slow(picture: np.ndarray) -> None:
        levels.append(middle(picture))
        gate.wait(10)

    simulated.show(sheet(230))
    camera.start(slow)
    assert until(lambda: len(levels) == 1)
    simulated.show(sheet(60))
    assert middle(camera.still()) < 100  # twenty frames later the viewer is still busy with the first
    gate.set()
    assert until(lambda: len(levels) > 1)
    assert levels[1] < 100


def test_a_failing_viewer_is_reported_and_does_not_blind_the_camera(simulated, camera, caplog):
    def fails(picture: np.ndarray) -> None:
        raise ValueError("viewer broke")

    camera.start(fails)
    assert until(lambda: any("viewer broke" in str(record.exc_info) for record in caplog.records))
    assert camera.still().shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("fault", list(WireFault))
def test_a_broken_stream_raises_within_the_deadline_and_heals_by_itself(simulated, camera, fault):
    frames: list[int] = []
    camera.start(lambda picture: frames.append(1))
    assert until(lambda: len(frames) > 2)
    simulated.set_faults(fault)
    until(lambda: camera.status()["lost"] != "0", 3)
    begun = time.monotonic()
    with pytest.raises(CameraLost):
        camera.still()
    assert time.monotonic() - begun < 1.5
    simulated.set_faults()
    count = len(frames)
    assert until(lambda: len(frames) > count + 3, 8), "the preview did not come back by itself"
    assert camera.still().shape == (HEIGHT, WIDTH, 3)


def test_garbage_is_told_from_absence(simulated, camera):
    simulated.set_faults(WireFault.GARBAGE)
    with pytest.raises(BadFrame):
        camera.still()


def test_unplugged_and_plugged_again(simulated, camera, caplog):
    caplog.set_level(logging.WARNING)
    frames: list[int] = []
    camera.start(lambda picture: frames.append(1))
    assert until(lambda: bool(frames))
    simulated.unplug()
    begun = time.monotonic()
    with pytest.raises(CameraLost):
        camera.still()
    assert time.monotonic() - begun < 1.5
    assert until(lambda: int(camera.status()["lost"]) >= 3)
    assert "cannot be opened" in camera.status()["last_error"]
    assert sum("camera lost" in record.message for record in caplog.records) <= 2
    simulated.plug()
    begun = time.monotonic()
    camera.still()
    assert time.monotonic() - begun < 0.9, "a still must not sit out the back-off"
    count = len(frames)
    assert until(lambda: len(frames) > count)


def test_an_absurdly_large_picture_is_refused(simulated):
    driver = OpenCvCamera(simulated.url, wait_s=0.4, still_deadline_s=0.6, max_pixels=WIDTH * HEIGHT - 1)
    try:
        with pytest.raises(BadFrame, match="640 x 480"):
            driver.still()
    finally:
        driver.close()


def test_a_device_that_is_not_there(tmp_path):
    driver = OpenCvCamera(str(tmp_path / "video9"), still_deadline_s=1.5)
    try:
        with pytest.raises(CameraLost, match="cannot be opened"):
            driver.still()
        assert driver.status()["open"] == "no"
    finally:
        driver.close()


def test_close_is_final_and_quick_even_on_a_frozen_stream(simulated, camera):
    camera.start(lambda picture: None)
    camera.still()
    simulated.set_faults(WireFault.FREEZE)
    begun = time.monotonic()
    camera.close()
    assert time.monotonic() - begun < 1.0
    with pytest.raises(CameraLost, match="closed"):
        camera.still()


def test_specimens_reach_the_driver_in_colour(simulated, camera):
    simulated.show(papers.envelope("YGT-1"))
    blue, _, red = camera.still()[HEIGHT // 2 - 60, WIDTH // 2].astype(int)
    assert red > blue + 30  # brown paper, and BGR order
