"""Good photographs of specimen papers on many grounds, with known corners: what faults are planted in; seeded."""

import functools
from collections.abc import Callable
from enum import Enum, unique

import cv2
import numpy as np

from workbench.camera import papers
from workbench.camera.drawing import Paper
from workbench.camera.people import PEOPLE, Person
from workbench.scenes.faults import Laid, Picture, Rng

FIELD_WIDTH_MM = 360.0
FRAME_PX = (2592, 1944)  # 5 MP: 183 dpi on the table


@unique
class Ground(Enum):
    """What the papers lie on."""

    MAT = "mat"
    LIGHT = "light"
    WOOD = "wood"
    TILES = "tiles"
    CLOTH = "cloth"
    SHADED = "shaded"


SHEETS: dict[str, Callable[[int], Paper]] = {
    "id_card": lambda n: papers.id_card(_person(n)),
    "id_card_back": lambda n: papers.id_card_back(_person(n)),
    "household_register": lambda n: papers.household_register(_person(n)),
    "residence_permit": lambda n: papers.residence_permit(_person(n)),
    "photo": lambda n: papers.photo(_person(n)),
    "application_form": lambda n: papers.application_form(_person(n)),
    "envelope": lambda n: papers.envelope(f"YGT2603020{n % 10000:04d}"),
}


def laid(paper: Paper, ground: Ground, number: int, frame_px: tuple[int, int] = FRAME_PX) -> Laid:
    """The paper photographed on a ground: any turn, up to 15 degrees of tilt, a lamp aside, noise, JPEG."""
    rng = np.random.default_rng([number, list(Ground).index(ground)])
    corners = _corners(paper, frame_px, rng)
    picture = _ground(ground, number % 3, frame_px).copy()
    scale = float(np.linalg.norm(corners[1] - corners[0])) / paper.image.shape[1]
    sheet = cv2.resize(paper.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _lay(picture, sheet, corners, paper.radius_mm * frame_px[0] / FIELD_WIDTH_MM)
    picture *= _light(ground, frame_px, rng)[..., None]
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 0.8)) + rng.normal(0, 2.0, picture.shape)
    coded = cv2.imencode(".jpg", np.clip(picture, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    return Laid(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)), corners, paper.size_mm)


