"""Whether the sheet lies well in the frame: wholly in view and near enough (kiosk requirements L-07, L-12)."""

import numpy as np

from kiosk.papers.page import CARD_MM, DPI, FIELD_WIDTH_MM, MM_PER_INCH, Corners, Image

EDGE_SHARE = 0.006  # of the frame's width: a corner nearer to the rim is cut off
CAMERA_SHARE = 0.85  # of what the camera gives on the table, when that is under 200 dpi
FEWEST_SIDE_PX = 200  # of a sheet whose size nobody knows: an ID card's short side below this is under 95 dpi
CARD_RATIO = (1.50, 1.68)  # long side by short side; among papers only cards are so long


def is_cut_off(image: Image, corners: Corners) -> bool:
    """True when a corner lies on the frame's rim or beyond it."""
    height, width = image.shape[:2]
    x, y = corners[:, 0], corners[:, 1]
    return bool(min(x.min(), y.min(), width - 1 - x.max(), height - 1 - y.max()) < EDGE_SHARE * width)


def is_too_far(
    image: Image,
    corners: Corners,
    *,
    size_mm: tuple[float, float] | None = None,
    field_width_mm: float = FIELD_WIDTH_MM,
    least_dpi: float | None = None,
) -> bool:
    """True when the sheet has fewer pixels to the inch than are wanted, measured on its shorter side.

    Without the sheet's true size there is no inch to count by: only a card is known by its shape.
    """
    short_px, long_px = sorted(_sides_px(corners))
    ratio = long_px / max(short_px, 1e-6)
    if size_mm is None and CARD_RATIO[0] < ratio < CARD_RATIO[1]:
        size_mm = CARD_MM
    if size_mm is None:
        return short_px < FEWEST_SIDE_PX
    wanted = wanted_dpi(image.shape[1], field_width_mm) if least_dpi is None else least_dpi
    return short_px / (min(size_mm) / MM_PER_INCH) < wanted


def wanted_dpi(frame_width_px: int, field_width_mm: float = FIELD_WIDTH_MM) -> float:
    """200 dpi (L-12, domain 2.5), or most of what this camera gives on the table when it cannot give so much.

    "Closer" must be something the resident can do: a small camera's limit is for `doctor`, not for them.
    """
    return min(float(DPI), CAMERA_SHARE * frame_width_px / field_width_mm * MM_PER_INCH)


def _sides_px(corners: Corners) -> tuple[float, float]:
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(sides[0] + sides[2]) / 2, float(sides[1] + sides[3]) / 2
