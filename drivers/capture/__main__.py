"""`python -m drivers.capture`: list, measure and try camera and scanner by hand, also over ssh."""

import argparse
import itertools
import logging
import os
import sys
import threading
import time
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2

from drivers.capture.camera import OpenCvCamera
from drivers.capture.errors import BadFrame, CameraLost, FeederEmpty, ScannerBusy, ScannerError, ScannerSilent
from drivers.capture.scanner import SaneScanner, find_scanners
from drivers.roles import DeviceError, Image, ScanSource

EXIT_CODES: tuple[tuple[type[DeviceError], int], ...] = (
    (BadFrame, 11),
    (CameraLost, 10),
    (FeederEmpty, 21),
    (ScannerBusy, 22),
    (ScannerSilent, 23),
    (ScannerError, 20),
)
_EPILOG = """exit codes:
  0 done   2 wrong arguments or settings   3 the file cannot be written
  10 no picture from the camera   11 something came that is no picture
  20 the scanner cannot be had or broke off   21 no paper in the feeder   22 in use   23 nothing came in time

Stop the terminal's service first: it holds the camera. Pictures are written readable by their owner only: lay a test
sheet down, not somebody's paper, and delete them."""
_SYSFS = Path("/sys/class/video4linux")
_NO_FRAME_S = 10.0


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.ERROR, format="%(message)s", stream=sys.stderr)
    try:
        _from_settings(options)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{options.config}: {error}\n")
        return 2
    if not getattr(options, "device", "-"):
        parser.error("name the device, or --config FILE whose settings name it")
    try:
        options.run(options)
    except DeviceError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


def cameras(sysfs: Path = _SYSFS) -> list[tuple[str, str]]:
    """Every V4L2 device as (path, the name its driver gives it)."""
    return [(f"/dev/{one.name}", (one / "name").read_text("utf-8").strip()) for one in sorted(sysfs.glob("video*"))]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _list(options: argparse.Namespace) -> None:
    for path, name in cameras():
        _say(f"camera   {path}  {name}")
    for found in [] if options.no_scanners else find_scanners():
        _say(f"scanner  {found.device}  {found.vendor} {found.model} ({found.kind})")


def _preview_fps(options: argparse.Namespace) -> None:
    """Counts the frames that reach a listener, from the first one on."""
    came: list[float] = []
    first = threading.Event()

    def count(_: Image) -> None:
        came.append(time.monotonic())
        first.set()

    with closing(_camera(options)) as camera:
        camera.start(count)
        if not first.wait(_NO_FRAME_S):
            raise CameraLost(camera.status()["last_error"] or f"no frame in {_NO_FRAME_S:g} s")
        time.sleep(options.seconds)
        size, lost = camera.status()["size"], camera.status()["lost"]
        camera.stop()
    longest_ms = max((after - before for before, after in itertools.pairwise(came)), default=0.0) * 1000
    rate = (len(came) - 1) / max(came[-1] - came[0], 1e-6)
    _say(f"{rate:.1f} frames a second at {size}; longest gap {longest_ms:.0f} ms; lost {lost} times")


def _still(options: argparse.Namespace) -> None:
    with closing(_camera(options)) as camera:
        begun = time.monotonic()
        picture = camera.still()
        took_s = time.monotonic() - begun
    _say(f"{picture.shape[1]}x{picture.shape[0]} in {took_s:.2f} s; mean grey {picture.mean():.0f} of 255")
    _kept(picture, options.out)


def _scan(options: argparse.Namespace) -> None:
    scanner = SaneScanner(
        options.device,
        glass="Flatbed" if options.glass is None else options.glass,
        feeder=options.feeder or "",
        options=tuple(options.options or ()),
        quiet_s=options.quiet_s or 60.0,
    )
    begun, pages = time.monotonic(), 0

    def told(page: Image) -> None:
        nonlocal pages
        pages += 1
        _say(f"page {pages}: {page.shape[1]}x{page.shape[0]} after {time.monotonic() - begun:.1f} s")
        _kept(page, options.out and options.out.with_stem(f"{options.out.stem}-{pages}"))

    with closing(scanner):
        if options.check:
            scanner.check()
            _say(f"can be opened, in {time.monotonic() - begun:.1f} s")
        else:
            scanner.scan(ScanSource(options.source), options.dpi or 200, told)


def _kept(picture: Image, out: Path | None) -> None:
    if out is None:
        return
    good, data = cv2.imencode(out.suffix or ".png", picture)
    if not good:
        raise OSError(f"{out}: cannot be coded")
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data.tobytes())


def _camera(options: argparse.Namespace) -> OpenCvCamera:
    return OpenCvCamera(options.device, options.width or 1920, options.height or 1440)


def _from_settings(options: argparse.Namespace) -> None:
    """What was not given on the command line, from the terminal's settings. Raises OSError and ValueError."""
    if getattr(options, "config", None) is None:
        return
    said = tomllib.loads(options.config.read_text("utf-8")).get(options.part, {})
    for name, value in {"device": said.get("source", said.get("device", "")), **said}.items():
        if getattr(options, name, None) in (None, ""):
            setattr(options, name, value)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "drivers.capture", description=__doc__, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="cameras and scanners this machine sees")
    listing.add_argument("--no-scanners", action="store_true", help="cameras only: searching a network takes seconds")
    listing.set_defaults(run=_list)
    preview = _of_camera(actions, "preview-fps", "frames a second that reach the screen's side", _preview_fps)
    preview.add_argument("--seconds", type=float, default=5.0)
    _of_camera(actions, "still", "one full picture", _still).add_argument("--out", type=Path, help="FILE.png or .jpg")
    scan = _action(actions, "scan", "a page from the glass, or the feeder's pages", _scan, "scanner")
    scan.add_argument("--source", choices=[one.value for one in ScanSource], default=ScanSource.GLASS.value)
    scan.add_argument("--check", action="store_true", help="only open it")
    scan.add_argument("--glass", help="the back-end's name of its glass", default=None)
    scan.add_argument("--feeder", help="the back-end's name of its feeder", default=None)
    scan.add_argument("--dpi", type=int, choices=(200, 300))
    scan.add_argument("--option", action="append", dest="options", metavar="WORD", help="to scanimage: --option=--x=y")
    scan.add_argument("--quiet-s", type=float, help="without a byte for so long, it hangs")
    scan.add_argument("--out", type=Path, help="FILE.png; a number is added for each page")
    return parser


def _of_camera(actions: Any, name: str, text: str, run: Callable[..., None]) -> argparse.ArgumentParser:
    parser = _action(actions, name, text, run, "camera")
    parser.add_argument("--width", type=int, help="asked of a V4L2 device")
    parser.add_argument("--height", type=int)
    return parser


def _action(actions: Any, name: str, text: str, run: Callable[..., None], part: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    parser.add_argument("device", nargs="?", default="", help="/dev/videoN, an address, or a SANE device")
    parser.add_argument("--config", type=Path, help="the terminal's settings")
    parser.set_defaults(run=run, part=part)
    return parser


if __name__ == "__main__":
    sys.exit(main())
