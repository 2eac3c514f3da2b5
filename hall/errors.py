"""What the API answers when it says no: a status, a code for the terminal's program, a sentence for the log."""

from datetime import datetime
from math import ceil


class ApiError(Exception):
    """Answered as `{"code": ..., "message": ...}`. No personal data belongs in the message."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.status, self.code, self.message = status, code, message or code.replace("_", " ")


class TooManyTries(ApiError):
    """429: too many wrong tries at a secret; `until` is when the next one counts (datetime)."""

    def __init__(self, until: datetime, left_s: float) -> None:
        super().__init__(429, "too_many_tries", f"too many wrong tries; try again in {ceil(left_s / 60)} minutes")
        self.until, self.left_s = until, ceil(left_s)


class NotYet(ApiError):
    """409 and worth sending again later: something this message stands on has not arrived."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(409, code, message)


class Unfit(ApiError):
    """422 and never going to be taken: sending it again will not help."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(422, code, message)
