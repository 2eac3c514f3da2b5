"""What can go wrong with a bank of lockers."""

from drivers.roles import DeviceError


class LockerError(DeviceError):
    """Root of the locker's errors."""


class NotSent(LockerError):
    """The pulse provably never left the terminal: sending it later is safe."""


class CoilResting(NotSent):
    """The coil was pulsed a moment ago and must cool for `left_s` more seconds; nothing was sent."""

    def __init__(self, message: str, left_s: float = 0.0) -> None:
        super().__init__(message)
        self.left_s = left_s


class Rejected(LockerError):
    """The board answered that it will not do it; `said` in its words, `retry_after_s` where a time is known.

    By the board's word there was no pulse. That word is not proof: a Winnsen 00 or a WKLY FF may stand for a try
    that failed, and without a checksum a turned bit makes a yes a no. So the door is the judge: it was looked at
    after the refusal and not seen open. Never pulse again without asking it.
    """

    def __init__(self, message: str, said: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.said = said
        self.retry_after_s = retry_after_s


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
    """No family file of that name, or the file declares no family, or one without its vendor's bytes."""


class UnknownCompartment(LockerError):
    """No compartment of that number is configured."""
