"""A page as it is kept: evenly lit, upright, level."""

import cv2
import numpy as np
import pytest

from kiosk.papers.light import evened
from kiosk.papers.page import turned
from kiosk.papers.quality import readied
from kiosk.papers.upright import lean_degrees, quarters_to_upright, straightened
from workbench.camera import papers
from workbench.camera.drawing import PX_PER_MM

SHEETS = {
    "id_card": papers.id_card,
    "id_card_back": papers.id_card_back,
    "household_register": papers.household_register,
    "residence_permit": papers.residence_permit,
    "photo": papers.photo,
    "application_form": papers.application_form,
}


@pytest.fixture(scope="module")
def flat():
    scale = 200 / 25.4 / PX_PER_MM
    return {
        name: cv2.resize(draw().image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        for name, draw in SHEETS.items()
    }


def _shaded(page: np.ndarray) -> np.ndarray:
    """A gradient and a cast shadow across the page."""
    height, width = page.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 1 - 0.35 * x / width
    light *= 1 - 0.4 / (1 + np.exp(-np.clip((0.7 * x + 0.5 * y) / 12 - (0.5 * width + 0.3 * height) / 12, -30, 30)))
    return np.clip(page * light[..., None], 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", SHEETS)
def test_shadows_go_and_the_rest_stays(flat, name):
    shaded = _shaded(flat[name])
    wanted, got = (evened(page).astype(np.float32) for page in (flat[name], shaded))
    assert np.abs(shaded - flat[name].astype(np.float32)).mean() > 40
    assert np.abs(got - wanted).mean() < 4


def test_a_seal_and_a_photograph_keep_their_colour(flat):
    for name, box in (("household_register", (70, 96, 105, 131)), ("photo", (40, 70, 41, 64))):
        top, bottom, left, right = (round(mm / 25.4 * 200) for mm in box)
        lab = [
            cv2.cvtColor(page, cv2.COLOR_BGR2LAB)[top:bottom, left:right, 1:].astype(np.float32)
            for page in (flat[name], evened(_shaded(flat[name])))
        ]
        assert np.abs(lab[0] - lab[1]).mean() < 6
        assert np.linalg.norm(lab[1] - 128, axis=2).max() > 30


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("name", SHEETS)
def test_a_page_is_set_upright_whichever_way_it_lay(flat, name, quarters):
    assert (quarters_to_upright(turned(flat[name], quarters)) + quarters) % 4 == 0


def test_a_page_without_writing_is_left_as_it_lies():
    assert quarters_to_upright(np.full((400, 900, 3), 230, np.uint8)) == 0
    assert quarters_to_upright(np.zeros((8, 8, 3), np.uint8)) == 0


@pytest.mark.parametrize("degrees", [-4.0, -2.0, -0.6, 0.0, 0.6, 1.5, 3.2])
@pytest.mark.parametrize("name", ["id_card", "household_register", "application_form"])
def test_lines_are_level_within_half_a_degree(flat, name, degrees):
    page = flat[name]
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    askew = cv2.warpAffine(page, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    assert lean_degrees(askew) == pytest.approx(degrees, abs=0.4)
    assert abs(lean_degrees(straightened(askew))) < 0.5


def test_readied_does_all_three(flat):
    kept = readied(turned(_shaded(flat["household_register"]), 2))
    wanted = evened(flat["household_register"])
    assert np.abs(kept.astype(np.float32) - wanted).mean() < 12
