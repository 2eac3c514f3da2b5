"""Faults planted in known pages on several grounds: each is named, and nothing is said of a clean page."""

import functools

import cv2
import numpy as np
import pytest

from kiosk.papers.judge.blank import is_blank
from kiosk.papers.judge.glare import has_glare
from kiosk.papers.judge.place import is_too_far, wanted_dpi
from kiosk.papers.quality import Advice, look_at
from workbench.camera.drawing import Pen
from workbench.scenes.faults import Fault, Laid, spoilt
from workbench.scenes.known import Ground, laid, sheet

FRAME = (2000, 1500)
GOOD = (("id_card", Ground.MAT), ("household_register", Ground.LIGHT), ("residence_permit", Ground.WOOD))


@functools.lru_cache(maxsize=8)
def _good(name: str, ground: Ground) -> Laid:
    return laid(sheet(name, 1), ground, 3, FRAME)


def _advice(scene: Laid) -> tuple[Advice, ...]:
    return look_at(scene.image, scene.corners, size_mm=scene.size_mm).advice


@pytest.mark.parametrize(("name", "ground"), [*GOOD, ("id_card_back", Ground.SHADED), ("photo", Ground.CLOTH)])
def test_nothing_is_said_of_a_good_page(name, ground):
    assert _advice(_good(name, ground)) == ()


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize(("name", "ground"), GOOD)
def test_a_planted_fault_is_named(name, ground, fault):
    said = _advice(spoilt(_good(name, ground), fault, np.random.default_rng(4)))
    assert Advice(fault.value) in said
    if fault not in (Fault.CUT_OFF, Fault.TOO_FAR):
        assert len(said) == 1


@pytest.mark.parametrize("degrees", [0, 45, 90])
def test_a_page_moved_in_one_direction_is_blurred(degrees):
    good = _good("household_register", Ground.LIGHT)
    kernel = np.zeros((25, 25), np.float32)
    kernel[12, 4:21] = 1 / 17
    turn = cv2.getRotationMatrix2D((12, 12), degrees, 1)
    moved = cv2.filter2D(good.image, -1, cv2.warpAffine(kernel, turn, (25, 25)))
    assert _advice(Laid(moved, good.corners, good.size_mm)) == (Advice.BLURRED,)


def test_one_line_on_a_large_sheet_is_not_blank_and_ruled_lines_are():
    pen = Pen(210, 297, (249, 249, 247))
    for y in range(40, 280, 9):
        pen.line((20, y), (190, y), ink=(120, 120, 130))
    assert is_blank(_flat(pen))
    pen.text((30, 60), "情况属实，同意申请。", 7)
    assert not is_blank(_flat(pen))


def _flat(pen: Pen) -> np.ndarray:
    image = pen.paper("ruled").image
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, (1654, 2339), interpolation=cv2.INTER_AREA)


def test_a_light_on_an_empty_margin_covers_nothing():
    good = _good("household_register", Ground.LIGHT)
    page_only = look_at(good.image, good.corners, size_mm=good.size_mm).page
    sheet_of_paper = np.full((2339, 1654, 3), 225, np.uint8)
    sheet_of_paper[1300 : 1300 + 600, 300:1100] = cv2.resize(page_only, (800, 600))
    cv2.circle(sheet_of_paper, (800, 400), 120, (255, 255, 255), -1)
    assert not has_glare(cv2.cvtColor(sheet_of_paper, cv2.COLOR_BGR2GRAY))
    cv2.circle(sheet_of_paper, (700, 1600), 120, (255, 255, 255), -1)
    assert has_glare(cv2.cvtColor(sheet_of_paper, cv2.COLOR_BGR2GRAY))


def test_a_small_camera_is_not_the_residents_fault():
    assert wanted_dpi(4000) == 200
    assert wanted_dpi(1920) == pytest.approx(0.85 * 1920 / 360 * 25.4)
    good = _good("id_card", Ground.MAT)
    assert not is_too_far(good.image, good.corners)
    assert is_too_far(good.image, good.corners, least_dpi=200)
