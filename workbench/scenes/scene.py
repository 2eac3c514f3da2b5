"""One photograph of a paper on a table: chosen by number, the same every time, its corners known."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, unique

import cv2
import numpy as np

from workbench.camera.drawing import Paper
from workbench.scenes import clutter, grounds, light
from workbench.scenes.documents import any_paper
from workbench.scenes.view import Lying, View

SEED = 20261126
DEFAULT_SIZE = (1920, 1440)
TWELVE_MEGAPIXELS = (4000, 3000)


@unique
class Difficulty(Enum):
    """What makes a scene hard; EMPTY has no document, POOR may cut it off."""

    MAT = "mat"
    DESK = "desk"
    PATTERNED = "patterned"
    SHADOW = "shadow"
    CLUTTERED = "cluttered"
    POOR = "poor"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """`image` BGR uint8; `corners` (4, 2) float32 clockwise from the document's own top left, None when empty.

    `others` are the corners of further papers in view; `visible` says that the document lies fully in the frame.
    """

    number: int
    difficulty: Difficulty
    image: np.ndarray = field(repr=False)
    corners: np.ndarray | None
    document: Paper | None
    others: tuple[np.ndarray, ...]
    visible: bool


Papers = Callable[[np.random.Generator], Paper]


def scene(
    number: int, kind: Difficulty, size: tuple[int, int] = DEFAULT_SIZE, papers: Papers = any_paper
) -> Scene:  # fmt: skip
    """The scene of this number and kind; pixels `size` = width, height; the document one of `papers`.

    Empty of other papers than usual: so near to one that it fills the frame, and no sheet has an outline there.
    """
    rng = np.random.default_rng([SEED, number, [*Difficulty].index(kind)])
    if kind is Difficulty.EMPTY:
        return _empty(rng, number, size) if papers is any_paper else _filled(rng, number, size, papers)
    view, sheet = _posed(rng, kind, size, papers)
    picture = _ground(rng, kind, view)
    others = _others(rng, kind, view, sheet)
    for other in others:
        _lay(picture, other, view)
    _lay(picture, sheet, view)
    corners = sheet.corners(view)
    if kind is Difficulty.CLUTTERED:
        _strew(rng, picture, corners, view)
    image = _exposed(rng, kind, picture, size)
    inside = bool(((corners >= 0) & (corners <= np.array(size) - 1)).all())
    return Scene(
        number, kind, image, corners, sheet.paper, tuple(other.corners(view) for other in others), inside
    )  # fmt: skip


def all_scenes(per_class: int, size: tuple[int, int] = DEFAULT_SIZE) -> Iterator[Scene]:
    """So many scenes of every kind, rendered one at a time."""
    for kind in Difficulty:
        for number in range(per_class):
            yield scene(number, kind, size)


def _posed(
    rng: np.random.Generator, kind: Difficulty, size: tuple[int, int], papers: Papers
) -> tuple[View, Lying]:  # fmt: skip
    """Camera and document so that the document takes a natural part of the frame."""
    tilt = rng.uniform(0, 10) if kind is Difficulty.MAT else rng.uniform(0, 27)
    paper = papers(rng)
    bent = kind is not Difficulty.MAT and min(paper.size_mm) > 70 and rng.random() < 0.35
    bow, ear = (rng.uniform(0, 5), rng.choice([0, 0, 6.0])) if bent else (0.0, 0.0)
    sheet = Lying(paper, (0.0, 0.0), rng.uniform(0, 360), float(bow), float(ear))
    share = rng.uniform(0.3, 0.75) if max(paper.size_mm) < 100 else rng.uniform(0.6, 0.94)
    towards = rng.uniform(0, 360)
    view = View.tilted(size, 1.0, tilt, towards)
    reach = np.ptp(sheet.corners(view), axis=0) / size
    view = View.tilted(size, share / float(reach.max()), tilt, towards)
    corners = sheet.corners(view)
    room = np.maximum(0, np.array(size) * 0.975 - np.ptp(corners, axis=0)) / 2
    middle = (corners.max(axis=0) + corners.min(axis=0)) / 2
    by = np.array(size) / 2 - middle + rng.uniform(-1, 1, 2) * room * rng.choice([0.3, 1.0])
    if kind is Difficulty.POOR and rng.random() < 0.4:
        away = np.array([math.cos(angle := rng.uniform(0, 2 * np.pi)), math.sin(angle)])
        by = np.array(size) / 2 - middle + away * (room + np.ptp(corners, axis=0) * rng.uniform(0.1, 0.3))
    return view.moved(by), sheet


def _ground(rng: np.random.Generator, kind: Difficulty, view: View) -> np.ndarray:
    """The table as the camera sees it, float32."""
    choice = {
        Difficulty.MAT: (grounds.felt,),
        Difficulty.DESK: grounds.PLAIN,
        Difficulty.SHADOW: (grounds.felt, *grounds.PLAIN),
        Difficulty.PATTERNED: grounds.PATTERNED,
    }.get(kind, grounds.EVERY)
    texture = choice[int(rng.integers(len(choice)))](rng)
    scale = grounds.SIDE_MM / grounds.SIDE_PX
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    centred = np.array([[scale, 0, -grounds.SIDE_MM / 2], [0, scale, -grounds.SIDE_MM / 2], [0, 0, 1]])
    matrix = view.plane() @ turn @ centred
    picture = cv2.warpPerspective(texture, matrix, view.size, borderMode=cv2.BORDER_REFLECT_101)
    grain = np.empty(picture.shape[:2], np.float32)
    cv2.setRNGSeed(int(rng.integers(1 << 30)))
    cv2.randn(grain, np.zeros(1), np.full(1, rng.uniform(1, 4)))
    return np.asarray(np.clip(picture + grain[..., None], 0, 255), np.float32)


def _others(rng: np.random.Generator, kind: Difficulty, view: View, main: Lying) -> list[Lying]:
    """Smaller papers beside the document, or partly under it; only in cluttered scenes."""
    if kind is not Difficulty.CLUTTERED or rng.random() < 0.4:
        return []
    width, height = main.paper.size_mm
    away = math.hypot(width, height) / 2 + rng.uniform(-10, 40)
    angle = rng.uniform(0, 2 * np.pi)
    turn = main.turn_deg + rng.choice([0.0, 90.0, float(rng.uniform(0, 360))])
    centre = (away * math.cos(angle), away * math.sin(angle))
    return [Lying(any_paper(rng, small=min(width, height) < 200), centre, float(turn))]


def _lay(picture: np.ndarray, sheet: Lying, view: View) -> None:
    """Lay the sheet on the frame with its own shadow around it."""
    laid, cover = sheet.laid(view)
    px = view.size[0] / 400
    shift = np.array([[1, 0, 0.7 * px], [0, 1, px]], np.float32)
    shadow = cv2.GaussianBlur(cv2.warpAffine(cover, shift, view.size), (0, 0), 1.3 * px)
    picture *= 1 - 0.35 * shadow[..., None]
    picture += (laid.astype(np.float32) * 0.96 - picture) * cover[..., None]


def _strew(rng: np.random.Generator, picture: np.ndarray, corners: np.ndarray, view: View) -> None:
    """Pens and mugs beside the document, and sometimes a finger on its edge."""
    centre = corners.mean(axis=0)
    reach = float(np.linalg.norm(corners - centre, axis=1).max())
    px_per_mm = float(np.linalg.norm(np.diff(view.project(np.array([[0.0, 0], [1, 0]])), axis=0)))
    for _ in range(int(rng.integers(1, 4))):
        angle = rng.uniform(0, 2 * np.pi)
        away = np.array([math.cos(angle), math.sin(angle)])
        thing = clutter.mug if rng.random() < 0.3 else clutter.pen
        thing(picture, rng, centre + away * (reach + rng.uniform(60, 90) * px_per_mm), px_per_mm)
    if rng.random() < 0.3:
        side = int(rng.integers(4))
        ends = corners[side], corners[(side + 1) % 4]
        at = ends[0] + rng.uniform(0.25, 0.75) * (ends[1] - ends[0])
        clutter.finger(picture, rng, at, (at - centre) / np.linalg.norm(at - centre), px_per_mm)


def _exposed(rng: np.random.Generator, kind: Difficulty, picture: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Light, lens and sensor."""
    poor, shaded = kind is Difficulty.POOR, kind is Difficulty.SHADOW
    picture *= light.lamp(rng, size, rng.uniform(0, 0.6 if shaded or poor else 0.3))[..., None]
    for _ in range(int(rng.integers(1, 3)) if shaded else 0):
        picture *= light.cast_shadow(rng, size)[..., None]
    picture *= rng.uniform(0.25, 0.6) if poor else rng.uniform(0.8, 1.08)
    picture *= (1 + rng.uniform(-0.07, 0.07, 3)).astype(np.float32)
    px = size[0] / 1920
    picture = light.defocus(picture, px * (rng.uniform(0.6, 3.5) if poor else rng.uniform(0.5, 1.2)))
    if rng.random() < (0.4 if poor else 0.08):
        picture = light.motion(picture, rng, max(3, round(rng.uniform(5, 15) * px)))
    quality = int(rng.integers(45, 80) if poor else rng.integers(75, 95))
    return light.exposed(picture, rng, rng.uniform(4, 9) if poor else rng.uniform(1, 3.5), quality)


