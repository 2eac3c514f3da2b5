"""Finding, flattening and judging sheets: every advice by a planted fault, none on a good picture."""

import cv2
import numpy as np
import pytest

from kiosk.papers.judge.blur import edge_spread_px
from kiosk.papers.page import A4_MM, CARD_MM, find_page, measured_mm, rectify, turned
from kiosk.papers.quality import Advice, judge, look
from workbench.camera import papers
from workbench.camera.drawing import PX_PER_MM
from workbench.camera.scene import SceneFault

PAPERS = ("id_card", "id_card_back", "household_register", "residence_permit", "photo", "application_form", "envelope")


@pytest.mark.parametrize("name", PAPERS)
def test_a_good_picture_needs_no_advice(shoot, name):
    assert look(shoot(name)).advice == ()


@pytest.mark.parametrize("name", ["id_card", "household_register", "photo", "envelope"])
@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        (SceneFault.BLUR, Advice.BLURRED),
        (SceneFault.GLARE, Advice.GLARE),
        (SceneFault.CUT_OFF, Advice.CUT_OFF),
    ],
)
def test_a_planted_fault_is_the_first_advice(shoot, name, fault, advice):
    assert look(shoot(name, fault)).advice[0] is advice


@pytest.mark.parametrize(("name", "size"), [("id_card", None), ("id_card", CARD_MM), ("application_form", A4_MM)])
def test_too_far(shoot, name, size):
    assert look(shoot(name, SceneFault.FAR), size_mm=size).advice[0] is Advice.TOO_FAR
    assert Advice.TOO_FAR not in look(shoot(name), size_mm=size).advice


def test_an_empty_table_and_an_empty_sheet(shoot):
    assert look(shoot("nothing")).advice == (Advice.NO_PAGE,)
    assert look(shoot("nothing", SceneFault.GLARE)).advice == (Advice.NO_PAGE,)
    assert look(shoot("nothing")).page is None
    assert look(shoot("blank_sheet")).advice == (Advice.BLANK,)


def test_the_most_urgent_advice_comes_first(shoot):
    both = look(shoot("id_card", SceneFault.BLUR, SceneFault.CUT_OFF)).advice
    assert both == (Advice.CUT_OFF, Advice.BLURRED)


@pytest.mark.parametrize("name", [*PAPERS, "blank_sheet"])
def test_corners_are_found_within_five_pixels(shoot, true_corners, name):
    """Kiosk requirements L-02."""
    found = find_page(shoot(name))
    truth = true_corners(name)
    # A4 lies sideways: the same four points, beginning elsewhere.
    errors = [np.linalg.norm(np.roll(truth, turn, axis=0) - found, axis=1).max() for turn in range(4)]
    assert min(errors) < 5
    assert found[0].sum() == min(found.sum(axis=1))


@pytest.mark.parametrize("angle", [-40, -20, 15, 44, 90])
def test_a_sheet_laid_askew_is_found(shoot, angle):
    frame = shoot("household_register")
    height, width = frame.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    laid = cv2.warpAffine(frame, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
    corners = find_page(laid)
    assert corners is not None
    assert sorted(measured_mm(laid, corners)) == pytest.approx([105, 143], abs=2)


def test_of_two_cards_touching_one_is_found_and_never_both_as_one(shoot):
    """An L of two papers is no page; one whole card of them is."""
    frame = shoot("id_card")
    card = frame[560:880, 700:1220].copy()
    frame[880:1200, 1080:1600] = card
    frame[760:1010, 1100:1180] = 235
    corners = find_page(frame)
    assert corners is not None
    assert sorted(measured_mm(frame, corners)) == pytest.approx(sorted(CARD_MM), abs=2.5)


@pytest.mark.parametrize("name", ["id_card", "household_register", "photo"])
def test_a_flat_page_has_its_true_size_at_200_dpi(shoot, name):
    seen = look(shoot(name))
    height, width = seen.page.shape[:2]
    true_width, true_height = getattr(papers, name)().size_mm
    assert width / 200 * 25.4 == pytest.approx(true_width, abs=0.6)
    assert height / 200 * 25.4 == pytest.approx(true_height, abs=0.6)


def test_a_known_size_is_met_exactly_whichever_way_the_sheet_lies(shoot):
    assert look(shoot("id_card"), size_mm=CARD_MM).page.shape[:2] == (425, 674)
    assert look(shoot("application_form"), size_mm=A4_MM).page.shape[:2] == (1654, 2339)
    upright = turned(look(shoot("application_form"), size_mm=A4_MM).page, 1)
    assert upright.shape[:2] == (2339, 1654)


def test_a_flat_page_looks_like_the_paper(shoot):
    page = cv2.cvtColor(look(shoot("household_register")).page, cv2.COLOR_BGR2GRAY)
    paper = cv2.cvtColor(papers.household_register().image, cv2.COLOR_BGR2GRAY)
    paper = cv2.resize(paper, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_AREA)
    likeness = cv2.matchTemplate(cv2.GaussianBlur(page, (0, 0), 2), cv2.GaussianBlur(paper, (0, 0), 2), 5)[0, 0]
    assert likeness > 0.9


@pytest.mark.parametrize("sigma", [3.0, 4.0, 5.0])
def test_edge_spread_measures_the_blur_itself_whatever_is_printed(sigma):
    """On true-size 200 dpi renderings, so against a known sigma (kiosk requirements L-04)."""
    spreads = []
    for paper in (papers.id_card(), papers.application_form(), papers.household_register()):
        scale = 200 / 25.4 / PX_PER_MM
        flat = cv2.resize(paper.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        spreads.append(edge_spread_px(cv2.cvtColor(cv2.GaussianBlur(flat, (0, 0), sigma), cv2.COLOR_BGR2GRAY)))
        assert edge_spread_px(cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)) < 1.5
    assert min(spreads) > 2.2
    assert max(spreads) < 1.4 * min(spreads)


def test_a_tiny_or_odd_array_is_judged_without_an_error():
    for shape in ((8, 8, 3), (40, 900, 3), (900, 40, 3)):
        assert Advice.BLANK in judge(np.full(shape, 200, np.uint8))
    assert look(np.zeros((120, 160, 3), np.uint8)).advice == (Advice.NO_PAGE,)
    assert look(np.full((1440, 1920, 3), 255, np.uint8)).advice == (Advice.NO_PAGE,)
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), dtype=np.uint8)
    assert not look(noise).good


def test_the_source_frame_is_left_as_it_was(shoot):
    frame = shoot("id_card")
    before = frame.copy()
    corners = find_page(frame)
    rectify(frame, corners)
    assert np.array_equal(frame, before)
