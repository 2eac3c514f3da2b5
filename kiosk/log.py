"""The log: JSON lines, and only fields on the list below; a field not named here is left out (design rule 10)."""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "failure", "step", "tag", "next", "error", "kind", "compartment",
        "role", "number", "name", "what", "detail", "code", "reason", "exception", "online", "ms",
    }
)  # fmt: skip
"""`number` is a staff number, `name` a step's class; people have neither here."""


def only_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def where_it_broke(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its types and places in the code, never its message: that may quote what a person typed."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given is True else None
    if error is not None:
        event["exception"] = " < ".join(_places(error))
    return event


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{type(error).__name__}", *(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))]
    cause = error.__cause__ or error.__context__
    return places + (_places(cause) if cause is not None else [])


def _uncaught(error: BaseException | None) -> None:
    """What nobody caught (a slot, a thread): its places go into the log, its words do not."""
    structlog.get_logger("uncaught").error("uncaught", exc_info=error)


def to_stderr(level: str = "INFO") -> None:
    """Send our log, and the libraries' warnings, to the standard error stream as JSON lines."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            where_it_broke,
            only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),  # a line in one write: other threads write here too
    )
    sys.excepthook = lambda kind, error, trace: _uncaught(error)
    threading.excepthook = lambda said: _uncaught(said.exc_value)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
