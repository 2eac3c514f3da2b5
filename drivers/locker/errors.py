"""What can go wrong with a bank of lockers."""

from drivers.roles import DeviceError


class LockerError(DeviceError):
    """Root of the locker's errors."""


class NotSent(LockerError):
    """The pulse provably never left the terminal: sending it later is safe."""


class OutcomeUnknown(LockerError):
    """The pulse may have left and neither an answer nor the door could be had: look before anything else."""


class BoardSilent(LockerError):
    """The line works, this board did not answer in time."""


class BadAnswer(LockerError):
    """Bytes came in time, but no whole, valid answer to the question asked."""


class BusDown(LockerError):
    """The adapter is gone or stuck; `accepted` counts the bytes of the question that the port had taken."""

    def __init__(self, message: str, accepted: int = 0) -> None:
        super().__init__(message)
        self.accepted = accepted


class PortDenied(BusDown):
    """The adapter is there but refuses us (rights, or another owner): a person must act."""


class UnknownFamily(LockerError):
    """No family file of that name, or the file does not declare a family."""


class UnknownCompartment(LockerError):
    """No compartment of that number is configured."""
