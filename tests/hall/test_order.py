"""Envelopes in any order, some of them twice, some answers lost: the end is always the same."""

import random

import pytest

from contract.bodies import Manifest, ManifestLine, MaterialFiled, Rating
from contract.envelope import Kind, digest, new_id
from contract.parcel import ParcelEvent
from hall.cases import services, story
from hall.cases.models import Case
from hall.intake.models import TakenEnvelope
from hall.notices.models import Notice
from hall.parcels import services as parcels
from hall.parcels.models import Doubt, Parcel, ParcelEventRow

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"  # as in conftest
LATER = {"case_unknown", "parcel_unknown", "blob_unknown", "earlier_missing"}


def _deliver(box, envelopes, chance):
    """Send like a terminal with a bad line: shuffled, doubled, and again later when told so."""
    waiting = [*envelopes, *chance.sample(envelopes, len(envelopes) // 2)]
    for _ in range(2 * len(waiting)):
        chance.shuffle(waiting)
        again = []
        for envelope in waiting:
            response = box.post(envelope)
            if response.status_code != 200:
                assert response.json()["code"] in LATER, response.text
                again.append(envelope)
        if not again:
            return
        waiting = again
    pytest.fail(f"{len(waiting)} envelopes were never taken")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_ends_the_same(box, new_submission, people, seed):
    chance, case_id = random.Random(seed), new_id()
    papers = [
        MaterialFiled(material="ID", pages=2, pdf_sha256=digest(PDF)),
        MaterialFiled(material="HKB", pages=2, pdf_sha256=digest(PDF + b"2"), original=True),
        MaterialFiled(material="PH1", pages=0, original=True),
    ]
    submission = new_submission(materials=papers)
    originals = submission.originals_parcel
    up = [
        box.envelope(Kind.SUBMISSION, submission, case_id),
        box.paper(case_id, "ID"),
        box.paper(case_id, "HKB", PDF + b"2"),
        box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.DROPPED, originals), case_id),
        box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.COLLECTED, originals, actor="T2001"), case_id),
    ]
    _deliver(box, up, chance)

    parcels.arrive(Parcel.objects.get(pk=originals), people.acceptor)
    case = services.accept(Case.objects.get(pk=case_id), people.acceptor)
    result = parcels.pack(services.decide(case, people.approver, granted=True), people.issuer, "S")
    parcels.hand_out(result, people.issuer, people.courier)
    line = ManifestLine(parcel=result.barcode, compartment=5, result="found")
    at = box.custody(ParcelEvent.LOADED, result.barcode, compartment=5, actor="T2001")
    signed = Manifest(courier="T2001", direction="load", at=at.at, lines=[line], signature=submission.signature)
    down = [
        box.envelope(Kind.CUSTODY, at, case_id),
        box.envelope(Kind.MANIFEST, signed),
        box.envelope(Kind.CUSTODY, box.custody(ParcelEvent.TAKEN, result.barcode, compartment=5), case_id),
        box.envelope(Kind.RATING, Rating(level=4), case_id),
    ]
    _deliver(box, down, chance)

    case.refresh_from_db()
    result.refresh_from_db()
    assert (case.state, case.rating, result.holder) == ("closed", 4, "resident")
    assert Parcel.objects.get(pk=originals).holder == "mail_room"
    assert case.materials.exclude(stored_at=None).count() == 2
    assert TakenEnvelope.objects.filter(terminal=box.id).count() == len(up) + len(down)
    assert ParcelEventRow.objects.filter(parcel__case=case).count() == 7
    assert Notice.objects.filter(case=case).count() == 1
    assert not Doubt.objects.filter(event__parcel__case=case).exists()
    story.verify(case)
