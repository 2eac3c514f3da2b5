"""A flatbed or sheet-fed scanner through SANE: `scanimage` as a child, so that a crashing back-end takes nobody along.

Measured with scanimage 1.2.1 and its `test` back-end: the exit status is the SANE_Status of what ended it (3 busy,
6 jammed, 7 out of documents, 8 cover open, 9 I/O, 11 denied; backends.h), and 1 when the device cannot be opened or an
option does not exist, with the status in words. In batch mode it opens `<name>.part` for each page after the sheet
was drawn in: those names are FIFOs here, so that no page ever lies in a file.
"""

import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from drivers.capture.errors import (
    BadScan,
    FeederEmpty,
    ScanCancelled,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerError,
    ScannerJammed,
    ScannerLost,
    ScannerSilent,
)
from drivers.capture.pnm import BadPnm, read_pnm
from drivers.child import Child, ChildCancelled, ChildError, ChildHung, ChildTooLoud
from drivers.roles import Image, ScanSource

_STATUS: Mapping[int, type[ScannerError]] = {
    3: ScannerBusy,
    6: ScannerJammed,
    7: FeederEmpty,
    8: ScannerCoverOpen,
}
_OUT_OF_DOCUMENTS = 7
_WORDS: Mapping[str, type[ScannerError]] = {
    "Device busy": ScannerBusy,
    "feeder jammed": ScannerJammed,
    "out of documents": FeederEmpty,
    "cover is open": ScannerCoverOpen,
}
_CHILD: tuple[tuple[type[ChildError], type[ScannerError]], ...] = (
    (ChildCancelled, ScanCancelled),
    (ChildHung, ScannerSilent),
    (ChildTooLoud, BadScan),
)
# The word that another resolution is used names a wrong one (1.2.1 with airscan): pages of unknown size are refused.
_ROUNDED = "rounded value of resolution"
# The program's own word on a page (1.2.1), before it takes leave of the device, where it may hang.
_PAGE_STATUS = re.compile(r"scanner status = (\d+)")
_GOOD = (0, 5)  # SANE_STATUS_GOOD and _EOF: a page that came to its end
_END_S = 10.0  # from the last page to the end of the program: the lamp goes home first
_LISTED = "%d\t%v\t%m\t%t%n"


@dataclass(frozen=True, slots=True)
class FoundScanner:
    """One scanner SANE can see; `device` is what the settings need."""

    device: str
    vendor: str
    model: str
    kind: str


def find_scanners(wait_s: float = 60.0) -> list[FoundScanner]:
    """Ask every back-end; slow, for network scanners are searched as well. Raises `ScannerLost`, `ScannerSilent`."""
    try:
        with Child(["scanimage", f"--formatted-device-list={_LISTED}"]) as child:
            text = child.read(child.stdout, most=100_000, quiet_s=wait_s).decode("utf-8", "replace")
            child.wait(wait_s)
    except ChildError as error:
        raise _translated(error) from error
    rows = [line.split("\t") for line in text.splitlines()]
    return [FoundScanner(*row) for row in rows if len(row) == 4]


