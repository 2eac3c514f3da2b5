"""A pinhole camera over a table, and sheets that lie on it, flat or curled."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from workbench.camera.drawing import PX_PER_MM, Paper

DISTANCE_MM = 480.0


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """`matrix` (3, 4) takes points of the table in mm (z upwards, towards the camera) to homogeneous pixels."""

    matrix: np.ndarray
    size: tuple[int, int]

    @classmethod
    def tilted(cls, size: tuple[int, int], px_per_mm: float, tilt_deg: float, towards_deg: float) -> "View":
        """Centred over the table's origin, tilted by so much about the axis that lies at `towards_deg`."""
        axis = np.array([math.cos(math.radians(towards_deg)), math.sin(math.radians(towards_deg)), 0.0])
        turn, _ = cv2.Rodrigues(axis * math.radians(tilt_deg))
        focal = px_per_mm * DISTANCE_MM
        inner = np.array([[focal, 0, size[0] / 2], [0, focal, size[1] / 2], [0, 0, 1]])
        turn[:, 2] *= -1  # z towards the camera, which looks down
        return cls(inner @ np.column_stack([turn, [0, 0, DISTANCE_MM]]), size)

    def moved(self, by_px: np.ndarray) -> "View":
        """The same with the picture shifted."""
        shift = np.array([[1, 0, by_px[0]], [0, 1, by_px[1]], [0, 0, 1.0]])
        return View(shift @ self.matrix, self.size)

    def project(self, points: np.ndarray) -> np.ndarray:
        """Pixels (n, 2) of points (n, 2) on the table or (n, 3) over it, in mm."""
        flat = points if points.shape[1] == 3 else np.column_stack([points, np.zeros(len(points))])
        seen = np.column_stack([flat, np.ones(len(flat))]) @ self.matrix.T
        return np.asarray(seen[:, :2] / seen[:, 2:])

    def plane(self) -> np.ndarray:
        """Homography from the table's mm to pixels."""
        return self.matrix[:, [0, 1, 3]]


@dataclass(frozen=True, slots=True, eq=False)
class Lying:
    """A sheet on the table: centre and turn, and how far its two short ends or one corner rise (mm, 0 = flat)."""

    paper: Paper
    centre_mm: tuple[float, float]
    turn_deg: float
    bow_mm: float = 0.0
    ear_mm: float = 0.0

    def corners(self, view: View) -> np.ndarray:
        """Pixels (4, 2) float32, clockwise from the sheet's own top left."""
        width, height = self.paper.size_mm
        own = np.array([[0, 0], [width, 0], [width, height], [0, height]])
        return np.asarray(view.project(self._on_table(own)), np.float32)

    def laid(self, view: View) -> tuple[np.ndarray, np.ndarray]:
        """The sheet as the camera sees it, BGR uint8, and its cover 0..1, both of the frame's size."""
        x, y = self._own_mm(view)
        width, height = self.paper.size_mm
        mean = math.sqrt(_area(self.corners(view)) / (width * height))  # px per mm
        factor = min(1.0, mean / PX_PER_MM * 1.15)
        sheet = cv2.resize(self.paper.image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        scale = PX_PER_MM * factor
        laid = cv2.remap(sheet, x * scale - 0.5, y * scale - 0.5, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return laid, _cover(x, y, width, height, self.paper.radius_mm, mean)

    def _on_table(self, own: np.ndarray) -> np.ndarray:
        width, height = self.paper.size_mm
        angle = math.radians(self.turn_deg)
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        table = (own - [width / 2, height / 2]) @ turn.T + self.centre_mm
        return np.column_stack([table, self._height(own[:, 0], own[:, 1])])

    def _height(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """How high the sheet lies over the table at a point of its own, mm."""
        width, height = self.paper.size_mm
        bow = self.bow_mm * np.clip(2 * y / height - 1, -1.1, 1.1) ** 2
        ear = np.clip((x / width + y / height - 1.55) / 0.45, 0, 1.2) ** 2
        return np.asarray(bow + self.ear_mm * ear)

    def _own_mm(self, view: View) -> tuple[np.ndarray, np.ndarray]:
        """For each pixel of the frame, the sheet's own mm seen there (its plane goes on outside the sheet)."""
        width, height = view.size
        step = 1 if self.bow_mm == self.ear_mm == 0 else 2
        xs, ys = np.arange(0, width, step, dtype=np.float32), np.arange(0, height, step, dtype=np.float32)
        paper_width, paper_height = self.paper.size_mm
        angle = math.radians(self.turn_deg)
        cos, sin = math.cos(angle), math.sin(angle)
        place = np.array([[cos, -sin, self.centre_mm[0]], [sin, cos, self.centre_mm[1]], [0, 0, 1]])
        place = place @ np.array([[1, 0, -paper_width / 2], [0, 1, -paper_height / 2], [0, 0, 1]])
        x, y = _through(np.linalg.inv(view.plane() @ place), xs, ys)
        for _ in range(3 if step == 2 else 0):
            # A raised point is seen further out than the table below it: look along the ray at its height.
            rise = self._height(x, y).astype(np.float32)
            x, y = self._at_height(view, place, rise, xs, ys)
        if step == 2:
            x, y = (cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR) for part in (x, y))
        return x, y

    @staticmethod
    def _at_height(
        view: View, place: np.ndarray, rise: np.ndarray, xs: np.ndarray, ys: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The same by heights: between two planes, the ray is followed linearly (heights are small)."""
        low_x, low_y = _through(np.linalg.inv(view.plane() @ place), xs, ys)
        raised = view.plane().copy()
        raised[:, 2] += 10.0 * view.matrix[:, 2]
        high_x, high_y = _through(np.linalg.inv(raised @ place), xs, ys)
        share = rise / 10.0
        return low_x + (high_x - low_x) * share, low_y + (high_y - low_y) * share


def _through(matrix: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    m = matrix.astype(np.float32)
    column = ys[:, None]
    deep = m[2, 0] * xs + m[2, 1] * column + m[2, 2]
    return (
        (m[0, 0] * xs + m[0, 1] * column + m[0, 2]) / deep,
        (m[1, 0] * xs + m[1, 1] * column + m[1, 2]) / deep,
    )


def _cover(x: np.ndarray, y: np.ndarray, width: float, height: float, radius: float, px_per_mm: float) -> np.ndarray:
    """1 inside the rounded rectangle, 0 outside, soft over one pixel."""
    beside_x = np.abs(x - width / 2) - (width / 2 - radius)
    beside_y = np.abs(y - height / 2) - (height / 2 - radius)
    if radius > 0:
        corner = np.hypot(np.maximum(beside_x, 0), np.maximum(beside_y, 0))
        distance = corner + np.minimum(np.maximum(beside_x, beside_y), 0) - radius
    else:
        distance = np.maximum(beside_x, beside_y)
    return np.asarray(np.clip(0.5 - distance * px_per_mm, 0, 1), np.float32)


def _area(corners: np.ndarray) -> float:
    return float(abs(cv2.contourArea(corners.astype(np.float32))))
