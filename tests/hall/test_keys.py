"""A new sealing key: what was sealed before still opens, what is sealed after does, and terminals are told."""

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contract import proof
from contract.bodies import Rating
from contract.envelope import Kind
from contract.seal import HallPrivateKey, HallPublicKey, SealBroken
from hall import commands
from hall.keys import hall_keys, rotate


def test_envelopes_and_papers_in_flight_still_open_after_a_new_key(box, new_box, submission):
    case_id = box.submit(submission)
    paper = box.paper(case_id)
    before = hall_keys()
    after = rotate()
    assert after.generation == before.generation + 1
    assert [key.raw for key in after.generations[:-1]] == [key.raw for key in before.generations]
    assert paper.key_id == before.sealing.public.key_id
    assert box.post(paper).status_code == 200, "sealed before, both envelope and paper"
    fresh = new_box()
    assert fresh.seal_key.key_id == after.sealing.public.key_id
    assert fresh.submit(submission.model_copy(update={"originals_parcel": None}))


def test_orders_carry_the_new_key_signed(box):
    hall = Ed25519PublicKey.from_public_bytes(box.known.hall_key)
    before = box.orders()
    raw, generation = proof.check_seal_key(before.seal_key, hall)
    assert raw == box.known.seal_key
    assert box.orders().version == before.version, "the same word as long as nothing changes"
    rotate()
    after = box.orders()
    fresh, newer = proof.check_seal_key(after.seal_key, hall)
    assert newer == generation + 1
    assert after.version != before.version
    assert HallPublicKey(fresh).key_id == hall_keys().sealing.public.key_id
    with pytest.raises(proof.BadProof):
        proof.check_seal_key(after.seal_key, box.key.public_key())


def test_a_pick_up_code_sealed_before_can_still_be_shown():
    sealed = hall_keys().seal_code("12345678", "B1")
    rotate()
    assert hall_keys().open_code(sealed, "B1") == "12345678"
    with pytest.raises(SealBroken):
        hall_keys().open_code(sealed, "B2")


def test_a_key_the_hall_never_had_is_refused(box):
    envelope = box.envelope(Kind.RATING, Rating(level=5))
    stranger = envelope.model_copy(update={"key_id": HallPrivateKey.generate().public.key_id})
    answer = box.post(stranger)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_key")


def test_the_commands_name_keys_and_show_none(capsys):
    assert commands.main(["keys", "rotate"]) == 0
    assert commands.main(["keys", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == lines[-1], "what was made is now the last"
    assert all(re.fullmatch(r"\d+  [0-9a-f]{16}", line) for line in lines)