class SaneScanner:
    """The role `Scanner` over one SANE device.

    `glass` and `feeder` are the back-end's own names of its sources (`scanimage -d DEVICE -A`), empty = has none;
    `options` are passed on as they are. `quiet_s` bounds the wait for a page to begin and between two bytes of it (a
    cold lamp takes half a minute), `whole_s` one whole `scan`.
    """

    def __init__(
        self,
        device: str,
        *,
        glass: str = "Flatbed",
        feeder: str = "",
        options: tuple[str, ...] = (),
        quiet_s: float = 60.0,
        whole_s: float = 600.0,
        max_pages: int = 20,
        max_pixels: int = 40_000_000,
    ) -> None:
        self._device, self._options = device, options
        self._names = {ScanSource.GLASS: glass, ScanSource.FEEDER: feeder}
        self._quiet_s, self._whole_s = quiet_s, whole_s
        self._max_pages, self._max_pixels = max_pages, max_pixels
        self._unwanted = threading.Event()
        self._last_error, self._pages = "", 0

    @property
    def sources(self) -> tuple[ScanSource, ...]:
        """Where paper can be put."""
        return tuple(source for source, name in self._names.items() if name)

    def scan(self, source: ScanSource, dpi: int, tell: Callable[[Image], None]) -> None:
        """One page from the glass, or every sheet in the feeder; each whole page is told at once.

        Raises the scanner's errors of `drivers.capture.errors`.
        """
        self._unwanted.clear()
        try:
            self._scan(source, dpi, tell)
        except ChildError as error:
            raise self._noted(_translated(error)) from error
        except ScannerError as error:
            raise self._noted(error) from error.__cause__
        self._last_error = ""

    def cancel(self) -> None:
        """End the scan under way, from any thread; nothing happens when there is none."""
        self._unwanted.set()

    def status(self) -> Mapping[str, str]:
        """Live values: device, pages since the start, last error. The device is not touched: that takes seconds."""
        return {"device": self._device, "pages": str(self._pages), "last_error": self._last_error}

    def check(self) -> None:
        """Whether the device can be opened; raises as `scan`."""
        try:
            with Child(["scanimage", "-d", self._device, "-n"]) as child:
                child.read(child.stdout, most=100_000, quiet_s=self._quiet_s)
                self._judge(child.wait(_END_S), child.complaints)
        except ChildError as error:
            raise self._noted(_translated(error)) from error

    def close(self) -> None:
        """End the scan under way."""
        self.cancel()

    def _scan(self, source: ScanSource, dpi: int, tell: Callable[[Image], None]) -> None:
        until = time.monotonic() + self._whole_s
        most = self._max_pages if source is ScanSource.FEEDER else 1
        with tempfile.TemporaryDirectory(prefix="scan-") as folder:
            for number in range(1, most + 1):
                os.mkfifo(_fifo(folder, number), 0o600)
            with Child(self._command(source, dpi, folder, most), cancelled=self._unwanted.is_set) as child:
                told = 0
                while told < most and self._page(child, _fifo(folder, told + 1), dpi, until, tell):
                    told += 1
                status = _ended(child, min(_END_S, max(0.0, until - time.monotonic())))
                if not (told and status == _OUT_OF_DOCUMENTS):
                    self._judge(status, child.complaints)
                if not told:
                    raise BadScan("the scan ended without a page")

    def _command(self, source: ScanSource, dpi: int, folder: str, most: int) -> list[str]:
        named = [f"--source={self._names[source]}"] if self._names[source] else []
        wanted = ["--format=pnm", "--mode=Color", f"--resolution={dpi}"]
        batch = [f"--batch={folder}/%d", f"--batch-count={most}"]
        return ["scanimage", "-d", self._device, *named, *wanted, *self._options, *batch]

    def _page(self, child: Child, fifo: Path, dpi: int, until: float, tell: Callable[[Image], None]) -> bool:
        """Read one page and tell it; False when there is none."""
        pipe = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        try:
            most = 3 * self._max_pixels + 1000
            data = child.read(pipe, most=most, quiet_s=self._quiet_s, until=until)
        finally:
            os.close(pipe)
        if not data:
            return False
        if _ROUNDED in child.complaints:
            raise ScannerLost(f"{self._device} does not scan at {dpi} dpi")
        try:
            image = read_pnm(data, self._max_pixels)
        except BadPnm as error:
            # What ended the page says more than that it is torn.
            self._judge(_ended(child, _END_S), child.complaints)
            raise BadScan(str(error)) from error
        self._pages += 1
        tell(image)
        return True

    def _judge(self, status: int, complaints: str) -> None:
        """Raise for every status but success."""
        if status == 0:
            return
        words = [line for line in complaints.splitlines() if "sane_" in line or "failed" in line]
        said = words[0] if words else complaints[-200:]
        if status < 0:
            raise ScannerLost(f"{self._device}: scanimage was ended by signal {-status}")
        by_words = next((kind for word, kind in _WORDS.items() if word in complaints), ScannerLost)
        raise _STATUS.get(status, by_words)(f"{self._device}: status {status}: {said}")

    def _noted(self, error: ScannerError) -> ScannerError:
        self._last_error = str(error)
        return error


def _ended(child: Child, within_s: float) -> int:
    """How the scan ended, 0 for well; a program that hangs after its last page is judged by what it said of it."""
    try:
        return child.wait(within_s)
    except ChildHung:
        said = _PAGE_STATUS.findall(child.complaints)
        if not said:
            raise
        return 0 if int(said[-1]) in _GOOD else int(said[-1])


def _fifo(folder: str, number: int) -> Path:
    return Path(folder) / f"{number}.part"


def _translated(error: ChildError) -> ScannerError:
    kind = next((ours for theirs, ours in _CHILD if isinstance(error, theirs)), ScannerLost)
    return kind(f"scanimage: {error}")
