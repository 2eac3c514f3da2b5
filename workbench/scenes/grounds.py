"""What papers lie on: textures of one square of the table, drawn by rule from a random generator, BGR float32."""

from collections.abc import Callable

import cv2
import numpy as np

SIDE_PX = 1400
SIDE_MM = 520.0
Texture = np.ndarray  # (SIDE_PX, SIDE_PX, 3) float32, 0..255
Ground = Callable[[np.random.Generator], Texture]


def felt(rng: np.random.Generator) -> Texture:
    """A dark mat, the ground that a kiosk's maker would choose."""
    tone = np.array([rng.uniform(30, 80)] * 3) + rng.uniform(-14, 14, 3)
    return _tinted(tone, cv2.GaussianBlur(_noise(rng, 24), (0, 0), 1.0))


def dark_desk(rng: np.random.Generator) -> Texture:
    """A painted or laminated desk, dark or middling."""
    return _desk(rng, rng.uniform(45, 130), 26)


def light_desk(rng: np.random.Generator) -> Texture:
    """A light grey or beige desk."""
    return _desk(rng, rng.uniform(150, 205), 16)


def white_desk(rng: np.random.Generator) -> Texture:
    """Nearly as white as paper."""
    return _desk(rng, rng.uniform(208, 232), 7)


def wood(rng: np.random.Generator) -> Texture:
    """Planks with grain and dark seams, from pale beech to walnut."""
    pale, deep = np.array([150, 190, 220]), np.array([45, 70, 105])
    mix = rng.uniform(0, 1)
    tone = pale * mix + deep * (1 - mix)
    y, _ = _grid()
    bend = 60 * _cloud(rng, 3) + 14 * _cloud(rng, 9)
    rings = np.sin((y + bend) / rng.uniform(6, 16)) * 7
    fibre = cv2.resize(rng.normal(0, 1, (SIDE_PX, 60)).astype(np.float32), (SIDE_PX, SIDE_PX)) * rng.uniform(4, 10)
    texture = _tinted(tone, (rings + fibre) * (0.4 + 0.6 * tone.mean() / 200))
    plank = rng.uniform(220, 520)
    number = (y // plank).astype(int)
    texture *= (1 + 0.12 * rng.normal(0, 1, number.max() + 1)[number])[..., None]
    texture[(y % plank) < 3] *= 0.45
    return texture


def cloth(rng: np.random.Generator) -> Texture:
    """A checked, striped or dotted table cloth with a visible weave."""
    first, second = rng.uniform(40, 235, 3), rng.uniform(40, 235, 3)
    step = rng.uniform(36, 130)
    y, x = _grid()
    style = int(rng.integers(4))
    if style == 0:
        weight = ((x // step) % 2 + (y // step) % 2) / 2
    elif style == 1:
        weight = ((x // step) % 2).astype(np.float32)
    elif style == 2:
        row = y // step
        weight = (np.hypot((x + row % 2 * step / 2) % step - step / 2, y % step - step / 2) < step * 0.26).astype(float)
    else:
        flower = np.hypot(x % step - step / 2, y % step - step / 2)
        angle = np.arctan2(y % step - step / 2, x % step - step / 2)
        weight = (flower < step * (0.24 + 0.12 * np.cos(5 * angle))).astype(float)
    weave = (np.sin(x * 2.1) + np.sin(y * 2.1)) * 4 + _noise(rng, 5)
    return np.asarray(
        first + (second - first) * weight[..., None] + weave[..., None] + 6 * _cloud(rng, 5)[..., None], np.float32
    )


def tiles(rng: np.random.Generator) -> Texture:
    """Ceramic tiles and their joints: long straight lines that are no paper."""
    step = rng.uniform(150, 420)
    y, x = _grid()
    tone = rng.uniform(90, 225) + rng.uniform(-12, 12, 3)
    shade = rng.normal(0, 7, (40, 40))[(y // step).astype(int), (x // step).astype(int)]
    texture = _tinted(tone, shade + 8 * _cloud(rng, 6) + _noise(rng, 3))
    joint = (x % step < 7) | (y % step < 7)
    texture[joint] *= rng.choice([0.55, 0.75, 1.18])
    return texture


def marble(rng: np.random.Generator) -> Texture:
    """Veined stone, light or dark."""
    tone = rng.choice([60, 120, 190, 222]) + rng.uniform(-8, 8, 3)
    veins = np.abs(_cloud(rng, 3) + 0.5 * _cloud(rng, 7) + 0.25 * _cloud(rng, 15))
    depth = -rng.uniform(25, 60) if tone.mean() > 100 else rng.uniform(30, 70)
    return _tinted(tone, depth * np.exp(-veins * rng.uniform(5, 14)) + 7 * _cloud(rng, 5) + _noise(rng, 2))


def terrazzo(rng: np.random.Generator) -> Texture:
    """Chips of stone in cement."""
    texture = _tinted(rng.uniform(120, 215) + rng.uniform(-8, 8, 3), _noise(rng, 4))
    for _ in range(700):
        centre, reach = rng.integers(0, SIDE_PX, 2), rng.uniform(4, 22)
        angles = np.sort(rng.uniform(0, 2 * np.pi, 6))
        chip = centre + reach * rng.uniform(0.5, 1, (6, 1)) * np.stack([np.cos(angles), np.sin(angles)], 1)
        cv2.fillPoly(texture, [chip.astype(np.int32)], tuple(rng.uniform(50, 240) + rng.uniform(-20, 20, 3)), 16)
    return texture


PLAIN: tuple[Ground, ...] = (dark_desk, light_desk, white_desk, wood, marble)
PATTERNED: tuple[Ground, ...] = (cloth, cloth, tiles, terrazzo, wood, marble)
EVERY: tuple[Ground, ...] = (felt, dark_desk, light_desk, white_desk, wood, cloth, tiles, marble, terrazzo)


def _desk(rng: np.random.Generator, tone: float, tint: float) -> Texture:
    grain = 3.5 * _cloud(rng, 4) + _noise(rng, rng.uniform(1, 4))
    return _tinted(tone + rng.uniform(-tint, tint, 3), grain)


def _tinted(tone: np.ndarray, change: np.ndarray) -> Texture:
    return (np.asarray(tone, np.float32) + change[..., None].astype(np.float32)).astype(np.float32)


def _noise(rng: np.random.Generator, sigma: float) -> np.ndarray:
    noise = np.empty((SIDE_PX, SIDE_PX), np.float32)
    cv2.setRNGSeed(int(rng.integers(1 << 30)))
    cv2.randn(noise, np.zeros(1), np.full(1, sigma))
    return noise


def _cloud(rng: np.random.Generator, cells: int) -> np.ndarray:
    """Smooth noise of about unit size with so many bumps a side."""
    coarse = rng.normal(0, 1, (cells + 2, cells + 2)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC))


def _grid() -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32)
    return y, x
