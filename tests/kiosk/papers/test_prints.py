"""Portrait prints: found on the mat, on a sheet and on the glass; their ground, head and sharpness judged."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.papers.page import MM_PER_INCH, turned
from kiosk.papers.portrait import Background, is_portrait_size, portrait, upright_portrait
from kiosk.papers.print_look import look_for_print, looks_at_prints
from kiosk.papers.prints import prints_on
from kiosk.papers.quality import Advice
from kiosk.shot import Wanted, glass_shots, take_shot
from workbench.camera.drawing import PX_PER_MM, Paper, Pen
from workbench.camera.prints import (
    BLUE,
    ONE_INCH,
    RED,
    SMALL_ONE_INCH,
    TWO_INCH,
    WHITE,
    blank_print,
    on_a_sheet,
    photo_print,
    touching,
)
from workbench.scenes.known import Ground, laid, sheet

GROUNDS = {"white": WHITE, "blue": BLUE, "red": RED}
SIZES = (SMALL_ONE_INCH, ONE_INCH, TWO_INCH)
A4_GLASS_PX = (2339, 1654)  # rows and columns at 200 dpi


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union of two outlines."""
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return shared / (cv2.contourArea(one.astype(np.float32)) + cv2.contourArea(other.astype(np.float32)) - shared)


def on_glass(*papers: Paper) -> np.ndarray:
    """Prints on a scanner's glass under its grey lid, 200 dpi."""
    scan = np.full((*A4_GLASS_PX, 3), 232, np.uint8)
    for place, paper in enumerate(papers):
        size = [round(mm / MM_PER_INCH * 200) for mm in paper.size_mm]
        small = cv2.resize(paper.image, size, interpolation=cv2.INTER_AREA)
        top, left = 300 + 600 * place, 400
        scan[top : top + size[1], left : left + size[0]] = small
    return scan


@pytest.mark.parametrize("size_mm", SIZES)
@pytest.mark.parametrize("name", list(GROUNDS))
def test_a_print_on_the_mat_is_found_at_its_true_size_and_is_good(name, size_mm):
    scene = laid(photo_print(size_mm, GROUNDS[name]), Ground.MAT, 31)
    seen = look_for_print(scene.image, name)
    assert seen is not None
    assert overlap(seen.corners, scene.corners) > 0.94
    assert seen.advice == ()
    height, width = seen.page.shape[:2]
    assert (width / 200 * MM_PER_INCH, height / 200 * MM_PER_INCH) == pytest.approx(size_mm, rel=0.06)


@pytest.mark.parametrize(("name", "wanted"), [("blue", "white"), ("red", "white"), ("white", "blue"), ("red", "blue")])
def test_another_background_is_told_and_nothing_else(name, wanted):
    seen = look_for_print(laid(photo_print(ONE_INCH, GROUNDS[name]), Ground.MAT, 8).image, wanted)
    assert seen is not None
    assert seen.advice == (Advice.PHOTO_GROUND,)


@pytest.mark.parametrize("name", list(GROUNDS))
def test_a_print_on_a_white_sheet_is_found_as_well(name):
    scene = laid(on_a_sheet(photo_print(TWO_INCH, GROUNDS[name])), Ground.MAT, 2)
    seen = look_for_print(scene.image, name)
    assert seen is not None
    assert seen.advice == ()
    assert sorted(side / 200 * MM_PER_INCH for side in seen.page.shape[:2]) == pytest.approx(sorted(TWO_INCH), rel=0.08)


def test_the_back_of_a_print_is_blank():
    seen = look_for_print(laid(blank_print(), Ground.MAT, 4).image, "white")
    assert seen is not None
    assert seen.advice[0] is Advice.BLANK


@pytest.mark.parametrize("size_mm", SIZES)
def test_two_prints_that_touch_are_two(size_mm):
    pair = touching(photo_print(size_mm), photo_print(size_mm, BLUE))
    found = prints_on(laid(pair, Ground.MAT, 6).image)
    assert len(found) == 2
    assert overlap(*found) < 0.05


