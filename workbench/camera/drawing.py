"""A pen in millimetres for specimen papers, and the shapes they share."""

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image, ImageDraw

from drivers.printer.fonts import font

PX_PER_MM = 12  # about 300 dpi: finer than any camera here sees
INK = (34, 34, 38)
Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing to lay under the camera: `image` BGR at 12 px/mm, round corners of `radius_mm`."""

    name: str
    image: np.ndarray = field(repr=False)
    radius_mm: float = 0.0

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        return self.image.shape[1] / PX_PER_MM, self.image.shape[0] / PX_PER_MM


class Pen:
    """Draws on one sheet; every position and size is in millimetres from the top left."""

    def __init__(self, width_mm: float, height_mm: float, ground: Colour) -> None:
        self.size_mm = (width_mm, height_mm)
        self.image = Image.new("RGB", (_px(width_mm), _px(height_mm)), ground)
        self._draw = ImageDraw.Draw(self.image)

    def text(
        self, at: Point, text: str, em_mm: float, *, ink: Colour = INK, bold: bool = False, anchor: str = "ls"
    ) -> None:
        """One line of text; `anchor` as Pillow names it, default left on the baseline."""
        face = font(_px(em_mm), bold=bold)
        self._draw.text((_px(at[0]), _px(at[1])), text, fill=ink, font=face, anchor=anchor)

    def line(self, start: Point, end: Point, *, ink: Colour = INK, width_mm: float = 0.2) -> None:
        """A straight line."""
        self._draw.line([_px(start[0]), _px(start[1]), _px(end[0]), _px(end[1])], ink, max(1, _px(width_mm)))

    def box(
        self, at: Point, size: Point, *, ink: Colour | None = None, fill: Colour | None = None,
        radius_mm: float = 0, width_mm: float = 0.25,
    ) -> None:  # fmt: skip
        """A rectangle, outlined or filled."""
        corners = [_px(at[0]), _px(at[1]), _px(at[0] + size[0]), _px(at[1] + size[1])]
        self._draw.rounded_rectangle(corners, _px(radius_mm), fill, ink, max(1, _px(width_mm)))

    def paste(self, at: Point, picture: Image.Image, width_mm: float) -> None:
        """Lay a picture on the sheet, scaled to `width_mm`, nearest neighbour so that bars stay crisp."""
        width = _px(width_mm)
        height = round(width * picture.height / picture.width)
        self.image.paste(picture.convert("RGB").resize((width, height), 0), (_px(at[0]), _px(at[1])))

    def guilloche(self, ink: Colour, *, rows: int = 26, amplitude_mm: float = 2.2) -> None:
        """The wavy security ground of cards and permits."""
        width_mm, height_mm = self.size_mm
        for row in range(-2, rows + 2):
            base = row * height_mm / rows
            points = [
                (_px(x), _px(base + amplitude_mm * math.sin(x / 7 + row * 0.45)))
                for x in np.arange(0, width_mm + 1, 0.8)
            ]
            self._draw.line(points, ink, 2)

    def seal(self, centre: Point, radius_mm: float, around: str, below: str) -> None:
        """A round red seal with a star; the text says plainly that it is a specimen."""
        red = (205, 62, 58)
        x, y = _px(centre[0]), _px(centre[1])
        reach = _px(radius_mm)
        self._draw.ellipse([x - reach, y - reach, x + reach, y + reach], outline=red, width=_px(0.7))
        star = [
            (x + reach * 0.32 * k * math.sin(a), y - reach * 0.32 * k * math.cos(a))
            for a, k in ((i * math.pi / 5, 1.0 if i % 2 == 0 else 0.4) for i in range(10))
        ]
        self._draw.polygon(star, fill=red)
        for index, sign in enumerate(around):
            angle = math.radians(-120 + 240 * index / max(1, len(around) - 1))
            where = (centre[0] + radius_mm * 0.74 * math.sin(angle), centre[1] - radius_mm * 0.74 * math.cos(angle))
            self._turned(where, sign, radius_mm * 0.3, -math.degrees(angle), red)
        self.text((centre[0], centre[1] + radius_mm * 0.68), below, radius_mm * 0.24, ink=red, anchor="ms")

    def portrait(self, at: Point, size: Point, ground: Colour) -> None:
        """A drawn bust, nobody's likeness."""
        final = (_px(size[0]), _px(size[1]))
        tile = Image.new("RGB", (3 * final[0], 3 * final[1]), ground)
        draw, (w, h) = ImageDraw.Draw(tile), tile.size
        draw.ellipse([w * 0.02, h * 0.68, w * 0.98, h * 1.5], fill=(52, 66, 92))
        draw.polygon([(w * 0.36, h * 0.72), (w * 0.64, h * 0.72), (w * 0.5, h * 0.9)], fill=(240, 240, 238))
        draw.rectangle([w * 0.42, h * 0.56, w * 0.58, h * 0.74], fill=(222, 184, 158))
        draw.ellipse([w * 0.23, h * 0.12, w * 0.77, h * 0.6], fill=(48, 42, 40))
        draw.ellipse([w * 0.28, h * 0.2, w * 0.72, h * 0.66], fill=(234, 198, 172))
        draw.pieslice([w * 0.26, h * 0.13, w * 0.74, h * 0.5], 180, 360, fill=(48, 42, 40))
        for eye in (0.41, 0.59):
            draw.ellipse([w * (eye - 0.03), h * 0.4, w * (eye + 0.03), h * 0.425], fill=(50, 40, 38))
        draw.arc([w * 0.42, h * 0.46, w * 0.58, h * 0.56], 20, 160, fill=(170, 96, 86), width=max(1, w // 90))
        self.image.paste(tile.resize(final, Image.Resampling.LANCZOS), (_px(at[0]), _px(at[1])))

    def specimen(self, *, em_mm: float, opacity: float = 0.16, step: tuple[float, float] = (9.5, 2.6)) -> None:
        """样本 SPECIMEN across the whole sheet, so that no picture of it can pass for a paper."""
        reach = int(math.hypot(*self.image.size)) + _px(em_mm)
        layer = Image.new("L", (reach, reach), 0)
        draw, face = ImageDraw.Draw(layer), font(_px(em_mm), bold=True)
        for row, y in enumerate(range(0, reach, _px(em_mm * step[1]))):
            for x in range(-(row % 2) * _px(em_mm * step[0] / 2), reach, _px(em_mm * step[0])):
                draw.text((x, y), "样本 SPECIMEN", fill=int(255 * opacity), font=face)
        layer = layer.rotate(24, resample=Image.Resampling.BILINEAR)
        left, top = (reach - self.image.width) // 2, (reach - self.image.height) // 2
        layer = layer.crop((left, top, left + self.image.width, top + self.image.height))
        self.image.paste(Image.new("RGB", self.image.size, (190, 40, 40)), (0, 0), layer)

    def paper(self, name: str, *, radius_mm: float = 0.0) -> Paper:
        """The finished sheet."""
        return Paper(name, cv2.cvtColor(np.asarray(self.image), cv2.COLOR_RGB2BGR), radius_mm)

    def _turned(self, at: Point, sign: str, em_mm: float, degrees: float, ink: Colour) -> None:
        side = _px(em_mm * 1.6)
        stamp = Image.new("L", (side, side), 0)
        face = font(_px(em_mm), bold=True)
        ImageDraw.Draw(stamp).text((side / 2, side / 2), sign, fill=235, font=face, anchor="mm")
        stamp = stamp.rotate(degrees, resample=Image.Resampling.BICUBIC)
        corner = (_px(at[0]) - side // 2, _px(at[1]) - side // 2)
        self.image.paste(Image.new("RGB", stamp.size, ink), corner, stamp)


def _px(mm: float) -> int:
    return round(mm * PX_PER_MM)
