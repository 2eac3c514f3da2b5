"""The driver's log, and the wire trace one level below DEBUG.

The trace holds headers, lengths and status words; answers only of SELECT, which carry no personal data. What
records say about a person or a card is never logged (card facts 11).
"""

import logging

TRACE = 5

log = logging.getLogger("drivers.card")


def trace(message: str, *values: object) -> None:
    """Log at the wire level (5)."""
    log.log(TRACE, message, *values)
