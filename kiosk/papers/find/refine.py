"""The sides of a found sheet, measured again between the pixels of the frame itself."""

from typing import Any

import cv2
import numpy as np

from kiosk.papers.find.shapes import fitted, met, on_rim, profiles

WIDTH_PX = 1600  # wider frames are measured on a copy: beyond it noise grows and nothing is won
REACH_PX, STEPS_A_PX = 2.5, 2  # of the search copy; samples to each of its pixels
POSITIONS = 64
CALM = 5  # neighbours along the side that are averaged against noise
LEAST_SHARE = 0.4  # of the positions must show the edge, else the side stays
FARTHEST_PX = 6.0  # of the search copy, that a corner may move


def refined(frame: Any, corners: Any, scale: float) -> Any:
    """Corners (4, 2) float32 in the frame's pixels, from those in the search copy, of `scale` times its size."""
    width = min(WIDTH_PX, frame.shape[1])
    factor = width / frame.shape[1]
    copy = cv2.resize(frame, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else frame
    ratio = factor / scale
    start = (np.asarray(corners, np.float32) + 0.5) * ratio - 0.5
    better = _laid(copy, start, REACH_PX * ratio, max(4, round(REACH_PX * STEPS_A_PX * ratio)))
    if better is None or np.abs(better - start).max() > FARTHEST_PX * ratio:
        better = start
    return np.asarray((better + 0.5) / factor - 0.5, np.float32)


def _laid(picture: Any, corners: Any, reach_px: float, steps: int) -> Any | None:
    """Every side through the steepest places across it, between samples; None when no four corners come of it."""
    samples, places, inward = profiles(picture, corners[None], reach_px, POSITIONS, steps)
    calm = cv2.blur(samples[0].astype(np.float32).reshape(4 * POSITIONS, -1), (1, CALM)).reshape(samples.shape[1:])
    slope = np.linalg.norm(calm[:, :, 2:] - calm[:, :, :-2], axis=-1)  # (4, positions, 2 * steps - 1)
    rim = on_rim(corners[None], (picture.shape[1], picture.shape[0]))[0]
    lines = []
    for side in range(4):
        off, clear = _peaks(slope[side])
        points = places[0, side] + (off * reach_px / steps)[:, None] * inward[0, side]
        start, end = corners[side], corners[(side + 1) % 4]
        unit = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
        kept = rim[side] or clear.mean() < LEAST_SHARE
        lines.append(np.concatenate([unit, start]) if kept else fitted(points[clear]))
    return met(lines)


def _peaks(slope: Any) -> tuple[Any, Any]:
    """Where each row is steepest, in samples from the middle, and whether it clearly is within the row."""
    best = slope.argmax(axis=1)
    inner = np.clip(best, 1, slope.shape[1] - 2)
    rows = np.arange(len(slope))
    left, top, right = slope[rows, inner - 1], slope[rows, inner], slope[rows, inner + 1]
    bend = left - 2 * top + right
    shift = np.where(bend < -1e-6, 0.5 * (left - right) / np.where(bend < -1e-6, bend, 1), 0)
    clear = (best == inner) & (top > 1.5 * np.median(slope, axis=1))
    return inner + np.clip(shift, -0.5, 0.5) - (slope.shape[1] - 1) / 2, clear
