"""The preview's frames: small, and looked at no longer than half of the time."""

import numpy as np
import pytest

from kiosk.papers.auto_shoot import Place, Sight
from kiosk.preview import WIDTH_PX, SparingLook, small
from tests.kiosk.conftest import FakeClock


@pytest.mark.parametrize("width", [640, WIDTH_PX, WIDTH_PX + 1, 1920, 4000])
def test_a_frame_is_made_small_in_its_own_shape(width: int) -> None:
    made = small(np.zeros((width * 3 // 4, width, 3), np.uint8))
    assert WIDTH_PX / 2 <= made.shape[1] <= WIDTH_PX
    assert made.shape[1] / made.shape[0] == pytest.approx(4 / 3, abs=0.01)


def test_a_slow_look_leaves_the_frames_after_it_alone_for_as_long_as_it_took() -> None:
    clock = FakeClock()
    looked: list[float] = []

    def slow(_frame: object, now_s: float) -> Sight:
        looked.append(now_s)
        clock.advance(0.05)
        return Sight(Place.HOLD, hold=len(looked) / 10)

    look = SparingLook(slow, clock)
    began = clock.monotonic()
    holds = []
    for _ in range(10):
        holds.append(look(np.zeros((3, 4, 3), np.uint8)).hold)
        clock.advance(0.02)
    assert holds == sorted(holds)
    assert len(looked) * 0.05 <= (clock.monotonic() - began) / 2 + 0.05
    assert len(looked) >= 3


def test_a_quick_look_sees_every_frame() -> None:
    looked: list[float] = []
    look = SparingLook(lambda _frame, now_s: looked.append(now_s) or Sight(), FakeClock())
    for _ in range(5):
        look(np.zeros((3, 4, 3), np.uint8))
    assert len(looked) == 5
