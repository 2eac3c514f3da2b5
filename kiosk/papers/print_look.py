"""Is this picture of a portrait print good enough: found, cut out, upright, sharp, and a portrait as asked for."""

from kiosk.papers.ink import grey_of
from kiosk.papers.judge.blur import WIDEST_EDGE_PX, edge_spread_px
from kiosk.papers.judge.finger import finger_share
from kiosk.papers.judge.place import is_cut_off
from kiosk.papers.page import (
    DPI,
    FIELD_WIDTH_MM,
    MM_PER_INCH,
    Corners,
    Image,
    measured_mm,
    page_at,
    rectify,
    turned,
)
from kiosk.papers.portrait import is_portrait_size, upright_portrait
from kiosk.papers.prints import prints_on
from kiosk.papers.quality import Advice, Look


def look_for_print(
    image: Image, background: str, *, field_width_mm: float = FIELD_WIDTH_MM, meant: Corners | None = None
) -> Look | None:
    """The print in one frame, of several the one at `meant` or the clearest; None when none is made out.

    `page` is upright at 200 dpi with its colours as photographed: evening the light looks for bare paper, of which a
    print has none, and would shift the very background that is asked for.
    """
    prints = prints_on(image, field_width_mm)
    if not prints:
        return None
    at = None if meant is None else page_at(prints, meant)
    corners = prints[at or 0]
    print_mm = measured_mm(image, corners, field_width_mm)
    faults = {
        Advice.CUT_OFF: is_cut_off(image, corners),
        Advice.FINGER: finger_share(image, corners, print_mm) > 0,
    }
    page = rectify(image, corners, field_width_mm=field_width_mm)
    return Look(corners, *_judged(page, background, faults))


def looks_at_prints(flat: Image, background: str) -> list[Look]:
    """Every print on a scan at 200 dpi: one that fills it, or those that lie on it."""
    height_mm, width_mm = (px / DPI * MM_PER_INCH for px in flat.shape[:2])
    if is_portrait_size(width_mm, height_mm):
        return [Look(None, *_judged(flat, background, {}))]
    cut = [rectify(flat, corners, field_width_mm=width_mm) for corners in prints_on(flat, width_mm)]
    return [Look(None, *_judged(one, background, {})) for one in cut]


def _judged(page: Image, background: str, faults: dict[Advice, bool]) -> tuple[Image, tuple[Advice, ...]]:
    """The print upright, and what is to be mended, most urgent first."""
    seen = upright_portrait(page, DPI)
    found = faults | {
        Advice.BLURRED: edge_spread_px(grey_of(page)) > WIDEST_EDGE_PX,
        Advice.BLANK: seen.empty,
        Advice.WRONG_KIND: not seen.coloured,
        Advice.PHOTO_GROUND: not seen.has_background(background),
        Advice.PHOTO_HEAD: not seen.head_fits,
    }
    return turned(page, seen.quarters), tuple(advice for advice in Advice if found.get(advice))
