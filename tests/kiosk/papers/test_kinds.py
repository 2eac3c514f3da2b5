"""The right paper, the right side, once, of the right person; both sides on one sheet; a copy that says what for."""

from datetime import date

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.remark import RemarkKind
from kiosk.papers.card_sides import (
    PairFault,
    Side,
    Validity,
    number_on,
    pair_fault,
    side_by_picture,
    side_by_words,
    validity_on,
)
from kiosk.papers.id_sheet import LEFT_MM, TOPS_MM, id_sheet, on_sheet
from kiosk.papers.kept import Kept
from kiosk.papers.kind import wrong_kind
from kiosk.papers.quality import Advice, look_at, readied
from kiosk.papers.reading import Line
from kiosk.papers.same_page import is_among
from kiosk.papers.watermark import purpose, watermarked
from kiosk.shot import ADVICE_TEXT, Wanted, take_shot, unwanted
from workbench.camera import papers
from workbench.camera.people import CHEN, PEOPLE
from workbench.scenes.known import Ground, laid, sheet

TODAY = date(2026, 3, 2)
BOX = ((0.0, 0.0), (9.0, 0.0), (9.0, 3.0), (0.0, 3.0))


def _lines(*texts: str) -> list[Line]:
    return [Line(text, 0.98, BOX) for text in texts]


FRONT = _lines("姓名陈秀英", "性别女民族汉", "公民身份号码", CHEN.id_number)
BACK = _lines("签发机关 广州市样本签发机关", "有效期限2016.03.01-长期")


@pytest.fixture(scope="module")
def page():
    made: dict[tuple[str, int, Ground], np.ndarray] = {}

    def one(name: str, who: int, ground: Ground) -> np.ndarray:
        if (name, who, ground) not in made:
            scene = laid(sheet(name, who), ground, 5 + who, (2000, 1500))
            seen = look_at(scene.image, scene.corners, size_mm=scene.size_mm)
            made[name, who, ground] = readied(seen.page)
        return made[name, who, ground]

    return one


def test_every_advice_has_its_words():
    assert set(ADVICE_TEXT) == {None, *Advice}
    assert {advice.value for advice in Advice} <= set(RemarkKind), "and the hall can be told of it"


def test_a_paper_of_the_wrong_size_or_with_other_words_is_the_wrong_kind():
    assert wrong_kind("ID", None, (210, 297))
    assert not wrong_kind("ID", None, (54.5, 84))
    assert wrong_kind("HKB", _lines("广东省居住证", "姓名陈秀英", "证号440103195603010005"), (86, 54))
    assert not wrong_kind("HKB", _lines("常住人口登记卡", "户主或与户主关系"), (143, 105))
    assert wrong_kind("ID", _lines("广东省居住证", "签注有效期至2027年6月1日"), (86, 54))
    assert not wrong_kind("ID", FRONT, (86, 54))


def test_a_form_an_envelope_or_a_long_text_is_no_register_page():
    assert wrong_kind("HKB", _lines("申请书", "所附材料：户口簿、居民身份证复印件各一份"), (210, 297))
    assert wrong_kind("HKB", _lines("政务服务材料专用封", "交接专用 请勿拆封", "YGT26030200003"), (229, 162))
    assert wrong_kind("HKB", _lines(*["房屋租赁合同甲乙双方约定如下事项"] * 3), (210, 297))
    assert not wrong_kind("HKB", _lines(*["房屋租赁合同甲乙双方约定如下事项"] * 2), (210, 297)), "too little was read"
    assert not wrong_kind("HKB", _lines("登记事项变更和更正记载", "变更后", "承办人签章"), (143, 105))


def test_what_nobody_can_tell_is_not_refused():
    assert not wrong_kind("ADDR", _lines("房屋租赁合同"), (210, 297))
    assert not wrong_kind("HKB", None, None)
    assert not wrong_kind("HKB", _lines("样本"), None)
    assert not wrong_kind("ID", [Line("广东省居住证居住证居住证居住证", 0.3, BOX)], (86, 54))


@pytest.mark.parametrize("who", range(3))
@pytest.mark.parametrize("ground", [Ground.MAT, Ground.SHADED])
def test_the_sides_of_a_card_are_told_apart_before_anything_is_read(page, who, ground):
    assert side_by_picture(page("id_card", who, ground)) is Side.PORTRAIT
    assert side_by_picture(page("id_card_back", who, ground)) is Side.ISSUING


def test_words_settle_the_side():
    assert side_by_words(FRONT) is Side.PORTRAIT
    assert side_by_words(BACK) is Side.ISSUING
    assert side_by_words([]) is None


@pytest.mark.parametrize(
    ("text", "validity"),
    [
        ("2016.03.01-2036.03.01", Validity(date(2016, 3, 1), date(2036, 3, 1))),
        ("有效期限 2016.03.01 － 2036.03.01", Validity(date(2016, 3, 1), date(2036, 3, 1))),
        ("2016.03.01至2036.03.01", Validity(date(2016, 3, 1), date(2036, 3, 1))),
        ("2016.03.01-长期", Validity(date(2016, 3, 1), None)),
        ("2016.13.01-长期", None),
        ("2036.03.01-2016.03.01", None),
        ("440103195603010005", None),
    ],
)
def test_validity(text, validity):
    assert validity_on(_lines(text)) == validity


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text):
    lines = _lines(text)
    validity_on(lines)
    number_on(lines)
    wrong_kind("ID", lines, None)


