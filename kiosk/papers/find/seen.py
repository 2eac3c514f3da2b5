"""What the finder looks at: a small copy of the frame in colours to which light only adds, its slopes and its noise."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

WIDTH_PX = 480
LOG_LEVELS, DARK = 82.0, 12.0  # 0..255 stays about 0..255; below 12 there is only noise
SLOPE_SIGMA = 1.2
LEAST_SLOPE, USUAL_SLOPES = 0.35, 1.5  # levels a pixel; an edge rises above the usual of the picture
LEAST_NOISE, NOISE_LEFT = 0.25, 1.5
RAW_NOISE_LEVELS = 6 * 0.6745  # of the second difference's median over the standard deviation of what it sees


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """`colours` (h, w, 3) float32: brightness, red over green, yellow over blue, each a logarithm.

    A shadow or a lamp changes the first and hardly the others. `across`, `down` and `slope` are of the channel that
    changes most, levels a pixel, `rough` is the slope's mean round about; `noise` is brightness's standard deviation.
    `scale`: pixels of the copy to one of the frame.
    """

    colours: Any
    across: Any
    down: Any
    slope: Any
    rough: Any
    least_slope: float
    noise: float
    scale: float

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the copy in pixels."""
        return self.colours.shape[1], self.colours.shape[0]


def seen(frame: Any) -> Seen:
    """The frame (BGR uint8, any size) as the finder wants it."""
    scale = min(1.0, WIDTH_PX / frame.shape[1])
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else frame
    colours = _opponent(cv2.GaussianBlur(small, (0, 0), 0.8))
    calm = cv2.GaussianBlur(colours, (0, 0), SLOPE_SIGMA)
    across, down = (
        np.stack([cv2.Sobel(calm[..., c], cv2.CV_32F, *way, scale=1 / 8) for c in range(3)]) for way in ((1, 0), (0, 1))
    )
    squares = across**2 + down**2
    most = squares.argmax(axis=0)[None]
    across, down, squares = (np.take_along_axis(part, most, 0)[0] for part in (across, down, squares))
    slope = np.sqrt(squares)
    least = LEAST_SLOPE + USUAL_SLOPES * float(np.median(slope[::2, ::2]))
    return Seen(
        colours=colours,
        across=across,
        down=down,
        slope=slope,
        rough=cv2.blur(slope, (5, 5)),
        least_slope=least,
        noise=max(LEAST_NOISE, NOISE_LEFT * noise_of(colours[..., 0])),
        scale=scale,
    )


def noise_of(channel: Any) -> float:
    """Standard deviation of the channel's noise, by what differs from all neighbours at once."""
    differs = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    return float(np.median(np.abs(cv2.filter2D(channel[::2, ::2], -1, differs)[::2, ::2]))) / RAW_NOISE_LEVELS


def _opponent(small: Any) -> Any:
    logs = np.log(np.arange(256, dtype=np.float32) + DARK) * LOG_LEVELS
    blue, green, red = cv2.split(logs[small])
    return cv2.merge([(blue + green + red) / 3, red - green, 0.7 * ((red + green) / 2 - blue)])
