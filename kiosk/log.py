"""The log: JSON lines, and only fields on the list below; a field not named here is left out (design rule 10)."""

import logging
import sys
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "failure", "step", "tag", "next", "error", "kind", "compartment",
        "role", "number", "name", "what", "detail", "code", "reason", "exception", "online", "ms",
    }
)  # fmt: skip
"""`number` is a staff number, `name` a step's class; people have neither here."""


def only_allowed(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def to_stderr(level: str = "INFO") -> None:
    """Send our log, and the libraries' warnings, to the standard error stream as JSON lines."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
