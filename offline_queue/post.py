"""The terminal's side of the hall's HTTP API: envelopes, orders, papers, enrolment, over a `HallLine`.

Resumable upload (tus 1.0) is written here with `requests`: tuspy 1.1 sends fixed headers and sets no timeout, while
each of our requests carries a proof over its own method, path and body and must end by a deadline.
"""

import base64
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract.envelope import Envelope, Receipt
from contract.orders import Enrolled, Enrolment, Orders
from contract.proof import BadProof, check_receipt
from contract.sealed_to import SealedTo
from offline_queue.line import (
    Answer,
    Clock,
    HallLine,
    Later,
    NobodyThere,
    NotAuthorised,
    NotThere,
    Reason,
    Refused,
    Unreachable,
    parse,
)

UPLOAD_PIECE_BYTES = 128 * 1024
"""A cut costs at most one piece: the hall checks a piece's proof before it keeps any of it."""

_FILES = "/api/v1/files"
_TUS = {"Tus-Resumable": "1.0.0"}
_ASK_AGAIN = frozenset({"wrong_offset", "checksum_mismatch"})
"""A lost answer moved the upload on, or a piece arrived changed and was not kept: the next try asks where it is."""
UPLOAD_LOST = frozenset({"blob_unknown", "upload_gone"})
"""The hall no longer has (all of) the upload: begin it anew."""
GONE_AFTER = 3
"""A place that so often in a row is not found, though nobody signs for that, is gone: the hall may have moved."""
_DIGITS = 18
_PLACES = 256
"""More half-sent papers than a terminal has at a time; beyond, the one longest not asked for is counted anew."""


@dataclass(frozen=True, slots=True)
class FreshOrders:
    """Orders that differ from the last ones, and the tag to ask with next time."""

    orders: Orders
    etag: str | None


