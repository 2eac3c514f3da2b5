"""Specimen papers of synthetic people, true to size, marked 样本 SPECIMEN: what a resident shows the camera.

Layouts follow the general look of such papers only; nothing here is a copy of an official form.
"""

import numpy as np
import zxingcpp
from PIL import Image

from workbench.camera.drawing import Paper, Pen
from workbench.camera.people import CHEN, Person

LABEL = (62, 110, 140)
GREY = (105, 105, 110)


def id_card(person: Person = CHEN) -> Paper:
    """Portrait side of an identity card, 85.6 x 54 mm."""
    pen = Pen(85.6, 54, (226, 238, 242))
    pen.guilloche((205, 224, 234))
    rows = (("姓名", person.name, 9.5), ("性别", person.sex, 16.5), ("出生", person.birth, 23.5))
    for label, value, y in rows:
        pen.text((6, y), label, 2.7, ink=LABEL)
        pen.text((14.5, y), value, 3.5 if label == "姓名" else 3.1)
    pen.text((24, 16.5), "民族", 2.7, ink=LABEL)
    pen.text((32, 16.5), person.ethnic, 3.1)
    pen.text((6, 30.5), "住址", 2.7, ink=LABEL)
    for line, start in enumerate(range(0, len(person.address), 11)):
        pen.text((14.5, 30.5 + 4.6 * line), person.address[start : start + 11], 3.1)
    pen.text((6, 47.5), "公民身份号码", 2.7, ink=LABEL)
    pen.text((27, 47.6), person.id_number, 4.0, bold=True)
    pen.portrait((58, 8), (21.5, 29), (236, 241, 243))
    pen.specimen(em_mm=4.5)
    return pen.paper("id_card", radius_mm=3.2)


def id_card_back(person: Person = CHEN) -> Paper:
    """Issuing side of an identity card; a plain disc stands where the emblem would be."""
    pen = Pen(85.6, 54, (232, 236, 238))
    pen.guilloche((214, 222, 232), rows=30, amplitude_mm=1.4)
    pen.seal((14, 15), 8, "样本样本样本", "样本")
    pen.text((51, 14), "样 本 证 件", 5.6, bold=True, anchor="ms")
    pen.text((51, 24), "SPECIMEN CARD", 5.0, bold=True, anchor="ms")
    pen.text((14, 40), "签发机关", 2.7, ink=LABEL)
    pen.text((30, 40), "广州市样本签发机关", 3.1)
    pen.text((14, 47), "有效期限", 2.7, ink=LABEL)
    pen.text((30, 47), "2016.03.01-长期" if person.birth < "1970" else "2016.03.01-2036.03.01", 3.1)
    pen.specimen(em_mm=4.5)
    return pen.paper("id_card_back", radius_mm=3.2)


def household_register(person: Person = CHEN, relation: str = "户主") -> Paper:
    """One person's page of a household register, 143 x 105 mm."""
    pen = Pen(143, 105, (246, 240, 226))
    pen.text((71.5, 13), "常住人口登记卡", 6.2, bold=True, anchor="ms")
    top, left, width, step = 18.0, 8.0, 127.0, 8.6
    cells = (
        ("姓  名", person.name, "户主或与户主关系", relation),
        ("曾 用 名", "", "性  别", person.sex),
        ("出 生 地", "广州市荔湾区", "民  族", person.ethnic),
        ("籍  贯", "广州市荔湾区", "出生日期", person.birth),
    )
    for row, (a, b, c, d) in enumerate(cells):
        base = top + step * row + 5.6
        for x, label, value_x, value in ((10, a, 32, b), (74, c, 104, d)):
            pen.text((x, base), label, 3.0, ink=GREY)
            pen.text((value_x, base), value, 3.6)
    wide = (
        ("住  址", person.address),
        ("公民身份证件编号", person.id_number),
        ("何时由何地迁来本市(县)", "自出生起"),
        ("何时由何地迁来本址", "2001年6月1日 由样本街9号迁来"),
    )
    for row, (label, value) in enumerate(wide, start=len(cells)):
        pen.text((10, top + step * row + 5.6), label, 3.0, ink=GREY)
        pen.text((50, top + step * row + 5.6), value, 3.6)
    _ruled(pen, (left, top), width, 8, step)
    pen.text((12, 97), "承办人签章：样本", 3.4)
    pen.text((70, 97), "登记日期：2001年6月8日", 3.4)
    pen.seal((118, 84), 13, "样本户口登记专用", "样本")
    pen.specimen(em_mm=7)
    return pen.paper("household_register")


def _ruled(pen: Pen, corner_mm: tuple[float, float], width_mm: float, rows: int, step_mm: float) -> None:
    """A table's lines: between and around `rows`, and down both sides."""
    left, top = corner_mm
    for row in range(rows + 1):
        pen.line((left, top + step_mm * row), (left + width_mm, top + step_mm * row), ink=(120, 105, 90))
    for edge in (left, left + width_mm):
        pen.line((edge, top), (edge, top + rows * step_mm), ink=(120, 105, 90))


