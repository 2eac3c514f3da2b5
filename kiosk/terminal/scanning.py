"""Scans for whoever stands at the scanner."""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.capture.errors import ScanCancelled, ScannerError
from drivers.roles import Image, Scanner, ScanSource
from kiosk.papers.page import DPI
from kiosk.shot import Shot, Wanted, flat_shot, glass_shots


@dataclass(frozen=True)
class Scans:
    """Whole pages of one scan, judged; `error` is what ended it after them."""

    shots: list[Shot]
    error: ScannerError | None = None


class Scanning:
    """One scan at a time that somebody waits for."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self.dpi = DPI
        self._scan: object | None = None  # the scan somebody waits for

    @property
    def in_use(self) -> bool:
        """Whether a person is at the scanner's page and has scanned."""
        return self._scan is not None

    def begin(self, what: Wanted) -> Callable[[ScanSource], Scans]:
        """A scan for the scanner thread; `stop` before its end makes it come to nothing."""
        wanted = self._scan = object()

        def scan(source: ScanSource) -> Scans:
            shots: list[Shot] = []
            try:
                if self._scan is not wanted:
                    raise ScanCancelled("left before it began")
                self._scanner.scan(source, self.dpi, lambda page: shots.extend(self._judged(page, source, what)))
            except ScannerError as error:
                if not shots:
                    raise
                return Scans(shots, error)
            return Scans(shots)

        return scan

    def stop(self) -> None:
        """Nobody waits for the scan any more."""
        self._scan = None
        self._scanner.cancel()

    def _judged(self, page: Image, source: ScanSource, wanted: Wanted) -> list[Shot]:
        """Several papers may lie on the glass; the feeder takes one sheet after another, on which a portrait may be."""
        if source is ScanSource.GLASS or wanted.background:
            return glass_shots(page, self.dpi, wanted)
        return [flat_shot(page, self.dpi)]
