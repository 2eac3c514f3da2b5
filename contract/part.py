"""The base of everything that is read from the catalogue's files."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