def _empty(rng: np.random.Generator, number: int, size: tuple[int, int]) -> Scene:
    """A table without a paper, half of them under cast shadows, a third with a pen or a mug."""
    view = View.tilted(size, size[0] / rng.uniform(250, 420), rng.uniform(0, 27), rng.uniform(0, 360))
    picture = _ground(rng, Difficulty.EMPTY, view)
    for _ in range(int(rng.integers(0, 3)) if rng.random() < 0.35 else 0):
        thing = clutter.mug if rng.random() < 0.4 else clutter.pen
        thing(picture, rng, rng.uniform(0.1, 0.9, 2) * size, size[0] / 330)
    light_like = Difficulty.SHADOW if rng.random() < 0.5 else Difficulty.DESK
    return Scene(number, Difficulty.EMPTY, _exposed(rng, light_like, picture, size), None, None, (), False)


def _filled(rng: np.random.Generator, number: int, size: tuple[int, int], papers: Papers) -> Scene:
    """A page from so near that nothing else is in view: whatever frame is printed on it is not the sheet."""
    sheet = Lying(papers(rng), (0.0, 0.0), 90.0 * int(rng.integers(4)) + rng.uniform(-12, 12))
    tilt, towards, px_per_mm = rng.uniform(0, 20), rng.uniform(0, 360), size[0] / max(sheet.paper.size_mm)
    rim = [(0.0, 0.0), (size[0], 0.0), (size[0], size[1]), (0.0, size[1])]
    while True:
        view = View.tilted(size, px_per_mm, tilt, towards)
        outline = sheet.corners(view)
        if all(cv2.pointPolygonTest(outline[:, None], point, True) > 0.01 * size[0] for point in rim):
            break
        px_per_mm *= 1.1
    picture = _ground(rng, Difficulty.MAT, view)
    _lay(picture, sheet, view)
    return Scene(number, Difficulty.EMPTY, _exposed(rng, Difficulty.DESK, picture, size), None, None, (), False)
