"""Photographing a paper: the table, the light, the lens and the hand that lays the sheet down."""

import zlib
from enum import Enum, unique

import cv2
import numpy as np

from workbench.camera.drawing import PX_PER_MM, Paper

FIELD_WIDTH_MM = 360.0  # what the camera sees from left to right
MAT = (74, 70, 62)  # BGR, a dark felt mat
NOISE_SIGMA = 2.2
Picture = np.ndarray


@unique
class SceneFault(Enum):
    """What may be wrong with the picture itself."""

    BLUR = "blur"
    GLARE = "glare"
    CUT_OFF = "cut_off"
    FAR = "far"


class Table:
    """An empty table top of `width` x `height` pixels, on which papers are photographed."""

    def __init__(self, width: int, height: int, field_width_mm: float = FIELD_WIDTH_MM) -> None:
        self._size = (width, height)
        self._px_per_mm = width / field_width_mm
        rng = np.random.default_rng(20080115)
        felt = cv2.GaussianBlur(rng.normal(0, 26, (height, width)).astype(np.float32), (0, 0), 1.1)
        self._ground = np.clip(np.array(MAT, np.float32) + felt[..., None], 0, 255)
        self._light = self._lamp(0.84, 1.05)
        self._rng = np.random.default_rng(7)

    def photograph(self, paper: Paper | None, faults: frozenset[SceneFault] = frozenset()) -> Picture:
        """The still scene without sensor noise, float32 BGR 0..255; a large A4 sheet lies sideways."""
        picture = self._ground.copy()
        if paper is not None:
            self._lay(picture, paper, faults)
        picture *= self._light[..., None]
        if SceneFault.GLARE in faults:
            self._shine(picture)
        lens = 4.5 if SceneFault.BLUR in faults else 0.55
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), lens))

    def noisy(self, picture: Picture) -> Picture:
        """One exposure of the scene: uint8 with fresh sensor noise."""
        noise = np.empty(picture.shape, np.int16)
        cv2.setRNGSeed(int(self._rng.integers(1 << 30)))
        cv2.randn(noise, np.zeros(3), np.full(3, NOISE_SIGMA))
        return np.clip(picture + noise, 0, 255).astype(np.uint8)

    def corners_of(self, paper: Paper, faults: frozenset[SceneFault] = frozenset()) -> np.ndarray:
        """Where the paper's corners lie in the frame, shape (4, 2), clockwise from the paper's top left."""
        width_mm, height_mm = paper.size_mm
        scale = self._px_per_mm * (0.42 if SceneFault.FAR in faults else 1.0)
        quarter = -90.0 if height_mm * scale > self._size[1] * 0.97 else 0.0
        lean = (zlib.crc32(paper.name.encode()) % 1000) / 1000 * 5 - 2.5  # degrees, the same for each paper
        angle = np.deg2rad(quarter + lean)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        half = np.array([width_mm, height_mm]) * scale / 2
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half @ turn.T
        # The camera never hangs quite square: what is nearer to its lower edge is a little larger.
        corners *= 1 + 0.022 * corners[:, 1:] / self._size[1]
        centre = np.array(self._size) / 2
        if SceneFault.CUT_OFF in faults:
            centre = np.array([self._size[0] - half[0] * 0.45, self._size[1] / 2])
        return np.asarray(corners + centre, np.float32)

    def _lay(self, picture: Picture, paper: Paper, faults: frozenset[SceneFault]) -> None:
        corners = self.corners_of(paper, faults)
        side = np.linalg.norm(corners[1] - corners[0])
        factor = side / paper.image.shape[1]
        sheet = cv2.resize(paper.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        height, width = sheet.shape[:2]
        source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        bend = cv2.getPerspectiveTransform(source, corners)
        mask = self._outline(width, height, paper.radius_mm * factor * PX_PER_MM)
        laid = cv2.warpPerspective(sheet, bend, self._size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        cover = cv2.warpPerspective(mask, bend, self._size, flags=cv2.INTER_LINEAR)
        shift = np.array([[1, 0, 7], [0, 1, 9]], np.float32)
        shadow = cv2.GaussianBlur(cv2.warpAffine(cover, shift, self._size), (0, 0), 9)
        picture *= 1 - 0.45 * shadow[..., None]
        picture += (laid.astype(np.float32) * 0.96 - picture) * cover[..., None]

    @staticmethod
    def _outline(width: int, height: int, radius: float) -> Picture:
        mask = np.zeros((height, width), np.float32)
        r = round(radius)
        cv2.rectangle(mask, (r, 0), (width - r, height), 1.0, -1)
        cv2.rectangle(mask, (0, r), (width, height - r), 1.0, -1)
        for x in (r, width - r):
            for y in (r, height - r):
                cv2.circle(mask, (x, y), r, 1.0, -1)
        return mask

    def _lamp(self, dark: float, bright: float) -> Picture:
        width, height = self._size
        across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
        down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        return bright - (bright - dark) * (0.6 * across + 0.4 * down)

    def _shine(self, picture: Picture) -> None:
        """The reflection of a lamp, just beside the middle."""
        width, height = self._size
        x = (np.arange(width, dtype=np.float32) - width * 0.52) / (width * 0.055)
        y = (np.arange(height, dtype=np.float32) - height * 0.47) / (height * 0.05)
        picture += 420 * np.exp(-(x[None, :] ** 2 + y[:, None] ** 2))[..., None]
        np.clip(picture, 0, 255, out=picture)
