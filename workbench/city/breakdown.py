"""What one hand-in spends the hall's processor on, in a process of its own: each part, and every statement."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import django

from contract import catalogue, proof
from contract.bodies import Submission
from contract.envelope import Envelope
from workbench.city.crowd import Member
from workbench.city.crowd_rows import ids, key_of

ROUNDS = 100
_PATH = "/api/v1/envelopes"


def main() -> None:
    """Print `{part: milliseconds of processor}`; "statements" is how many, with BEGIN and COMMIT not among them."""
    django.setup()
    from hall.cases.review import review
    from hall.keys import hall_keys

    keys, known = hall_keys(), catalogue.load()
    member = Member(ids(1)[0], key_of(ids(1)[0]), "")
    body = member.envelope(keys.sealing.public)
    envelope, now = Envelope.model_validate_json(body), datetime.now(UTC)
    header = proof.prove(member.key, member.id, "POST", _PATH, body, now)
    plain = keys.sealing.unseal(envelope.sealed, envelope.bound)
    submission = Submission.model_validate_json(plain)
    said = {
        "proof checked": _ms(lambda: proof.check(header, member.key.public_key(), "POST", _PATH, body, now)),
        "unsealed": _ms(lambda: keys.sealing.unseal(envelope.sealed, envelope.bound)),
        "message read": _ms(lambda: Submission.model_validate_json(plain)),
        "pre-reviewed": _ms(lambda: review(submission, known, [])),
        "receipt signed": _ms(lambda: proof.sign_receipt(keys.signing, envelope, "1", now)),
    }
    sys.stdout.write(json.dumps(said | _taken(member)))


def _ms(work: Callable[[], Any]) -> float:
    began = time.thread_time()
    for _ in range(ROUNDS):
        work()
    return (time.thread_time() - began) * 1000 / ROUNDS


def _taken(member: Member) -> dict[str, float]:
    """Whole hand-ins from envelope to receipt, without HTTP and the look at the proof."""
    from django.db import connection

    from hall.fleet.auth import Shown
    from hall.fleet.models import Terminal
    from hall.intake.services import take
    from hall.keys import hall_keys

    terminal, seal = Terminal.objects.get(pk=member.id), hall_keys().sealing.public
    waiting = [Envelope.model_validate_json(member.envelope(seal)) for _ in range(ROUNDS + 1)]
    spent: list[float] = []

    def watch(execute: Callable[..., Any], *asked: Any) -> Any:
        began = time.thread_time()
        try:
            return execute(*asked)
        finally:
            spent.append((time.thread_time() - began) * 1000)

    def one() -> None:
        take(terminal, waiting.pop(), Shown(terminal, uuid4().hex, datetime.now(UTC)))

    one()  # what is made once a process
    with connection.execute_wrapper(watch):
        whole = _ms(one)
    return {"in statements": sum(spent) / ROUNDS, "statements": len(spent) / ROUNDS, "envelope to receipt": whole}


if __name__ == "__main__":
    main()
