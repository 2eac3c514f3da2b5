"""What a camera or a scanner may raise."""

from drivers.roles import DeviceError


class CameraLost(DeviceError):
    """No picture came within the deadline: unplugged, silent, or refused. The camera keeps trying by itself."""


class BadFrame(CameraLost):
    """Something came, but it is no picture: empty, undecodable, or absurdly large."""


class ScannerError(DeviceError):
    """Root of what a scan may raise; pages read before it are whole and were handed over."""


class ScannerLost(ScannerError):
    """The scanner cannot be had: unplugged, off, not permitted, or its program is missing or crashed."""


class ScannerSilent(ScannerError):
    """It was begun and nothing came in time; its program was killed."""


class ScannerBusy(ScannerError):
    """Another program or another computer is scanning with it."""


class ScannerJammed(ScannerError):
    """Paper is stuck in the feeder."""


class FeederEmpty(ScannerError):
    """No paper lies in the feeder."""


class ScannerCoverOpen(ScannerError):
    """Its lid stands open."""


class BadScan(ScannerError):
    """Something came, but no whole picture, or one that is absurdly large."""


class ScanCancelled(ScannerError):
    """The person went on without it."""


class BadPdf(DeviceError):
    """No PDF, a broken one, one with a password, or the program that draws it is missing or crashed."""


class PdfTooHeavy(BadPdf):
    """Drawing it met the limits on time, memory or size."""