def residence_permit(person: Person = CHEN) -> Paper:
    """A residence permit card, 85.6 x 54 mm."""
    pen = Pen(85.6, 54, (238, 232, 240))
    pen.guilloche((222, 208, 228), rows=22)
    pen.box((0, 0), (85.6, 10.5), fill=(86, 62, 128))
    pen.text((6, 7.4), "广东省居住证", 4.6, ink=(255, 255, 255), bold=True)
    pen.text((79.6, 7.2), "RESIDENCE PERMIT", 2.6, ink=(226, 216, 240), anchor="rs")
    rows = (("姓名", person.name), ("性别", person.sex), ("出生", person.birth), ("证号", person.id_number))
    for row, (label, value) in enumerate(rows):
        pen.text((6, 18 + 6.2 * row), label, 2.7, ink=(96, 74, 130))
        pen.text((15, 18 + 6.2 * row), value, 3.3)
    pen.text((6, 43), "住址", 2.7, ink=(96, 74, 130))
    pen.text((15, 43), person.address, 3.0)
    pen.text((6, 49), "签注", 2.7, ink=(96, 74, 130))
    pen.text((15, 49), "有效期至 2027年6月1日", 3.0)
    pen.portrait((61, 14), (18.5, 24), (240, 240, 244))
    pen.specimen(em_mm=4.5)
    return pen.paper("residence_permit", radius_mm=3.2)


def photo(person: Person = CHEN) -> Paper:
    """A 1-inch portrait, 25 x 35 mm, on the sheet it is handed in with (105 x 148 mm)."""
    pen = Pen(105, 148, (250, 250, 248))
    pen.text((52.5, 18), "照片粘贴页", 6.4, bold=True, anchor="ms")
    pen.text((52.5, 26), "Photograph, 25 x 35 mm", 3.2, ink=GREY, anchor="ms")
    pen.box((39, 37), (27, 37), ink=(150, 150, 155))
    pen.portrait((40, 38), (25, 35), (92, 146, 210))
    rows = (("姓名", person.name), ("公民身份号码", person.id_number), ("用途", "老年人优待卡首次申领"))
    for row, (label, value) in enumerate(rows):
        base = 90 + 13 * row
        pen.text((12, base), label, 3.4, ink=GREY)
        pen.text((40, base), value, 4.0)
        pen.line((40, base + 2), (95, base + 2), ink=(170, 170, 172))
    pen.text((52.5, 140), "请勿折叠  样本", 3.2, ink=GREY, anchor="ms")
    pen.specimen(em_mm=6)
    return pen.paper("photo")


def application_form(person: Person = CHEN) -> Paper:
    """A signed A4 application, 210 x 297 mm."""
    pen = Pen(210, 297, (250, 249, 246))
    pen.text((105, 32), "申 请 书", 11, bold=True, anchor="ms")
    lines = (
        "荔湾区样本街道办事处：",
        f"    本人{person.name}，{person.sex}，{person.ethnic}族，{person.birth}出生，",
        f"公民身份号码 {person.id_number}，",
        f"现住{person.address}。",
        "    因年满六十周岁，现申请首次领取广东省老年人优待卡，所提交的",
        "居民身份证、户口簿及一寸照片均真实有效。如有不实，本人愿意承担",
        "相应的责任。",
        "    请予办理。",
    )
    for row, line in enumerate(lines):
        pen.text((25, 58 + 13 * row), line, 5.4)
    pen.text((125, 190), f"申请人：{person.name}", 5.4)
    pen.text((125, 204), "2026年3月2日", 5.4)
    pen.line((25, 230), (185, 230), ink=(150, 150, 150))
    pen.text((25, 240), "本页为测试样本，不具有任何效力。", 4.2, ink=GREY)
    pen.specimen(em_mm=11, opacity=0.12)
    return pen.paper("application_form")


def blank_sheet() -> Paper:
    """An empty A4 sheet: somebody laid it face down."""
    return Pen(210, 297, (249, 249, 247)).paper("blank_sheet")


def envelope(barcode: str) -> Paper:
    """A sealed envelope, 229 x 162 mm, with a Code 128 label carrying `barcode`."""
    pen = Pen(229, 162, (214, 178, 128))
    pen.line((0, 34), (229, 34), ink=(190, 154, 106), width_mm=0.5)
    pen.text((16, 24), "政务服务 材料专用封", 8.5, bold=True, ink=(120, 66, 40))
    pen.text((213, 24), "样本 SPECIMEN", 6, bold=True, ink=(170, 70, 50), anchor="rs")
    pen.box((60, 62), (109, 62), fill=(252, 252, 250), radius_mm=2)
    pen.text((68, 73), "交接专用  请勿拆封", 4.4, bold=True)
    pen.paste((68, 79), code128(barcode), 93)
    pen.text((114.5, 118), barcode, 5.4, bold=True, anchor="ms")
    for corner in ((16, 146), (130, 146)):
        pen.line(corner, (corner[0] + 83, corner[1]), ink=(160, 124, 80), width_mm=0.4)
    pen.text((16, 143), "交件人", 4, ink=(130, 94, 56))
    pen.text((130, 143), "收件人", 4, ink=(130, 94, 56))
    return pen.paper("envelope")


def code128(data: str) -> Image.Image:
    """Bars without text, one pixel a module with the quiet zones; ValueError when `data` cannot be coded."""
    code = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.Code128)
    return Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=1))).convert("L")
