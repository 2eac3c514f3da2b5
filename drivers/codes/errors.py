"""What may go wrong at a code reader."""

from drivers.roles import DeviceError


class CodeReaderError(DeviceError):
    """Root of the code reader's errors."""


class CodeReaderLost(CodeReaderError):
    """The port is not there, hung up, or refuses us; it is tried again by itself."""
