"""Finding the typeface of slips through fontconfig, so that no path is built in."""

import functools
import shutil
import subprocess

from PIL import ImageFont

from drivers.printer.errors import FontMissing

FAMILY = "Noto Sans CJK SC"
PACKAGE = "fonts-noto-cjk"


@functools.lru_cache(maxsize=64)
def font(size_px: int, *, bold: bool = False, family: str = FAMILY) -> ImageFont.FreeTypeFont:
    """The typeface at `size_px` dots to the em; raises FontMissing naming the Debian package."""
    path, index = _found(family, bold)
    try:
        return ImageFont.truetype(path, size_px, index=index)
    except OSError as error:
        raise FontMissing(f"{path} cannot be read; reinstall {PACKAGE}") from error


@functools.lru_cache(maxsize=16)
def _found(family: str, bold: bool) -> tuple[str, int]:
    """(file, index within it); fontconfig answers any question with some font, so its answer is checked."""
    program = shutil.which("fc-match")
    if program is None:
        raise FontMissing("fc-match is missing; install fontconfig")
    wish = f"{family}:bold" if bold else family
    command = [program, "-f", "%{family}\n%{file}\n%{index}", wish]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise FontMissing(f"fc-match does not answer: {error}") from error
    lines = answer.stdout.split("\n")
    if len(lines) != 3 or family not in lines[0]:
        raise FontMissing(f"no typeface {family!r}, found {lines[0]!r}; install {PACKAGE}")
    return lines[1], int(lines[2] or 0)
