"""One line to the hall: every request proved, bounded in time and size, every answer judged."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum, unique
from typing import Protocol, TypeVar

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import HTTPError, NewConnectionError

from contract.proof import REFUSAL_HEADER, BadProof, asked, check_refusal, prove

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 20.0
WHOLE_ANSWER_S = 60.0
MAX_ANSWER_BYTES = 9_000_000
NOT_YET = frozenset({"case_unknown", "parcel_unknown", "blob_unknown", "earlier_missing"})
"""409 with one of these means later: something this envelope stands on has not arrived."""
_Model = TypeVar("_Model", bound=BaseModel)


class Clock(Protocol):
    """Wall time and steady time; given in, so that tests never sleep."""

    def now(self) -> datetime:
        """Wall time, aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that only grow."""


@unique
class Reason(StrEnum):
    """Why a request failed; the values are those of `contract.failures.Failure`."""

    REFUSED = "hall_refused"
    CLOCK = "clock_refused"
    FAULT = "hall_fault"
    GARBAGE = "hall_garbage"
    RECEIPT_FALSE = "receipt_false"
    REFUSAL_FALSE = "refusal_false"
    UNREACHABLE = "hall_unreachable"


class PostError(Exception):
    """Root of what a request to the hall may raise."""

    reason: Reason


class Refused(PostError):
    """The hall understood and said no; sending the same again is useless. `code` is the hall's word."""

    reason = Reason.REFUSED

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class NotAuthorised(Refused):
    """The hall does not know this terminal or its proof; nothing else will pass either, the round stops."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.reason = Reason.CLOCK if code == "clocks_apart" else Reason.REFUSED


class Later(PostError):
    """The hall has not taken it and asks to come again (425, 429, or what it stands on is not there yet)."""

    reason = Reason.REFUSED

    def __init__(self, code: str, after_s: float | None) -> None:
        super().__init__(code)
        self.code = code
        self.after_s = after_s


class Unreachable(PostError):
    """No usable answer: whether the hall took it is unknown, ask before sending again."""

    def __init__(self, reason: Reason, detail: str, after_s: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.after_s = after_s


class NoLine(Unreachable):
    """No connection came about: nothing was sent, and nothing else would pass."""


class NobodyThere(Unreachable):
    """A 404 or 410 that the hall did not sign: of a message it means nothing, of a place at most that it is gone."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class NotThere(Refused):
    """The hall itself says 404 for this very thing."""


