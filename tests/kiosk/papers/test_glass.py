"""Papers on a scanner's glass: small ones come apart at their true size, and no writing is ever cut away."""

import cv2
import numpy as np
import pytest

from kiosk.papers.card_sides import Side, side_by_picture
from kiosk.papers.glass import papers_on
from kiosk.shot import Wanted, glass_shots
from workbench.camera import papers
from workbench.camera.drawing import Pen
from workbench.scanner.escl import _scanned

Laid = list[tuple[papers.Paper, float, float, float]]


def scan(beside: Laid, corner: papers.Paper | None = None, dpi: int = 200) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(_scanned(corner, dpi, beside), np.uint8), cv2.IMREAD_COLOR)


@pytest.mark.parametrize(("dpi", "turns"), [(200, (8, 270)), (300, (172,))])
def test_a_card_comes_out_at_its_true_size_straight_and_upright(dpi, turns):
    for degrees in turns:
        (cut,) = papers_on(scan([(papers.id_card(), 100, 150, degrees)], dpi=dpi), dpi)
        assert [side / dpi * 25.4 for side in cut.shape[1::-1]] == pytest.approx([85.6, 54.0], abs=0.8), degrees
        assert side_by_picture(cut) is Side.PORTRAIT, degrees


def test_one_flush_in_the_corner_is_cut_out_as_well():
    (cut,) = papers_on(scan([], papers.id_card()), 200)
    assert [side / 200 * 25.4 for side in cut.shape[1::-1]] == pytest.approx([85.6, 54.0], abs=0.8)


def test_several_papers_are_several_pages_and_the_same_side_twice_is_said():
    both = [(papers.id_card(), 60, 50, 3.0), (papers.id_card_back(), 60, 130, -4.0)]
    shots = glass_shots(scan(both), 200, Wanted("ID"))
    assert [side_by_picture(shot.page.image()) for shot in shots] == [Side.PORTRAIT, Side.ISSUING]
    assert [shot.advice for shot in shots] == [None, None]
    twice = glass_shots(scan([both[0], (papers.id_card(), 60, 200, 0.0)]), 200, Wanted("ID"))
    assert [shot.advice and shot.advice.value for shot in twice] == [None, "wrong_side"]


def white(with_table: bool) -> papers.Paper:
    """An A4 sheet as white as the lid: a heading, and a table or a paragraph."""
    pen = Pen(210, 297, (252, 252, 252))
    pen.text((30, 30), "情况说明", 8.0, bold=True)
    if with_table:
        pen.box((30, 60), (140, 90), ink=(30, 30, 30))
    for line in range(8):
        pen.text((34, 70 + 9 * line), "兹证明陈秀英同志住在本社区示例路一号。", 5.0)
    return pen.paper("white")


@pytest.mark.parametrize("with_table", [False, True])
def test_a_sheet_as_white_as_the_lid_stays_whole_also_with_a_card_on_it(with_table):
    for beside in ([], [(papers.id_card(), 120, 230, 5.0)]):
        whole = scan(beside, white(with_table))
        (kept,) = papers_on(whole, 200)
        assert kept is whole


def test_an_empty_glass_and_a_full_one_are_left_as_they_are():
    for corner in (None, Pen(214, 296, (225, 235, 240)).paper("full")):
        whole = scan([], corner)
        assert papers_on(whole, 200)[0] is whole
