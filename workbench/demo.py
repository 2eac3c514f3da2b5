"""`python -m workbench.demo` (= `./run demo`): everything around one terminal simulated at the wire, to play with.

With a display: the kiosk's window and beside it the workbench panel. Without one it says so; then `--headless` plays
the whole case by itself, and `--vnc` serves both windows.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from workbench import vnc
from workbench.card import available
from workbench.hand import ScreenError
from workbench.ports import is_free
from workbench.transcript import Transcript
from workbench.world import ROOT, TERMINAL, World

KIOSK_PX = (1080, 1920)
PANEL_PX = (1280, 940)
FRAME_PX = 48  # what a window's own title bar takes
VNC_PORT = 5901
_SOCKET_PATH_MAX = 107
_LONGEST_SOCKET = "/terminal/doctor.sock"
_PROBE = """
from PySide6.QtGui import QGuiApplication
screen = QGuiApplication([]).primaryScreen().availableGeometry()
print(screen.x(), screen.y(), screen.width(), screen.height())
"""
_T = TypeVar("_T")
Screen = tuple[int, int, int, int]


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 = as asked for, 1 = failed, 2 = cannot be done here."""
    options = _parser().parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    why = _what_is_missing(options)
    if why:
        print(why, file=sys.stderr)
        return 2
    try:
        return _headless(options.out) if options.headless else _windows(options)
    except KeyboardInterrupt:
        print("Stopped; nothing is left running.")
        return 130 if options.headless else 0
    except (RuntimeError, OSError, ScreenError, subprocess.SubprocessError) as error:
        print(f"The demonstration could not be shown: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run demo", description=(__doc__ or "").partition("\n")[0])
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--headless", action="store_true", help="play the whole case, print it, save pictures")
    how.add_argument(
        "--vnc",
        type=int,
        nargs="?",
        const=VNC_PORT,
        metavar="PORT",
        help=f"serve the kiosk on PORT ({VNC_PORT}) and the panel on the next, on this machine only",
    )
    parser.add_argument("--height", type=int, metavar="PX", help="height of the kiosk's window (default: as fits)")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "demo", metavar="DIR", help="default out/demo")
    return parser


def _what_is_missing(options: argparse.Namespace) -> str:
    """Why it cannot be done here, or nothing."""
    if not available():
        return "pcscd or vpcd is missing: apt-get install pcscd vsmartcard-vpcd (./run setup play does it)."
    if options.headless:
        return ""
    if options.vnc is not None:
        taken = [str(port) for port in (options.vnc, options.vnc + 1) if not is_free(port)]
        return f"Port {' and '.join(taken)} is taken; give another: --vnc PORT." if taken else ""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return f"There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n{_OTHER_WAYS}"
    return ""


_OTHER_WAYS = """Without one you can
  ./run demo --headless   play the whole case by itself and leave a transcript and pictures under out/demo/
  ./run demo --vnc        serve the kiosk and the workbench panel over VNC, on this machine only"""


# --- starting and stopping ------------------------------------------------------------------------------


def apart(work: Callable[[], _T]) -> _T:
    """Do `work` on a thread that Ctrl-C does not reach, nor the children it starts; its result or its error.

    When Ctrl-C comes meanwhile, KeyboardInterrupt is raised here and `work` goes on until what it uses is gone.
    """
    results: list[_T] = []
    errors: list[BaseException] = []

    def quietly() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=quietly, name="apart", daemon=True)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


@contextlib.contextmanager
def running_world(folder: Path, *, with_id_reader: bool = False) -> Iterator[World]:
    """A started world, told about line by line; everything is down again at the end, whatever happens."""
    began = time.monotonic()
    world = World(
        folder,
        say=lambda part: print(f"[{time.monotonic() - began:5.1f} s] starting {part} ...", flush=True),
        with_id_reader=with_id_reader,
        read_papers=True,
        with_departments=True,
    )
    started = threading.Event()

    def start() -> None:
        try:
            world.start()
        finally:
            started.set()

    try:
        apart(start)
        yield world
    except Exception:
        print(f"Logs: {folder}/kiosk.log, {folder}/hall.log", file=sys.stderr)
        raise
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # impatience must not leave half of it running
        started.wait(150)
        try:
            print("stopping ...", flush=True)
        finally:  # a closed terminal or a broken pipe must not leave half of it running either
            world.stop()


def fresh_folder(out: Path) -> Path:
    """A new folder for this run under `out`."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    for name in (stamp, *(f"{stamp}-{number}" for number in range(2, 100))):
        with contextlib.suppress(FileExistsError):
            (out / name).mkdir(parents=True)
            return (out / name).resolve()
    raise FileExistsError(f"no free name for this run under {out}")


def world_folder(run: Path) -> Path:
    """Where the world lives: in the run's folder, or elsewhere when sockets there would have too long a name."""
    inside = run / "world"
    if len(f"{inside}{_LONGEST_SOCKET}") <= _SOCKET_PATH_MAX:
        return inside
    elsewhere = Path(tempfile.mkdtemp(prefix="yiguitong-demo-"))
    inside.symlink_to(elsewhere)
    return elsewhere


# --- without a display ----------------------------------------------------------------------------------


def _headless(out: Path) -> int:
    run = fresh_folder(out)
    with Transcript(run / "transcript.txt") as transcript:
        try:
            with running_world(world_folder(run)) as world:
                failed = _played(world, run, transcript)
        finally:
            shutil.copyfile(transcript.path, out / "transcript.txt")
    return 1 if failed else 0