def numbered(number: int, frame_px: tuple[int, int] = FRAME_PX) -> tuple[str, Laid]:
    """The good scene of this number and the name of its sheet: every sheet and then every ground in turn."""
    names, grounds = [*SHEETS], [*Ground]
    name = names[number % len(names)]
    return name, laid(sheet(name, number), grounds[number // len(names) % len(grounds)], number, frame_px)


def sheet(name: str, number: int) -> Paper:
    """Specimen `name` of the person whose turn it is."""
    return _sheet(name, number % len(PEOPLE))


@functools.lru_cache(maxsize=64)
def _sheet(name: str, person: int) -> Paper:
    return SHEETS[name](person)


def _person(number: int) -> Person:
    people = list(PEOPLE.values())
    return people[number % len(people)]


def _corners(paper: Paper, frame_px: tuple[int, int], rng: Rng) -> Picture:
    """A place where the whole sheet is in view, near its true size, turned anyhow and a little tilted."""
    px_per_mm = frame_px[0] / FIELD_WIDTH_MM
    half = np.array(paper.size_mm) * px_per_mm / 2
    while True:
        angle = rng.uniform(-np.pi, np.pi) if max(half) < 0.3 * frame_px[0] else rng.integers(4) * np.pi / 2
        angle += rng.uniform(-0.08, 0.08)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        flat = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half @ turn.T
        tilt = rng.uniform(-0.26, 0.26, 2) / frame_px[0]
        corners = flat / (1 + flat @ tilt)[:, None]
        corners += np.array(frame_px) / 2 + rng.uniform(-0.12, 0.12, 2) * frame_px
        if corners.min() > 40 and (corners.max(axis=0) < np.array(frame_px) - 40).all():
            return np.asarray(corners, np.float32)


def _lay(picture: Picture, sheet: Picture, corners: Picture, radius_px: float) -> None:
    height, width = sheet.shape[:2]
    size = (picture.shape[1], picture.shape[0])
    bend = cv2.getPerspectiveTransform(
        np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32), corners
    )
    mask = np.zeros((height, width), np.float32)
    r = round(radius_px)
    cv2.rectangle(mask, (r, 0), (width - r, height), 1.0, -1)
    cv2.rectangle(mask, (0, r), (width, height - r), 1.0, -1)
    for x, y in ((r, r), (width - r, r), (r, height - r), (width - r, height - r)):
        cv2.circle(mask, (x, y), r, 1.0, -1)
    laid_sheet = cv2.warpPerspective(sheet, bend, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(mask, bend, size, flags=cv2.INTER_LINEAR)
    shadow = cv2.GaussianBlur(cv2.warpAffine(cover, np.array([[1, 0, 8], [0, 1, 10]], np.float32), size), (0, 0), 9)
    picture *= 1 - 0.4 * shadow[..., None]
    picture += (laid_sheet.astype(np.float32) * 0.95 - picture) * cover[..., None]


def _light(ground: Ground, frame_px: tuple[int, int], rng: Rng) -> Picture:
    """A lamp aside; on SHADED a hard shadow across the frame as well."""
    y, x = np.mgrid[0 : frame_px[1], 0 : frame_px[0]].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    along = ((x / frame_px[0] - 0.5) * np.cos(angle) + (y / frame_px[1] - 0.5) * np.sin(angle)).astype(np.float32)
    light = rng.uniform(0.85, 1.0) + rng.uniform(-0.25, 0.25) * along
    if ground is Ground.SHADED:
        edge = np.clip((along - rng.uniform(-0.15, 0.15)) * rng.uniform(12, 60), -8, 8)
        light *= 1 - rng.uniform(0.2, 0.5) / (1 + np.exp(-edge))
    return np.asarray(light, np.float32)


@functools.lru_cache(maxsize=8)
def _ground(ground: Ground, variant: int, frame_px: tuple[int, int]) -> Picture:
    """One of three of each kind, float32 BGR."""
    rng = np.random.default_rng([variant, list(Ground).index(ground)])
    width, height = frame_px
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    fine = cv2.GaussianBlur(rng.normal(0, 22, (height, width)).astype(np.float32), (0, 0), 1.2)
    base: Picture
    texture: Picture
    match ground:
        case Ground.LIGHT:
            base, texture = np.array([(205, 212, 215), (190, 195, 198), (225, 226, 224)][variant]), 0.3 * fine
        case Ground.WOOD:
            base = np.array([(70, 110, 160), (60, 85, 120), (120, 160, 195)][variant])
            wave = cv2.GaussianBlur(rng.normal(0, 60, (height, 1)).astype(np.float32), (0, 0), 6)
            texture = 2.2 * wave + 9 * np.sin(y / 17 + 3 * np.sin(x / 400)) + 0.4 * fine
        case Ground.TILES:
            base = np.array([(150, 150, 146), (120, 132, 140), (170, 165, 158)][variant])
            texture = np.where((x % 620 < 12) | (y % 620 < 12), -60.0, 0.0) + 0.5 * fine
        case Ground.CLOTH:
            base = np.array([(120, 70, 60), (70, 60, 130), (90, 110, 80)][variant])
            texture = 30 * np.sign(np.sin(x / 38)) + 26 * np.sign(np.sin(y / 38)) + 0.5 * fine
        case _:
            base, texture = np.array([(74, 70, 62), (52, 50, 50), (96, 84, 60)][variant]), fine
    return np.clip(base.astype(np.float32) + texture[..., None], 0, 255).astype(np.float32)
