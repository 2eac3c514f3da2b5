"""What a printer may raise."""

from drivers.roles import DeviceError, PrinterTrouble


class PrinterLost(DeviceError):
    """The printer does not answer: unplugged, switched off, or another thing on the line."""


class PaperOut(DeviceError):
    """There is no paper; a member of staff changes the roll."""


class CoverOpen(DeviceError):
    """The cover stands open; nothing is printed until it is shut."""


class PrinterBroken(DeviceError):
    """The printer reports a trouble of its own, `trouble`: cutter, print head, electronics."""

    def __init__(self, message: str, trouble: PrinterTrouble) -> None:
        super().__init__(message)
        self.trouble = trouble


class SlipUncertain(PrinterLost):
    """The slip was sent and the printer did not say that it came out: it may lie in the tray, or not."""


class FontMissing(DeviceError):
    """The machine has no font for Chinese; the package to install is named."""