def _played(world: World, run: Path, transcript: Transcript) -> bool:
    """Play; True when it failed, and then it is told where."""
    from workbench.play import play  # brings a browser driver along, which the windows do not need

    transcript.say("The whole case, played by hand and eye in the real window over the real wires.")
    try:
        apart(lambda: play(world, run, transcript.say))
    except Exception as error:
        transcript.write(traceback.format_exc())
        _tell_failure(world, run, transcript, error)
        return True
    if missing := transcript.missing_steps:
        transcript.say(f"FAILED: not played: step {', '.join(map(str, missing))}")
        return True
    pictures = sum(world.folder not in path.parents for path in run.rglob("*.png"))
    transcript.say(f"All ten steps played in {transcript.elapsed_s:.0f} s; {pictures} pictures of screens.")
    transcript.say(f"Pictures, slips and logs: {run}")
    return False


def _tell_failure(world: World, run: Path, transcript: Transcript, error: Exception) -> None:
    transcript.say(f"FAILED after {transcript.elapsed_s:.0f} s in: {transcript.last_step or 'before the first step'}")
    transcript.say(f"   {error}")
    try:
        screen = world.hand.screen
        world.hand.picture(run / "failed.png")
        transcript.say(f"   the screen shows {screen['view']}: {run / 'failed.png'}")
    except Exception as blind:  # whatever is wrong with the screen must not hide the failure itself
        transcript.say(f"   the screen cannot be seen: {type(blind).__name__}: {blind}")
    transcript.say(f"   logs: {world.folder / 'kiosk.log'}, {world.folder / 'hall.log'}; transcript: {transcript.path}")


# --- with windows -----------------------------------------------------------------------------------------


def _windows(options: argparse.Namespace) -> int:
    screen = (0, 0, *PANEL_PX) if options.vnc is not None else _screen()
    if screen is None:
        print(f"The display that is set cannot be used (the lines above say why).\n{_OTHER_WAYS}", file=sys.stderr)
        return 2
    height_px = options.height or _fitting_height(screen, options.vnc is not None)
    width_px = round(height_px * KIOSK_PX[0] / KIOSK_PX[1])
    if options.vnc is not None:
        os.environ["QT_QPA_PLATFORM"] = vnc.platform(width_px, height_px, options.vnc)  # for the kiosk, each time
    run = fresh_folder(options.out)
    with running_world(world_folder(run), with_id_reader=True) as world:
        print("starting the terminal's window ...", flush=True)
        start_kiosk = _kiosk_starter(world, height_px, None if options.vnc is not None else screen)
        apart(start_kiosk)
        _tell(world, run, options.vnc)
        if options.vnc is not None:
            screen_platform = vnc.platform(*PANEL_PX, options.vnc + 1)
            return _panel(world, start_kiosk, screen, screen_platform)
        x, y, width, height = screen
        beside = (x + width_px + 16, y + FRAME_PX // 2, width - width_px - 16, height - FRAME_PX)
        return _panel(world, start_kiosk, beside, None)


def _screen() -> Screen | None:
    """The usable part of the screen; None when Qt cannot use the display. Asked in a child: Qt aborts if it cannot."""
    done = subprocess.run([sys.executable, "-c", _PROBE], stdout=subprocess.PIPE, text=True, timeout=60)
    if done.returncode:
        return None
    x, y, width, height = map(int, done.stdout.split())
    return x, y, width, height


def _fitting_height(screen: Screen, served: bool) -> int:
    """As high as the screen allows; over VNC as high as an ordinary viewer's screen."""
    return 960 if served else min(KIOSK_PX[1], screen[3] - FRAME_PX)


def _kiosk_starter(world: World, height_px: int, screen: Screen | None) -> Callable[[], None]:
    def start() -> None:
        hand = world.kiosk(height_px=height_px)
        if screen is not None:
            hand.do("place", x=screen[0], y=screen[1] + FRAME_PX // 2)

    return start


def _tell(world: World, run: Path, port: int | None) -> None:
    """Where everything is, and who may sign in."""
    counter = ("--site", "荔湾区政务服务中心 1 号窗口", "--terminal", TERMINAL, "--district", "440103")
    world.hall_command("counter", "add", "LWC01", *counter)
    print(f"\nThe hall's console for officers: {world.hall_url}/console/")
    print(f"Its pages for residents at home:  {world.hall_url}/prepare/")
    for login, password in world.secrets["officers"].items():
        print(f"   {login:<12} {password}")
    print("Staff at the terminal (number and PIN):")
    for number, pin in world.secrets["staff"].items():
        print(f"   {number:<12} {pin}")
    if port is not None:
        print(f"VNC, on this machine only: the kiosk at 127.0.0.1:{port}, the workbench panel at 127.0.0.1:{port + 1}")
        print(f"   from elsewhere: ssh -L {port}:127.0.0.1:{port} -L {port + 1}:127.0.0.1:{port + 1} THIS_MACHINE")
    print(f"Slips and logs: {world.folder if world.folder.is_relative_to(run) else run}")
    print("Stop with Ctrl-C" + (".\n" if port is not None else ", or by closing the panel.\n"), flush=True)


def _panel(world: World, start_kiosk: Callable[[], None], place: Screen, platform: str | None) -> int:
    """Show the panel until it is closed or Ctrl-C is pressed."""
    from workbench.panel.app import run_panel  # Qt only when there will be a window

    return run_panel(world, start_kiosk, place, platform)


if __name__ == "__main__":
    sys.exit(main())
