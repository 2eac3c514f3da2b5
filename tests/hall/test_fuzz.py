"""The published API under a fuzzer: whatever a terminal with a valid key sends, no answer is a 5xx."""

import json
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode

from contract import proof
from contract.bodies import BODIES
from contract.envelope import Kind, bound, new_id
from hall.commands import main

SEED = 20261126
SHORT, LONG = 6, 300  # examples an operation


class Proven(requests.auth.AuthBase):
    """Signs each request as the terminal does, once it is made."""

    def __init__(self, box: Any) -> None:
        self.box = box

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body, parts = request.body or b"", urlsplit(request.url or "")
        data = body.encode() if isinstance(body, str) else bytes(body)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        request.headers["Authorization"] = proof.prove(
            self.box.key, self.box.id, str(request.method), path, data, datetime.now(UTC)
        )
        return request


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    """The description as it is published."""
    printed = StringIO()
    with redirect_stdout(printed):
        assert main(["openapi"]) == 0
    described: dict[str, Any] = json.loads(printed.getvalue())
    return described


def _fuzz(box: Any, operation: Any, mode: GenerationMode, examples: int) -> set[int]:
    """The statuses of many requests to one operation."""
    seen: set[int] = set()

    @hypothesis.seed(SEED)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(base_url=box.url, auth=Proven(box), timeout=20)
        seen.add(answer.status_code)
        assert answer.status_code < 500, (case.method, case.formatted_path, case.body, answer.text)

    ask()
    return seen


def _operations(published: dict[str, Any]) -> list[Any]:
    return [found.ok() for found in schemathesis.openapi.from_dict(published).get_all_operations()]


def _fuzz_all(box: Any, published: dict[str, Any], examples: int) -> None:
    seen: set[int] = set()
    operations = _operations(published)
    assert len(operations) == sum(len(methods) for methods in published["paths"].values())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for operation in operations:
            said = published["paths"][operation.path][operation.method]
            takes_something = bool(said.get("parameters") or said.get("requestBody"))
            for mode in GenerationMode if takes_something else [GenerationMode.POSITIVE]:
                seen |= _fuzz(box, operation, mode, examples)
    assert {200, 404, 422} <= seen  # it got past the door


def test_the_published_api_has_no_5xx(box: Any, published: dict[str, Any]) -> None:
    _fuzz_all(box, published, SHORT)


@pytest.mark.storm
@pytest.mark.timeout(900)
def test_the_published_api_has_no_5xx_for_long(box: Any, published: dict[str, Any]) -> None:
    _fuzz_all(box, published, LONG)


_VALUES = some.none() | some.booleans() | some.integers(-(2**63), 2**64) | some.floats() | some.text(max_size=40)
_JSON = some.recursive(
    _VALUES, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner), max_leaves=6
)


def _spoilt(body: dict[str, Any]) -> some.SearchStrategy[dict[str, Any]]:
    """A good body with some of its values replaced by anything at all."""
    return some.dictionaries(some.sampled_from(sorted(body)), _JSON, max_size=3).map(lambda other: {**body, **other})


def _take_sealed(box: Any, new_submission: Callable[..., Any], examples: int) -> None:
    good = json.loads(new_submission().model_dump_json())
    bodies = _spoilt(good) | some.dictionaries(some.text(max_size=20), _JSON, max_size=4)

    @hypothesis.seed(SEED)
    @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=bodies, kind=some.sampled_from(sorted(BODIES)))
    def send(body: dict[str, Any], kind: Kind) -> None:
        id_, case_id = new_id(), new_id()
        sealed = box.seal_key.seal(json.dumps(body).encode(), bound(id_, kind, case_id))
        answer = box.post(box.wrap(sealed, kind, case_id, id_))
        assert answer.status_code < 500, (kind, body, answer.text)

    send()


def test_whatever_lies_under_a_good_seal_is_no_5xx(box: Any, new_submission: Callable[..., Any]) -> None:
    _take_sealed(box, new_submission, 40)


@pytest.mark.storm
@pytest.mark.timeout(900)
def test_whatever_lies_under_a_good_seal_is_no_5xx_for_long(box: Any, new_submission: Callable[..., Any]) -> None:
    _take_sealed(box, new_submission, 3000)
