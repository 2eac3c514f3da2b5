"""Makes road.png from one run of the demo: five screens of the terminal above two pages of the hall's console.

    ./run demo --headless
    .venv/bin/python docs/pictures/road.py out/demo/<the run's folder>

Pictures are found by the name after their number. At night the attract screen is dimmed, so it is not among them.
"""

import sys
from pathlib import Path

from PIL import Image

SCREENS = ("home", "guide", "capture-review", "receipt", "door-drop")
PAGES = ("accepted", "history")
SCREEN_PX = (320, 569)
PAGE_ASPECT = 1280 / 660
GAP_PX = 20
BACKGROUND = (214, 221, 230)
COLOURS = 256


def first(folder: Path, name: str) -> Image.Image:
    """The first picture of that name; FileNotFoundError when the run left none."""
    found = sorted(folder.glob(f"*-{name}.png"))
    if not found:
        raise FileNotFoundError(f"{folder} has no picture called {name}")
    return Image.open(found[0]).convert("RGB")


def top_of(page: Image.Image, width_px: int) -> Image.Image:
    """The upper part of a long page, scaled to a width."""
    cut = page.crop((0, 0, page.width, round(page.width / PAGE_ASPECT)))
    return cut.resize((width_px, round(width_px / PAGE_ASPECT)), Image.Resampling.LANCZOS)


def collage(run: Path) -> Image.Image:
    """The whole picture."""
    screens = [first(run / "screens", name).resize(SCREEN_PX, Image.Resampling.LANCZOS) for name in SCREENS]
    width = len(screens) * (SCREEN_PX[0] + GAP_PX) + GAP_PX
    page_width = (width - (len(PAGES) + 1) * GAP_PX) // len(PAGES)
    pages = [top_of(first(run / "console", name), page_width) for name in PAGES]
    whole = Image.new("RGB", (width, SCREEN_PX[1] + pages[0].height + 3 * GAP_PX), BACKGROUND)
    for i, screen in enumerate(screens):
        whole.paste(screen, (GAP_PX + i * (SCREEN_PX[0] + GAP_PX), GAP_PX))
    for i, page in enumerate(pages):
        whole.paste(page, (GAP_PX + i * (page_width + GAP_PX), SCREEN_PX[1] + 2 * GAP_PX))
    # Few colours make a small file; this way the rare ones (an amber door) survive.
    return whole.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)


if __name__ == "__main__":
    collage(Path(sys.argv[1])).save(Path(__file__).with_name("road.png"), optimize=True)
