"""The strokes of a signature, as the view sends them."""

import math
from typing import Any

MIN_POINTS = 8
MAX_POINTS = 20_000  # minutes of drawing; what is over would make the hand-in too large to be stored


def clean_strokes(strokes: Any) -> list[list[tuple[float, float, int]]]:
    """What the view sent, as finite numbers, at most `MAX_POINTS` of them; anything else is left out."""
    cleaned, left = [], MAX_POINTS
    for stroke in strokes if isinstance(strokes, list | tuple) else ():
        points = [_point(one) for one in stroke if _is_point(one)] if isinstance(stroke, list | tuple) else []
        if points[:left]:
            cleaned.append(points[:left])
        left -= len(points[:left])
    return cleaned


def _is_point(point: Any) -> bool:
    three = isinstance(point, list | tuple) and len(point) == 3
    return three and all(isinstance(one, int | float) and math.isfinite(one) for one in point)


def _point(point: Any) -> tuple[float, float, int]:
    x, y, ms = point
    return round(float(x), 2), round(float(y), 2), int(ms)
