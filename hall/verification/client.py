"""Asking a source over HTTP: bounded in time and size, and nothing is believed that does not fit together.

Whatever goes wrong is one `NoAnswer` with a word for the audit; the caller decides when to try again. The same request
carries the same `Idempotency-Key`, so that a source counts a repeated try once.
"""

import time
from contextlib import closing
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Any

import pydantic
import requests
from pydantic import AwareDatetime

from contract.source import LookUpAnswer
from hall.verification.sources import Connection

CONNECT_TIMEOUT_S = 2.0
WHOLE_ANSWER_S = 8.0
MAX_ANSWER_BYTES = 64 * 1024
_CLOCKS_APART = timedelta(minutes=10)


@unique
class Fault(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    STATUS = "status"
    GARBAGE = "garbage"
    CONTRADICTORY = "contradictory"


class NoAnswer(Exception):
    """The source could not be asked, or what it said cannot be used."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else fault.value)
        self.fault = fault


class Subject(pydantic.BaseModel):
    """Whom a question is about."""

    name: str = pydantic.Field(repr=False)
    id_number: str = pydantic.Field(repr=False)


class Request(pydantic.BaseModel):
    """One question as it is posted (domain 2.2: request)."""

    request_id: str
    case: str
    items: list[str]
    basis: str
    purpose: str
    asked_by: str
    question: str
    subject: Subject
    consented_at: AwareDatetime | None = None


class Candidate(pydantic.BaseModel):
    """One of several people an ambiguous answer may mean; the source masks them."""

    name: str = pydantic.Field(max_length=40)
    number: str = pydantic.Field(max_length=40)


class Answer(pydantic.BaseModel):
    """What a source says: one of four words (the fifth is for who gets no answer), as of when, under which number."""

    model_config = pydantic.ConfigDict(extra="forbid")

    request_id: str
    answer: LookUpAnswer
    as_of: AwareDatetime
    reference: str = pydantic.Field(min_length=1, max_length=80)
    candidates: list[Candidate] = pydantic.Field(default_factory=list, max_length=10)


def ask(to: Connection, request: Request, now: datetime) -> Answer:
    """Post one question; raises `NoAnswer`."""
    headers = {"Authorization": f"Bearer {to.token}", "Idempotency-Key": request.request_id}
    headers["Content-Type"] = "application/json"
    try:
        body = _exchange(to, request.model_dump_json().encode(), headers)
    except requests.Timeout as error:
        raise NoAnswer(Fault.SLOW) from error
    except requests.RequestException as error:
        raise NoAnswer(Fault.UNREACHABLE, type(error).__name__) from error
    try:
        answer = Answer.model_validate_json(body)
    except pydantic.ValidationError as error:
        raise NoAnswer(Fault.GARBAGE, f"{error.error_count()} errors") from None  # its text holds what was sent
    problem = _contradiction(request, answer, now)
    if problem:
        raise NoAnswer(Fault.CONTRADICTORY, problem)
    return answer


def _exchange(to: Connection, body: bytes, headers: dict[str, Any]) -> bytes:
    deadline = time.monotonic() + WHOLE_ANSWER_S
    with requests.Session() as session:
        session.trust_env = False  # a stray .netrc would replace the token
        timeouts = (min(CONNECT_TIMEOUT_S, to.timeout_s), to.timeout_s)
        sent = session.post(to.url, data=body, headers=headers, timeout=timeouts, stream=True, allow_redirects=False)
        with closing(sent) as response:
            if response.status_code != requests.codes.ok:
                raise NoAnswer(Fault.STATUS, str(response.status_code))
            read = bytearray()
            for piece in response.iter_content(8 * 1024):
                read += piece
                if len(read) > MAX_ANSWER_BYTES:
                    raise NoAnswer(Fault.GARBAGE, "an answer without end")
                if time.monotonic() > deadline:
                    raise NoAnswer(Fault.SLOW, "it drips")
            return bytes(read)


def _contradiction(request: Request, answer: Answer, now: datetime) -> str:
    """What in an answer does not fit the question or itself; "" when all does."""
    if answer.request_id != request.request_id:
        return "the answer to another question"
    if answer.answer is LookUpAnswer.SOURCE_UNAVAILABLE:
        return "an answer that says there is none"
    if answer.as_of > now + _CLOCKS_APART:
        return "an answer as of a time to come"
    if bool(answer.candidates) != (answer.answer is LookUpAnswer.AMBIGUOUS):
        return "candidates and answer do not fit"
    return ""
