"""Is this picture good enough, and if not, the one thing to do about it (kiosk requirements L-04 to L-08).

Thresholds were set on synthetic papers and must be calibrated per camera at installation (facts, section 7).
"""

from dataclasses import dataclass
from enum import Enum, unique

from kiosk.papers.ink import grey_of
from kiosk.papers.judge.blank import is_blank
from kiosk.papers.judge.blur import WIDEST_EDGE_PX, edge_spread_px
from kiosk.papers.judge.finger import finger_share
from kiosk.papers.judge.glare import has_glare
from kiosk.papers.judge.place import is_cut_off, is_too_far
from kiosk.papers.light import evened
from kiosk.papers.page import DPI, FIELD_WIDTH_MM, MM_PER_INCH, Corners, Image, find_page, rectify, turned
from kiosk.papers.upright import quarters_to_upright, straightened


@unique
class Advice(Enum):
    """What the resident should do, most urgent first; show only the first."""

    NO_PAGE = "no_page"
    NO_PHOTO = "no_photo"
    CUT_OFF = "cut_off"
    TOO_FAR = "too_far"
    BLURRED = "blurred"
    GLARE = "glare"
    FINGER = "finger"
    BLANK = "blank"
    WRONG_KIND = "wrong_kind"
    WRONG_SIDE = "wrong_side"
    SAME_PAGE = "same_page"
    OTHER_PERSON = "other_person"
    NOT_TOGETHER = "not_together"
    EXPIRED = "expired"
    PHOTO_GROUND = "photo_ground"
    PHOTO_HEAD = "photo_head"


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One frame judged: `corners` and `page` are None without a sheet; no advice = take it."""

    corners: Corners | None
    page: Image | None
    advice: tuple[Advice, ...]

    @property
    def good(self) -> bool:
        """True when nothing is to be mended."""
        return not self.advice


def look(
    image: Image,
    *,
    field_width_mm: float = FIELD_WIDTH_MM,
    size_mm: tuple[float, float] | None = None,
    least_dpi: float | None = None,
    meant: Corners | None = None,
) -> Look:
    """Find, flatten and judge the sheet in one frame, of several the one at `meant`; `size_mm` when its size is known.

    `page` is as it was photographed and lies as it lay in the frame; `readied` sets it upright and evens its light, and
    uses it up.
    """
    corners = find_page(image, meant)
    if corners is None:
        return Look(None, None, (Advice.NO_PAGE,))
    return look_at(image, corners, field_width_mm=field_width_mm, size_mm=size_mm, least_dpi=least_dpi)


def look_at(
    image: Image,
    corners: Corners,
    *,
    field_width_mm: float = FIELD_WIDTH_MM,
    size_mm: tuple[float, float] | None = None,
    least_dpi: float | None = None,
) -> Look:
    """`look` with the corners known already."""
    page = rectify(image, corners, field_width_mm=field_width_mm, size_mm=size_mm)
    page_mm = (page.shape[1] / DPI * MM_PER_INCH, page.shape[0] / DPI * MM_PER_INCH)
    found = {
        Advice.CUT_OFF: is_cut_off(image, corners),
        Advice.TOO_FAR: is_too_far(image, corners, size_mm=size_mm, field_width_mm=field_width_mm, least_dpi=least_dpi),
        Advice.FINGER: finger_share(image, corners, page_mm) > 0,
        **dict.fromkeys(judge(page), True),
    }
    return Look(corners, page, tuple(advice for advice in Advice if found.get(advice)))


def judge(page: Image) -> list[Advice]:
    """BLURRED, GLARE and BLANK of a flat 200 dpi page, most urgent first; empty = good."""
    grey = grey_of(page)
    findings = {
        Advice.BLURRED: edge_spread_px(grey) > WIDEST_EDGE_PX,
        Advice.GLARE: has_glare(grey),
        Advice.BLANK: is_blank(grey),
    }
    return [advice for advice, found in findings.items() if found]


def readied(page: Image, dpi: int = DPI) -> Image:
    """The page as it is kept: its light evened out, upright, its lines level (kiosk requirements L-03).

    `page` is used up, its pixels become others: at 200 dpi an A4 has 11.6 MB, and every copy counts.
    """
    page = evened(page, dpi, in_place=True)
    page = turned(page, quarters_to_upright(page, dpi))
    return straightened(page, dpi)
