"""Which departments are connected: a TOML file named by `HALL_SOURCES`, one table a source.

[civil_affairs]
url = "https://..."           # where questions are posted
token = "..."                 # what the hall shows there
timeout_s = 4.0               # of one packet
letter_after_workdays = 5     # unanswered for so long: an official letter
"""

import logging
import tomllib
from functools import lru_cache
from pathlib import Path

import pydantic
from django.conf import settings

from contract.source import Source


class SourcesWrong(ValueError):
    """The file of sources cannot be read; the message names file and key."""


log = logging.getLogger(__name__)
_last_good: dict[str, dict[Source, "Connection"]] = {}


class Connection(pydantic.BaseModel):
    """How one source is reached. The number of working days is a design: the facts say "after n"."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")

    url: str = pydantic.Field(pattern=r"^https?://")
    token: str = pydantic.Field(min_length=16, repr=False)
    timeout_s: float = pydantic.Field(default=4.0, gt=0, le=15)
    letter_after_workdays: int = pydantic.Field(default=5, ge=1, le=60)


def connected() -> dict[Source, Connection]:
    """Every connected source. A file spoilt while the hall runs costs nobody a paper: the last good one counts."""
    try:
        _last_good[settings.HALL_SOURCES] = read()
    except SourcesWrong as error:
        log.error("the sources stay as they were: %s", error)
    return _last_good.get(settings.HALL_SOURCES, {})


def read() -> dict[Source, Connection]:
    """The file as it is now, read anew when it changes. Raises `SourcesWrong`."""
    if not settings.HALL_SOURCES:
        return {}
    path = Path(settings.HALL_SOURCES)
    try:
        return dict(_read(path, path.stat().st_mtime_ns))
    except OSError as error:
        raise SourcesWrong(f"{path.name}: {error}") from error


@lru_cache(maxsize=2)
def _read(path: Path, _changed_ns: int) -> dict[Source, Connection]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return {Source(name): Connection.model_validate(content) for name, content in table.items()}
    except pydantic.ValidationError as error:
        key = ".".join(map(str, error.errors()[0]["loc"]))
        raise SourcesWrong(f"{path.name}: {key}: {error.errors()[0]['msg']}") from None
    except (ValueError, UnicodeDecodeError) as error:  # TOMLDecodeError is one; so is an unknown source
        raise SourcesWrong(f"{path.name}: {error}") from error