def _fault(front: list[Line], back: list[Line], sides=(Side.PORTRAIT, Side.ISSUING), holder: str = CHEN.id_number):
    return pair_fault(sides, (front, back), holder, TODAY)


def test_two_sides_of_one_valid_card():
    assert _fault(FRONT, BACK) is None
    assert _fault([], [], (None, None)) is None


def test_a_second_portrait_side_another_person_and_an_expired_card_are_refused():
    assert _fault(FRONT, FRONT, (Side.PORTRAIT, Side.PORTRAIT)) is PairFault.SAME_SIDE
    wang = PEOPLE["wang"]
    assert _fault(_lines(wang.id_number), BACK) is PairFault.OTHER_PERSON
    old = _lines("2005.03.01-2025.03.01")
    assert pair_fault((None, None), (_lines(wang.id_number), old), wang.id_number, TODAY) is PairFault.NOT_TOGETHER
    ten = _lines("2014.03.01-2024.03.01")  # born 1988-02-29: 26 in 2014, so 20 years
    assert pair_fault((None, None), (_lines(wang.id_number), ten), wang.id_number, TODAY) is PairFault.NOT_TOGETHER
    young = _lines("2013.03.01-2023.03.01")
    assert pair_fault((None, None), (_lines(wang.id_number), young), wang.id_number, TODAY) is PairFault.EXPIRED
    assert _fault(FRONT, _lines("2016.03.01-2036.03.01")) is PairFault.NOT_TOGETHER


def test_the_same_page_twice_is_known_and_another_persons_form_is_not(page):
    for name in ("id_card", "household_register"):
        first = page(name, 0, Ground.MAT)
        others = [page(name, 1, Ground.MAT), page(name, 2, Ground.SHADED)]
        kept = Kept(page(name, 0, Ground.SHADED))
        assert not is_among(first, map(Kept, others))
        assert is_among(first, [kept])
        assert unwanted(first, Wanted("APPLICATION", [Kept(one) for one in others])) is None
        assert unwanted(first, Wanted("APPLICATION", [*map(Kept, others), kept])) is Advice.SAME_PAGE
    blank = np.full((500, 500, 3), 230, np.uint8)
    assert not is_among(blank, [Kept(blank)])


def test_a_shot_names_the_wrong_paper(shoot):
    card, back, form = shoot("id_card"), shoot("id_card_back"), shoot("application_form")
    front = take_shot(card, Wanted("ID"))
    assert front.advice is None
    assert take_shot(form, Wanted("ID")).advice is Advice.WRONG_KIND
    assert take_shot(card, Wanted("ID", [front.page])).advice is Advice.WRONG_SIDE
    assert take_shot(back, Wanted("ID", [front.page])).advice is None
    lease = take_shot(form, Wanted("ADDR"))
    assert lease.page.shape[0] > lease.page.shape[1]  # it lay sideways
    assert take_shot(form, Wanted("ADDR", [front.page, lease.page])).advice is Advice.SAME_PAGE


@pytest.mark.parametrize("dpi", [200, 300])
def test_both_sides_lie_true_to_size_on_one_sheet(dpi):
    sides = [np.full((425, 674, 3), colour, np.uint8) for colour in (40, 120)]
    made = id_sheet(sides[0], sides[1], dpi)
    assert made.shape == (round(297 / 25.4 * dpi), round(210 / 25.4 * dpi), 3)
    for colour, top_mm in zip((40, 120), TOPS_MM, strict=True):
        ys, xs = np.nonzero(np.abs(made[..., 0].astype(int) - colour) < 3)
        placed = np.array([xs.min(), xs.max() + 1, ys.min(), ys.max() + 1]) / dpi * 25.4
        assert placed == pytest.approx([LEFT_MM, LEFT_MM + 85.6, top_mm, top_mm + 54], abs=0.5 / 2)
    if dpi == 300:
        assert (xs.max() + 1 - xs.min(), ys.max() + 1 - ys.min()) == (1011, 638)


def test_a_line_read_on_a_side_goes_with_it():
    line = on_sheet(Line("x", 0.9, ((0.0, 0.0), (674.0, 0.0), (674.0, 425.0), (0.0, 425.0))), 1)
    assert np.array(line.box[2]) / 300 * 25.4 == pytest.approx([LEFT_MM + 85.6, TOPS_MM[1] + 54], abs=0.1)


def test_a_copy_says_what_for_and_the_page_is_left_alone():
    page = cv2.resize(papers.household_register().image, (1126, 827))
    before = page.copy()
    copy = watermarked(page, purpose("老年人优待卡首次申领", TODAY))
    assert np.array_equal(page, before)
    changed = np.abs(copy.astype(int) - page).max(axis=2) > 20
    for rows in np.array_split(changed, 3):
        for tile in np.array_split(rows, 3, axis=1):
            assert 0.005 < tile.mean() < 0.35
    assert purpose("某事", TODAY) == "仅用于某事 2026-03-02"
    assert watermarked(page[:200, :320], "x").shape == (200, 320, 3)
