"""Shut out is shut out: also for what was already known and waited behind the act that did it."""

import os

import pytest
from django.utils import timezone

from contract.bodies import Rating
from contract.envelope import Kind, new_id
from hall.errors import ApiError
from hall.fleet import services as fleet
from hall.fleet.auth import Shown, keep
from hall.fleet.models import SeenProof, Terminal
from hall.intake import services as intake
from hall.intake.models import TakenEnvelope

SINCE = {
    "shut out": lambda pk: fleet.revoke(Terminal.objects.get(pk=pk)),
    "enrolled anew": lambda pk: Terminal.objects.filter(pk=pk).update(public_key=os.urandom(32)),
}


@pytest.mark.parametrize("what", SINCE)
def test_what_was_known_before_is_not_taken_after(box, what):
    shown = Shown(Terminal.objects.get(pk=box.id), "a-proof-of-its-own", timezone.now())
    SINCE[what](box.id)
    envelope = box.envelope(Kind.RATING, Rating(level=4), new_id())
    for act in (lambda: keep(shown), lambda: intake.take(shown.terminal, envelope, shown)):
        with pytest.raises(ApiError) as refused:
            act()
        assert (refused.value.status, refused.value.code) == (403, "revoked")
    assert not SeenProof.objects.filter(terminal=box.id, proof_id=shown.proof_id).exists()
    assert not TakenEnvelope.objects.filter(pk=envelope.id).exists()


def test_shut_out_while_the_request_ran_is_answered_403(box, monkeypatch):
    taken = intake.take

    def later(terminal, envelope, shown):
        fleet.revoke(terminal)
        return taken(terminal, envelope, shown)

    monkeypatch.setattr(intake, "take", later)
    answer = box.post(box.envelope(Kind.RATING, Rating(level=4), new_id()))
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