class HallClient:
    """One terminal's session with the hall. Blocking; used by the `sender` thread only."""

    def __init__(
        self, base_url: str, terminal: str, key: Ed25519PrivateKey, hall_key: Ed25519PublicKey, clock: Clock
    ) -> None:
        self._line = HallLine(base_url, terminal, key, hall_key, clock)
        self._hall_key = hall_key
        self.moved = False
        """Whether the last upload brought the hall anything."""
        self._not_found: dict[str, int] = {}  # of such places, the latest last: how often in a row

    def post(self, envelope: Envelope) -> Receipt:
        """Deliver one envelope. Raises `Refused`, `NotAuthorised`, `Later`, `Unreachable`."""
        body = envelope.model_dump_json().encode()
        answer = self._line.call("POST", "/api/v1/envelopes", body, {"Content-Type": "application/json"})
        return self._receipt(answer, envelope)

    def ask(self, envelope: Envelope) -> Receipt | None:
        """The receipt of an envelope sent before, or None when the hall never took it. Raises as `post`."""
        try:
            answer = self._line.call("GET", f"/api/v1/envelopes/{envelope.id}")
        except NotThere:
            return None
        return self._receipt(answer, envelope)

    def _receipt(self, answer: Answer, envelope: Envelope) -> Receipt:
        receipt = parse(Receipt, answer)
        try:
            check_receipt(receipt, envelope.id, envelope.sealed, self._hall_key)
        except BadProof as error:
            raise Unreachable(Reason.RECEIPT_FALSE, f"a receipt that proves nothing: {error}") from error
        return receipt

    def orders(self, etag: str | None, said: SealedTo | None = None) -> FreshOrders | None:
        """The hall's present word to this terminal, or None when it has not changed since `etag`. Raises as `post`.

        `said` goes along: in the path, which the request's proof covers.
        """
        headers = {"If-None-Match": etag} if etag else {}
        path = f"/api/v1/orders?{said.query}" if said else "/api/v1/orders"
        answer = self._line.call("GET", path, headers=headers)
        if answer.status == requests.codes.not_modified:
            return None
        return FreshOrders(parse(Orders, answer), answer.headers.get("ETag"))

    def upload(
        self, path: Path, sha256: str, *, url: str | None = None, created: Callable[[str], None] = lambda url: None
    ) -> None:
        """Bring one sealed file up by tus, going on at `url` where a cut left it; `created` is told a new URL."""
        self.moved = False
        size = path.stat().st_size
        where = _path_of(url) if url else None
        offset = self._offset(where, size) if where else None
        if where is None or offset is None:
            where, offset = self._create(size, sha256), 0
            created(where)
        with path.open("rb") as file:
            while offset < size:
                file.seek(offset)
                offset = self._piece(where, offset, file.read(UPLOAD_PIECE_BYTES), size)
                self.moved = True

    def _create(self, size: int, sha256: str) -> str:
        named = base64.b64encode(sha256.encode()).decode()
        headers = {**_TUS, "Upload-Length": str(size), "Upload-Metadata": f"sha256 {named}"}
        answer = self._line.call("POST", _FILES, b"", headers)
        where = _path_of(answer.headers.get("Location", ""))
        if answer.status != requests.codes.created or where is None or where == _FILES:
            raise Unreachable(Reason.GARBAGE, "an upload without a place")
        return where

    def _offset(self, where: str, size: int) -> int | None:
        """How much of the upload the hall holds; None when it knows nothing of it (any more), or it is another's.

        An answer that belonged to an earlier request may have named the place of another paper.
        """
        try:
            answer = self._line.call("HEAD", where, headers=_TUS)
        except NotAuthorised:
            raise
        except Refused:
            return None
        except NobodyThere:
            if self._times_not_found(where) < GONE_AFTER:
                raise
            return None
        self._not_found.pop(where, None)
        offset = _number(answer, "Upload-Offset")
        return offset if _number(answer, "Upload-Length") == size else None

    def _times_not_found(self, where: str) -> int:
        """How often in a row it was not found now; papers that take turns are counted each by itself."""
        times = self._not_found.pop(where, 0) + 1
        self._not_found[where] = times
        if len(self._not_found) > _PLACES:
            del self._not_found[next(iter(self._not_found))]
        return times

    def give_up(self, url: str) -> None:
        """Let the hall forget an upload whose envelope it refused; gone already is good. Raises as `post`."""
        where = _path_of(url)
        with suppress(NotThere):
            if where is not None:
                self._line.call("DELETE", where, headers=_TUS)

    def _piece(self, where: str, offset: int, piece: bytes, size: int) -> int:
        checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        headers = {
            **_TUS,
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {checksum}",
            "Content-Type": "application/offset+octet-stream",
        }
        try:
            after = _number(self._line.call("PATCH", where, piece, headers), "Upload-Offset")
        except NotThere as error:
            raise Later("upload_gone", None) from error
        except Refused as error:
            if error.code == "too_large" and self._offset(where, size) is None:
                raise Later("upload_gone", None) from error
            if error.code not in _ASK_AGAIN:
                raise
            raise Later(error.code, None) from error
        if after != offset + len(piece):
            raise Unreachable(Reason.GARBAGE, f"offset {after} after {offset}+{len(piece)}")
        return after

    def close(self) -> None:
        """Drop the connection."""
        self._line.session.close()


def enrol(base_url: str, terminal: str, code: str, key: Ed25519PrivateKey, clock: Clock) -> Enrolled:
    """Make this terminal known to the hall with a code that works once. Raises as `HallClient.post`."""
    line = HallLine(base_url, terminal, key, None, clock)
    public = base64.b64encode(key.public_key().public_bytes_raw())
    body = Enrolment.model_validate({"terminal": terminal, "code": code, "public_key": public})
    try:
        answer = line.call(
            "POST", "/api/v1/enrol", body.model_dump_json().encode(), {"Content-Type": "application/json"}
        )
        return parse(Enrolled, answer)
    finally:
        line.session.close()


def _number(answer: Answer, header: str) -> int:
    text = answer.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        raise Unreachable(Reason.GARBAGE, f"no {header}")
    return int(text)


def _path_of(url: str) -> str | None:
    """Path and query of an upload's place; None when it is none at all.

    The host is always the one we were set up with, whatever the hall says.
    """
    try:
        split = urlsplit(urljoin(_FILES, url))
    except ValueError:
        return None
    if not split.path.startswith("/") or split.path.startswith("//"):
        return None
    return split.path + (f"?{split.query}" if split.query else "")
