"""Whether a page is the material that was asked for (kiosk requirements L-07, domain 2.5): by size, then by words.

The words are the headings such papers carry in public use; a page on which few of anything was read is not judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.papers.page import CARD_MM
from kiosk.papers.reading import Line

SIZE_TOLERANCE = 0.12  # of each side; measured through the camera's field, not by a ruler
SURE = 0.6  # lines read with less confidence say nothing
ENOUGH_CHARACTERS = 12  # read with confidence before words may speak against a page
PLENTY_CHARACTERS = 40  # so much and no word of its kind: another paper, where every page of the kind has a heading


@dataclass(frozen=True, slots=True)
class Marks:
    """What shows a material: `size_mm` when all of its kind have one size, and words of which one must be there.

    `headed`: each of its pages has such a word, so that much text without any shows another paper. `never`: headings of
    papers that name this one in their text, as a form names what belongs to it.
    """

    words: tuple[str, ...]
    size_mm: tuple[float, float] | None = None
    headed: bool = False
    never: tuple[str, ...] = ()


_ID = Marks(("公民身份号码", "居民身份证", "签发机关", "有效期限", "姓名", "住址"), CARD_MM)
MARKS: dict[str, Marks] = {
    "ID": _ID,
    "AGID": _ID,
    "HKB": Marks(
        ("常住人口登记卡", "户口簿", "户主", "户别", "户号", "登记事项", "更正记载", "住址变动"),
        headed=True,
        never=("申请书", "申请表", "专用封"),
    ),
    "RP": Marks(("居住证", "签注"), CARD_MM),
    "SSC": Marks(("社会保障卡", "社会保障号码"), CARD_MM),
    "DL": Marks(("驾驶证", "准驾车型")),
    "KBIRTH": Marks(("出生医学证明",)),
    "VAC": Marks(("预防接种", "疫苗", "接种")),
    "PHR": Marks(("回执", "相片")),
}
"""By the key of contract/materials.toml; a material that may be any paper (a lease, a letter) is not listed."""

_TELLING = {
    "ID": ("公民身份号码", "签发机关", "有效期限"),
    "HKB": ("常住人口登记卡", "户口簿"),
    "RP": ("居住证",),
    "SSC": ("社会保障卡",),
    "DL": ("驾驶证",),
    "KBIRTH": ("出生医学证明",),
}
"""Words that one kind alone carries as a heading or a label."""


TWO_SIDED = ("ID", "AGID")  # materials that are the two sides of one identity card


def wrong_kind(material: str, lines: Sequence[Line] | None, size_mm: tuple[float, float] | None) -> bool:
    """True when the page cannot be `material`; False when it is, or when nobody can tell.

    `size_mm` is the sheet as measured, either way round; None when unknown. `lines` is what was read; None before that.
    """
    marks = MARKS.get(material)
    if marks is None:
        return False
    if marks.size_mm and size_mm and not _same_size(size_mm, marks.size_mm):
        return True
    text = _text(lines or ())
    if any(word in text for word in marks.never):
        return True
    if any(word in text for word in marks.words):
        return False
    if marks.headed and len(text) >= PLENTY_CHARACTERS:
        return True
    return len(text) >= ENOUGH_CHARACTERS and (marks.size_mm is not None or kind_of(lines or ()) is not None)


def kind_of(lines: Sequence[Line]) -> str | None:
    """The one material whose telling words were read; None when there is none, or more than one."""
    text = _text(lines)
    found = [material for material, words in _TELLING.items() if any(word in text for word in words)]
    return found[0] if len(found) == 1 else None


def _same_size(one: tuple[float, float], other: tuple[float, float]) -> bool:
    pairs = zip(sorted(one), sorted(other), strict=True)
    return all(abs(a - b) <= SIZE_TOLERANCE * b for a, b in pairs)


def _text(lines: Sequence[Line]) -> str:
    return "".join("".join(line.text.split()) for line in lines if line.confidence >= SURE)