def test_of_two_prints_the_one_that_is_meant_is_cut_out():
    scene = laid(touching(photo_print(TWO_INCH), photo_print(TWO_INCH, BLUE)), Ground.MAT, 6)
    left, right = scene.corners[[0, 3]].mean(axis=0), scene.corners[[1, 2]].mean(axis=0)
    for end, ground in ((left, "white"), (right, "blue")):
        middle = (scene.corners.mean(axis=0) + end) / 2
        small = (middle + np.array([[-9, -9], [9, -9], [9, 9], [-9, 9]])).astype(np.float32)
        seen = look_for_print(scene.image, ground, meant=small)
        assert seen is not None
        assert seen.advice == ()


@pytest.mark.parametrize("name", ["id_card", "id_card_back", "residence_permit", "household_register"])
def test_the_portrait_on_a_card_is_no_print(name):
    frame = laid(sheet(name, 1), Ground.MAT, 9).image
    assert prints_on(frame) == []
    shot = take_shot(frame, Wanted("PH2", background="white"))
    assert shot.advice is Advice.NO_PHOTO
    assert shot.page is not None, "staff can look at what was laid there"


def test_an_empty_mat_shows_no_print():
    assert prints_on(laid(Paper("nothing", np.full((12, 12, 3), 60, np.uint8)), Ground.MAT, 3).image) == []


def test_a_blurred_print_is_told():
    frame = laid(photo_print(TWO_INCH), Ground.MAT, 5).image
    seen = look_for_print(cv2.GaussianBlur(frame, (0, 0), 3.5), "white")
    assert seen is not None
    assert seen.advice[0] is Advice.BLURRED


def test_a_copy_in_grey_is_another_paper():
    colour = photo_print(TWO_INCH)
    grey = cv2.cvtColor(cv2.cvtColor(colour.image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    seen = look_for_print(laid(replace(colour, image=grey), Ground.MAT, 5).image, "white")
    assert seen is not None
    assert seen.advice == (Advice.WRONG_KIND,)


@pytest.mark.parametrize("quarters", range(4))
def test_a_print_scanned_by_itself_is_turned_upright(quarters):
    flat = cv2.resize(photo_print(ONE_INCH).image, [round(side / MM_PER_INCH * 200) for side in ONE_INCH])
    (seen,) = looks_at_prints(turned(flat, quarters), "white")
    assert seen.advice == ()
    assert np.array_equal(seen.page, flat)


def test_prints_on_the_glass_are_cut_out_each_by_itself():
    shots = glass_shots(on_glass(photo_print(TWO_INCH), photo_print(TWO_INCH, BLUE)), 200, Wanted("PH2", (), "white"))
    assert [shot.advice for shot in sorted(shots, key=lambda one: str(one.advice))] == [Advice.PHOTO_GROUND, None]
    (nothing,) = glass_shots(on_glass(), 200, Wanted("PH2", (), "white"))
    assert nothing.advice is Advice.NO_PHOTO


def test_an_uneven_background_a_small_head_and_two_heads_are_seen():
    photo = photo_print(ONE_INCH).image
    stripes = photo.copy()
    stripes[:, ::2] = stripes[:, ::2] // 2
    stripes[40:200, :60] = (30, 160, 40)
    assert portrait(stripes).background is Background.UNEVEN
    small = np.full_like(photo, 250)
    half = cv2.resize(photo, None, fx=0.45, fy=0.45)
    small[-half.shape[0] :, 80 : 80 + half.shape[1]] = half
    assert not portrait(small).head_fits
    pair = np.full_like(photo, 250)
    for left in (8, photo.shape[1] - half.shape[1] - 8):
        pair[-half.shape[0] :, left : left + half.shape[1]] = half
    assert portrait(pair).heads == 2
    assert not portrait(pair).head_fits


@given(st.floats(0, 400), st.floats(0, 400))
def test_sizes_are_judged_whichever_way_a_print_lies(width_mm, height_mm):
    assert is_portrait_size(width_mm, height_mm) == is_portrait_size(height_mm, width_mm)


@given(st.sampled_from(SIZES), st.integers(0, 3), st.integers(0, 255))
def test_a_plain_print_of_any_grey_shows_no_head(size_mm, quarters, grey):
    plain = Pen(*size_mm, (grey, grey, grey)).paper("plain").image
    seen = upright_portrait(turned(plain, quarters), PX_PER_MM * MM_PER_INCH)
    assert seen.empty
    assert not seen.head_fits
