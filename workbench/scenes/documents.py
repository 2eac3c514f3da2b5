"""More specimen papers than the demo needs, so that a page finder meets every common look of a paper."""

import functools
from collections.abc import Callable

import numpy as np

from workbench.camera import papers
from workbench.camera.drawing import Paper, Pen
from workbench.camera.people import CHEN

WORDS = "本人现就申请事项所附材料与原件一致内容真实有效如有不实愿意承担相应责任样本文字仅供测试使用不具效力请予核对办理"
RULE = (176, 186, 204)


def a4_dense() -> Paper:
    """A full page of small print."""
    pen = Pen(210, 297, (251, 250, 248))
    pen.text((105, 28), "样本材料之一", 7, bold=True, anchor="ms")
    for row in range(38):
        start = row * 7 % len(WORDS)
        line = (WORDS * 2)[start : start + 39]
        pen.text((22, 42 + 6.2 * row), line if row % 6 else "    " + line[:30], 4.1)
    pen.specimen(em_mm=11, opacity=0.1)
    return pen.paper("a4_dense")


def a4_sparse() -> Paper:
    """A heading, three lines and a signature on an otherwise empty page."""
    pen = Pen(210, 297, (248, 248, 250))
    pen.text((105, 44), "证  明", 12, bold=True, anchor="ms")
    for row in range(3):
        pen.text((26, 80 + 13 * row), WORDS[row * 11 : row * 11 + 24], 5.6)
    pen.text((130, 236), "样本单位", 5.6)
    pen.seal((150, 226), 19, "样本单位测试专用", "样本")
    return pen.paper("a4_sparse")


def form_table() -> Paper:
    """A ruled form whose own frame looks like a sheet within the sheet."""
    pen = Pen(210, 297, (252, 252, 250))
    pen.text((105, 26), "申请登记表", 9, bold=True, anchor="ms")
    pen.box((14, 34), (182, 245), ink=(20, 20, 24), width_mm=0.6)
    for row in range(1, 16):
        pen.line((14, 34 + 15.3 * row), (196, 34 + 15.3 * row), ink=(30, 30, 34), width_mm=0.3)
        pen.text((18, 34 + 15.3 * row - 5), WORDS[row : row + 5], 4.4)
        pen.text((70, 34 + 15.3 * row - 5), WORDS[row * 2 : row * 2 + 9], 4.4)
    for x in (62, 128):
        pen.line((x, 34), (x, 217), ink=(30, 30, 34), width_mm=0.3)
    return pen.paper("form_table")


def lined_paper() -> Paper:
    """A page torn from an exercise book, written by hand on every second line."""
    pen = Pen(184, 260, (247, 246, 238))
    for row in range(27):
        pen.line((0, 28 + 8.3 * row), (184, 28 + 8.3 * row), ink=RULE, width_mm=0.25)
        if row % 2 == 0:
            pen.text((20, 26.5 + 8.3 * row), WORDS[row : row + 22], 5.4, ink=(40, 48, 120))
    pen.line((16, 0), (16, 260), ink=(222, 150, 150), width_mm=0.3)
    return pen.paper("lined_paper")


def receipt() -> Paper:
    """A slip from an 80 mm printer."""
    pen = Pen(79, 176, (252, 252, 252))
    pen.text((39.5, 13), "缴费凭据", 6, bold=True, anchor="ms")
    for row in range(13):
        pen.text((6, 26 + 8 * row), WORDS[row * 2 : row * 2 + 6], 3.6)
        pen.text((73, 26 + 8 * row), f"{(row * 37 + 11) % 90}.{row % 10}0", 3.6, anchor="rs")
    pen.line((6, 132), (73, 132), width_mm=0.4)
    pen.text((73, 142), "合计 128.00", 4.6, bold=True, anchor="rs")
    pen.paste((10, 150), papers.code128("YGT-SPECIMEN"), 59)
    return pen.paper("receipt")


def passport_spread() -> Paper:
    """An open travel document: two pages with a fold, the lower one with a portrait."""
    pen = Pen(125, 176, (238, 232, 224))
    pen.guilloche((220, 212, 220), rows=40, amplitude_mm=1.6)
    pen.line((0, 88), (125, 88), ink=(120, 110, 108), width_mm=0.8)
    pen.text((62, 30), "样本证件 仅供测试", 5.4, ink=(120, 90, 100), anchor="ms")
    pen.portrait((8, 98), (33, 44), (236, 238, 242))
    for row, value in enumerate(("TEST / 样本", CHEN.name, CHEN.sex, CHEN.birth, "SPECIMEN")):
        pen.text((47, 105 + 8.4 * row), value, 3.6)
    for row in range(2):
        pen.text((6, 160 + 7 * row), ("PXTTTSPECIMEN<<" + "<" * 29)[:36], 4.4)
    pen.specimen(em_mm=7)
    return pen.paper("passport_spread", radius_mm=3.0)


def booklet_cover() -> Paper:
    """A closed booklet: a dark cover, where most papers are light."""
    pen = Pen(105, 143, (112, 30, 36))
    pen.text((52, 54), "样 本 簿", 9, ink=(206, 176, 96), bold=True, anchor="ms")
    pen.text((52, 74), "SPECIMEN", 6, ink=(206, 176, 96), anchor="ms")
    pen.box((8, 8), (89, 127), ink=(146, 96, 60), width_mm=0.5)
    return pen.paper("booklet_cover", radius_mm=2.0)


def booklet_spread() -> Paper:
    """An open booklet: a printed table on the left, an empty page on the right."""
    pen = Pen(210, 143, (244, 238, 222))
    pen.line((105, 0), (105, 143), ink=(150, 138, 120), width_mm=1.0)
    for row in range(9):
        pen.line((10, 20 + 13 * row), (96, 20 + 13 * row), ink=(120, 105, 90))
        pen.text((12, 30 + 13 * row), WORDS[row * 3 : row * 3 + 8], 4.2)
    pen.box((114, 12), (86, 119), ink=(170, 158, 140), width_mm=0.3)
    pen.seal((70, 112), 13, "样本登记测试专用", "样本")
    return pen.paper("booklet_spread")


SHEETS: tuple[Callable[[], Paper], ...] = (
    a4_dense, a4_sparse, form_table, lined_paper, receipt, passport_spread, booklet_cover, booklet_spread,
    papers.application_form, papers.household_register, papers.photo, papers.blank_sheet,
    functools.partial(papers.envelope, "YGT26030200017"),
)  # fmt: skip
CARDS: tuple[Callable[[], Paper], ...] = (papers.id_card, papers.id_card_back, papers.residence_permit)


@functools.lru_cache(maxsize=32)
def _drawn(index: int) -> Paper:
    return (*SHEETS, *CARDS)[index]()


def any_paper(rng: np.random.Generator, *, small: bool = False) -> Paper:
    """One of all papers; a third of them cards. `small` = a card or a slip, to lie beside another."""
    if small:
        return _drawn(int(rng.choice([4, 5, 6, *range(len(SHEETS), len(SHEETS) + len(CARDS))])))
    if rng.random() < 0.33:
        return _drawn(len(SHEETS) + int(rng.integers(len(CARDS))))
    return _drawn(int(rng.integers(len(SHEETS))))
