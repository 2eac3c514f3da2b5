"""What a terminal says of the hall's sealing keys, so that the hall can tell when nobody needs an old one any more."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

_KEY_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
MOST_HELD = 50
"""Keys one terminal may name; ours, more than a hall will ever have had."""


@dataclass(frozen=True, slots=True)
class SealedTo:
    """The key that is sealed to from now on, and every key that something waiting here is still sealed to."""

    now: str
    held: tuple[str, ...]

    @property
    def query(self) -> str:
        """As it goes along with the question for orders."""
        return urlencode({"seals_to": self.now, "holds": ",".join(self.held)})


def read(now: str, held: str) -> SealedTo | None:
    """From the query's two values; None when they name no keys."""
    ids = tuple(held.split(",")) if held else ()
    if len(ids) > MOST_HELD or not all(_KEY_ID.fullmatch(one) for one in (now, *ids)):
        return None
    return SealedTo(now, ids)
