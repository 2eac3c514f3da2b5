"""What a service reminds people of, by their age or by a certificate of theirs, as data of its item (domain 2.7)."""

import pydantic

from contract.part import Part
from contract.text import Text


class Renewal(Part):
    """A certificate is to be renewed by this service within `months_before` each full year it is held.

    Only the hall knows of certificates: a terminal without the network reminds of none. `{day}`: the full year.
    """

    certificate: str
    months_before: int = pydantic.Field(default=1, ge=1, le=11)
    text: Text


class Reminder(Part):
    """A right that begins at an age. Shown from `months_before` turning `years` on, for `months_shown` (ours).

    `act` False: nothing has to be done, it is told only. `text` says why; `{day}` in it is the birthday.
    """

    years: int = pydantic.Field(ge=1)
    months_before: int = pydantic.Field(default=0, ge=0)
    months_shown: int = pydantic.Field(default=12, ge=1)
    act: bool = True
    text: Text

    @property
    def key(self) -> str:
        """Its name among those of its item."""
        return str(self.years)
