"""What a terminal asks while a person waits: the wish's body is sealed to the hall, for it names the person."""

from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from contract.message import Message
from contract.seal import SealBroken
from hall.errors import Unfit
from hall.keys import hall_keys
from hall.nul import has_nul

Body = TypeVar("Body", bound=Message)


def opened(model: type[Body], key_id: str, sealed: bytes, bound: bytes) -> Body:
    """The body of a wish. Raises `Unfit` for another hall's key, a broken seal, and what is no such body."""
    key = hall_keys().opener(key_id)
    if key is None:
        raise Unfit("unknown_key", "sealed to a key this hall does not have")
    try:
        plain = key.unseal(sealed, bound)
    except SealBroken as error:
        raise Unfit("seal_broken") from error
    return _read(model, plain)


def _read(model: type[Body], plain: bytes) -> Body:
    try:
        body = model.model_validate_json(plain)
    except ValidationError as error:
        where = "; ".join(".".join(map(str, part["loc"])) + " " + part["type"] for part in error.errors())
        raise Unfit("bad_body", where[:500]) from None
    if has_nul(from_json(plain)):
        raise Unfit("bad_body", "a NUL character")
    return body
