"""The base of everything on the wire."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Base of everything on the wire: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