class HallLine:
    """One requests session: proofs, deadlines, a bounded answer, and what each status means.

    `hall_key` signs refusals; None before enrolment, when it is not known: any refusal is believed then.
    """

    def __init__(
        self, base_url: str, terminal: str, key: Ed25519PrivateKey, hall_key: Ed25519PublicKey | None, clock: Clock
    ) -> None:
        self._base = base_url.rstrip("/")
        self._terminal = terminal
        self._key = key
        self._hall_key = hall_key
        self._clock = clock
        self.session = requests.Session()
        self.session.trust_env = False  # a stray .netrc would replace the proof header

    def call(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """One proved request; a 2xx or 304 is returned, everything else raised."""
        wish = requests.PreparedRequest()
        try:
            wish.prepare(method, self._base + path, headers=dict(headers or {}), data=body or None)
            sent_path = wish.path_url  # as it goes over the wire: what is not plain ASCII was quoted
            proof = prove(self._key, self._terminal, method, sent_path, body, self._clock.now())
            wish.headers["Authorization"] = proof
            answer = self._exchange(wish)
        except (requests.RequestException, HTTPError) as error:
            kind = NoLine if _never_connected(error) else Unreachable
            raise kind(Reason.UNREACHABLE, type(error).__name__) from error
        if not (200 <= answer.status < 300 or answer.status == requests.codes.not_modified):
            raise self._failure(answer, asked(method, sent_path, proof))
        return answer

    def _failure(self, answer: Answer, request: str) -> PostError:
        """What an answer means that is no success. A 4xx counts only when the hall signed it for this request."""
        status, after_s = answer.status, _retry_after(answer)
        if status >= 500:
            return Unreachable(Reason.FAULT, f"status {status}", after_s)
        if status in _COME_AGAIN:  # a gateway may say so as well: it costs time and nothing else
            return Later(f"http_{status}", after_s)
        signed = answer.headers.get(REFUSAL_HEADER)
        code = self._signed_code(signed, request, status) if self._hall_key and signed else _code(answer)
        unusable = NobodyThere if status in _GONE else Unreachable
        if code is None:  # a proxy's or a portal's page: nobody at the hall has refused anything
            return unusable(Reason.GARBAGE, f"status {status} not in the hall's words", after_s)
        if self._hall_key and not signed:
            return unusable(Reason.REFUSAL_FALSE, f"{code} without a signature", after_s)
        return _refusal(status, code, after_s)

    def _signed_code(self, token: str, request: str, status: int) -> str:
        assert self._hall_key is not None  # noqa: S101  (the caller looked)
        try:
            return check_refusal(token, request, status, self._hall_key)
        except BadProof as error:
            raise Unreachable(Reason.REFUSAL_FALSE, f"a refusal that proves nothing: {error}") from error

    def _exchange(self, wish: requests.PreparedRequest) -> Answer:
        # The adapter, not the session: cookies, redirects and the environment's proxies are none of ours, and looking
        # for them takes as long as the rest of a request to a near hall.
        with self.session.get_adapter(wish.url or "").send(
            wish, stream=True, timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S), verify=True, proxies={}
        ) as response:
            # A read timeout bounds one packet; a hall that drips bytes must not hold the thread for ever.
            deadline = time.monotonic() + WHOLE_ANSWER_S
            body_read = bytearray()
            while piece := response.raw.read1(64 * 1024, decode_content=True):  # what is there, not all that is asked
                body_read += piece
                if len(body_read) > MAX_ANSWER_BYTES or time.monotonic() > deadline:
                    raise Unreachable(Reason.GARBAGE, "an answer without end")
            return Answer(response.status_code, response.headers, bytes(body_read))


def _never_connected(error: Exception) -> bool:
    """Unlike a connection that is cut or stays silent: that may be this one message's doing."""
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(
        cause, NewConnectionError
    )


_COME_AGAIN = (requests.codes.too_many_requests, 425)
_GONE = (requests.codes.not_found, requests.codes.gone)


def _refusal(status: int, code: str, after_s: float | None) -> PostError:
    """What the hall's own refusal means for the message."""
    if status in (requests.codes.unauthorized, requests.codes.forbidden) and code != "other_terminal":
        return NotAuthorised(code)
    if code in NOT_YET:
        return Later(code, after_s)
    if status in _GONE:
        return NotThere(code)
    return Refused(code)


def _code(answer: Answer) -> str | None:
    """The hall's own word for a refusal: `code` of a JSON object."""
    try:
        return _Said.model_validate_json(answer.body).code
    except ValidationError:
        return None


class _Said(BaseModel):
    code: str


def _retry_after(answer: Answer) -> float | None:
    """Seconds to wait, from either form of the header (RFC 9110, 10.2.3); None when it says nothing usable.

    A date counts from the answer's own `Date`: our clock may be wrong.
    """
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(answer.headers.get("Date", ""))
    except (TypeError, ValueError, OverflowError):  # none, one of the two without a zone, or a year of twenty digits
        return None
    return max(wait.total_seconds(), 0.0)


def parse(model: type[_Model], answer: Answer) -> _Model:
    """The answer's body as a message; raises `Unreachable` when it is none."""
    try:
        return model.model_validate_json(answer.body)
    except ValidationError as error:
        raise Unreachable(Reason.GARBAGE, f"not a {model.__name__}: {error.error_count()} errors") from error
