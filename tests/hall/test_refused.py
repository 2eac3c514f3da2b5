"""What belongs to a hand-in that was refused for good is refused for good, too, and never asks again for ever."""

import pytest

from contract.bodies import Rating
from contract.envelope import Kind, new_id
from contract.parcel import ParcelEvent
from hall.cases.models import Case
from hall.intake.models import RefusedCase


def _answer(response):
    return response.status_code, response.json()["code"] if response.status_code != 200 else ""


@pytest.fixture
def refused(box, new_submission):
    """The id and barcode of a case whose hand-in names an item this hall does not have."""
    case_id, submission = new_id(), new_submission(items=["NO-SUCH-ITEM"])
    assert _answer(box.post(box.envelope(Kind.SUBMISSION, submission, case_id))) == (422, "item_unknown")
    return case_id, submission.originals_parcel


@pytest.mark.parametrize("event", [ParcelEvent.DROPPED, ParcelEvent.COLLECTED])
def test_paper_parcel_and_rating_of_a_refused_case_are_refused(box, refused, event):
    case_id, barcode = refused
    assert _answer(box.post(box.paper(case_id))) == (422, "case_refused")
    assert _answer(box.post(box.envelope(Kind.RATING, Rating(level=5), case_id))) == (422, "case_refused")
    for said in (case_id, None):  # a journal line may name the case, or only the barcode
        custody = box.envelope(Kind.CUSTODY, box.custody(event, barcode), said)
        assert _answer(box.post(custody)) == (422, "case_refused")


def test_a_case_not_heard_of_is_still_asked_to_come_later(box, refused):
    assert _answer(box.post(box.paper(new_id()))) == (409, "case_unknown")


def test_another_terminal_is_not_concerned(new_box, refused):
    other = new_box()
    assert _answer(other.post(other.paper(refused[0]))) == (409, "case_unknown")


def test_a_hand_in_nobody_can_open_is_remembered(box):
    case_id = new_id()
    assert _answer(box.post(box.wrap(b"not sealed", Kind.SUBMISSION, case_id, new_id()))) == (422, "seal_broken")
    assert RefusedCase.objects.get(case_id=case_id).code == "seal_broken"
    assert _answer(box.post(box.paper(case_id))) == (422, "case_refused")


def test_taken_after_all_it_is_a_case_like_any_other(box, refused, new_submission):
    case_id, _ = refused
    box.send(Kind.SUBMISSION, new_submission(), case_id)  # an operator sent it again, and the catalogue knows the item
    assert box.post(box.paper(case_id)).status_code == 200


def test_a_refused_correction_leaves_its_case_known(box, case, new_submission):
    assert _answer(box.post(box.envelope(Kind.SUBMISSION, new_submission(), case.pk))) == (422, "case_exists")
    assert box.post(box.paper(case.pk)).status_code == 200
    assert Case.objects.filter(pk=case.pk).count() == 1
