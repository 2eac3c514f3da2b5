"""Devices a terminal was installed without: they answer like a broken one, so the rest needs no special case."""

from collections.abc import Callable, Mapping
from typing import NoReturn

from drivers.capture.errors import CameraLost, ScannerLost
from drivers.printer.errors import PrinterLost
from drivers.roles import Image, PrinterStatus, ScanSource, Slip


class NoCamera:
    """The settings name no camera."""

    def start(self, tell: Callable[[Image], None]) -> None:
        """Raises `CameraLost`."""
        raise CameraLost("no camera is configured")

    def stop(self) -> None:
        """Nothing to stop."""

    def still(self) -> NoReturn:
        """Raises `CameraLost`."""
        raise CameraLost("no camera is configured")

    def status(self) -> Mapping[str, str]:
        """Says so."""
        return {"camera": "none configured"}

    def close(self) -> None:
        """Nothing to close."""


class NoScanner:
    """The settings name no scanner: it has no place for paper, so nothing offers it."""

    sources: tuple[ScanSource, ...] = ()

    def scan(self, source: ScanSource, dpi: int, tell: Callable[[Image], None]) -> NoReturn:
        """Raises `ScannerLost`."""
        raise ScannerLost("no scanner is configured")

    def cancel(self) -> None:
        """Nothing to end."""

    def check(self) -> NoReturn:
        """Raises `ScannerLost`."""
        raise ScannerLost("no scanner is configured")

    def status(self) -> Mapping[str, str]:
        """Says so."""
        return {"scanner": "none configured"}

    def close(self) -> None:
        """Nothing to close."""


class NoPrinter:
    """The settings name no printer."""

    def print(self, slip: Slip) -> None:
        """Raises `PrinterLost`."""
        raise PrinterLost("no printer is configured")

    def status(self) -> PrinterStatus:
        """Raises `PrinterLost`."""
        raise PrinterLost("no printer is configured")

    def close(self) -> None:
        """Nothing to close."""
