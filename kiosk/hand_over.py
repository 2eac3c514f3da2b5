"""Pages from a resident's phone, through a page of the hall that lives for this one hand-over.

The key is made for it and stays in memory: what waits in the hall opens here and nowhere else.
"""

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract.handover import HandoverMade, HandoverState, HandoverWish, bound
from contract.seal import HallPrivateKey, SealBroken
from offline_queue.line import HallLine, NotThere, PostError, parse

_API = "/api/v1/handovers"


class NoPhoneLink(Exception):
    """The hall cannot be had now."""


class PhoneLinkOver(Exception):
    """The upload page has expired or was closed."""


@dataclass(frozen=True)
class _Open:
    made: HandoverMade
    visit: str
    key: HallPrivateKey = field(repr=False)


class HandOver:
    """One terminal's hand-overs, one at a time; every call blocks and belongs on the `phone` thread."""

    def __init__(self, line: HallLine) -> None:
        self._line = line
        self._open: _Open | None = None

    def open(self) -> str:
        """Open an upload page for this visit, in place of an earlier one; its address. Raises `NoPhoneLink`."""
        key, visit = HallPrivateKey.generate(), secrets.token_hex(16)
        wish = HandoverWish.model_validate({"visit": visit, "seal_key": base64.b64encode(key.public.raw)})
        self._open = None
        try:
            body = wish.model_dump_json().encode()
            made = parse(HandoverMade, self._line.call("POST", _API, body, {"Content-Type": "application/json"}))
        except PostError as error:
            raise NoPhoneLink(str(error.reason)) from error
        self._open = _Open(made, visit, key)
        return made.url

    def take(self) -> Iterator[bytes]:
        """Every file that has come, plain; the hall's copy goes after each. Raises `NoPhoneLink`, `PhoneLinkOver`."""
        now = self._open
        if now is None:
            raise PhoneLinkOver("none is open")
        try:
            state = parse(HandoverState, self._line.call("GET", f"{_API}/{now.made.id}"))
            for page in state.pages:
                where = f"{_API}/{now.made.id}/pages/{page.position}"
                sealed = self._line.call("GET", where).body
                self._line.call("DELETE", where)
                try:
                    yield now.key.unseal(sealed, bound(now.made.id, now.visit, page.position))
                except SealBroken:
                    yield b""  # no file of ours: read as a broken one
        except NotThere as error:
            self._open = None
            raise PhoneLinkOver(error.code) from error
        except PostError as error:
            raise NoPhoneLink(str(error.reason)) from error

    def close(self) -> None:
        """No more is wanted; the hall deletes what was not taken, now or at the page's end."""
        now, self._open = self._open, None
        if now is None:
            return
        try:
            self._line.call("DELETE", f"{_API}/{now.made.id}")
        except NotThere:
            return
        except PostError as error:
            raise NoPhoneLink(str(error.reason)) from error
