"""Light on the table and what lens and sensor make of it; all on float32 BGR 0..255."""

import cv2
import numpy as np

Picture = np.ndarray


def lamp(rng: np.random.Generator, size: tuple[int, int], strength: float) -> Picture:
    """Multiplier (h, w): one side brighter than the other by `strength` (0..1), corners darker."""
    width, height = size
    angle = rng.uniform(0, 2 * np.pi)
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    slope = 1 + strength * (np.cos(angle) * x + np.sin(angle) * y)
    return np.asarray(slope * (1 - rng.uniform(0, 0.35) * (x * x + y * y)), np.float32)


def cast_shadow(rng: np.random.Generator, size: tuple[int, int]) -> Picture:
    """Multiplier (h, w): the shadow of an arm, a shelf or a head, hard or soft, across the picture."""
    width, height = size
    shade = np.zeros((height // 2, width // 2), np.uint8)
    centre = np.array([width, height]) / 2 * rng.uniform(0.15, 0.85, 2)
    reach = width / 2
    if rng.random() < 0.5:
        angle = rng.uniform(0, 2 * np.pi)
        along = np.array([np.cos(angle), np.sin(angle)])
        beside = np.array([-along[1], along[0]]) * reach * rng.uniform(0.06, 0.3)
        far = along * reach * 2
        edge = np.array([centre - far - beside, centre + far - beside, centre + far + beside, centre - far + beside])
        cv2.fillPoly(shade, [edge.astype(np.int32)], 255)
    else:
        axes = (reach * rng.uniform(0.15, 0.5, 2)).astype(int)
        cv2.ellipse(shade, centre.astype(int).tolist(), axes.tolist(), rng.uniform(0, 180), 0, 360, 255, -1)
    soft = max(0.6, reach * rng.choice([0.001, 0.008, 0.03]))
    cover = cv2.GaussianBlur(shade.astype(np.float32) / 255, (0, 0), soft)
    return np.asarray(1 - rng.uniform(0.25, 0.55) * cv2.resize(cover, size))


def defocus(picture: Picture, sigma_px: float) -> Picture:
    """Blurred by lens or distance."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(0.3, sigma_px)))


def motion(picture: Picture, rng: np.random.Generator, length_px: int) -> Picture:
    """Blurred along a straight path of the hand."""
    kernel = np.zeros((length_px, length_px), np.float32)
    angle, middle = rng.uniform(0, np.pi), (length_px - 1) / 2
    reach = middle * np.array([np.cos(angle), np.sin(angle)])
    start, end = ((middle + sign * reach).round().astype(int).tolist() for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()))


def exposed(picture: Picture, rng: np.random.Generator, noise: float, jpeg_quality: int) -> Picture:
    """uint8 with sensor noise (grey levels, stronger in the light) and JPEG's own marks."""
    grain = np.empty(picture.shape, np.float32)
    cv2.setRNGSeed(int(rng.integers(1 << 30)))
    cv2.randn(grain, np.zeros(3), np.full(3, noise))
    shot = np.clip(picture + grain * (0.6 + 0.4 * picture / 255), 0, 255).astype(np.uint8)
    good, data = cv2.imencode(".jpg", shot, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])
    if not good:
        raise ValueError("the scene could not be coded")
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
