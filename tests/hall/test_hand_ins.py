"""Every signature stays with what it was put under, also when later hand-ins take its place (domain 2.0, evidence)."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from contract.bodies import MaterialFiled, Signature
from contract.envelope import Kind, digest
from contract.signed import document_sha256
from hall.cases import hand_ins, services
from hall.cases.models import Case, Correction, LaterHandIn
from hall.ledger import WrittenOnce


def signed(answers, materials):
    """A signature under these, as a terminal makes it."""
    pages = {filed.material: filed.page_sha256 for filed in materials if filed.pdf_sha256}
    said = document_sha256({name: answer.value for name, answer in answers.items()}, pages)
    return Signature(strokes=[[(1.0, 2.0, 0)]], document_sha256=said, by_pages=True)


def paper(name, take):
    said = f"{name} {take}".encode()
    return MaterialFiled(material=name, pages=1, pdf_sha256=digest(said), page_sha256=[digest(said + b"page")])


@pytest.fixture
def corrected(box, new_submission, new_supplement, people):
    """A case corrected twice: once a paper it had, once a paper it had not and a field."""
    materials = [paper("ID", 1), paper("HKB", 1)]
    first = new_submission(originals_parcel=None, materials=materials)
    first = first.model_copy(update={"signature": signed(first.answers, materials)})
    case_id = box.submit(first)
    for asked, fields in (("ID", []), ("SSC", ["p.mobile"])):
        row = services.ask_correction(Case.objects.get(pk=case_id), people.acceptor, ["请补"], [asked], fields)
        said = new_supplement(row, materials=[paper(asked, 2)], submitted_at=datetime.now(UTC))
        said = said.model_copy(update={"signature": signed(said.answers, said.materials)})
        box.send(Kind.SUPPLEMENT, said, case_id)
    return Case.objects.get(pk=case_id)


def holding(case):
    return [one.holds for one in hand_ins.of_case(case)]


def test_every_signature_is_kept_and_is_under_what_was_signed_with_it(corrected):
    found = hand_ins.of_case(corrected)
    assert [one.holds for one in found] == [True, True, True]
    assert len({one.signature["document_sha256"] for one in found}) == 3
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert found[-1].at == corrected.submitted_at
    assert [row.material for row in corrected.materials.all()] == ["ID", "HKB", "SSC"]


@pytest.mark.parametrize(("field", "told"), [("p.live_addr", [False, True, True]), ("p.mobile", [True, True, False])])
def test_an_answer_altered_afterwards_is_no_longer_what_was_signed(corrected, field, told):
    corrected.answers.filter(field=field).update(value="another")
    assert holding(corrected) == told


@pytest.mark.parametrize(("material", "told"), [("HKB", [False, True, True]), ("ID", [True, False, True])])
def test_a_page_exchanged_afterwards_is_no_longer_what_was_signed(corrected, material, told):
    corrected.materials.filter(material=material).update(page_sha256=[digest(b"another")])
    assert holding(corrected) == told


def test_what_was_signed_is_written_once(corrected):
    row = corrected.later_hand_ins.first()
    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        super(type(LaterHandIn.objects.all()), LaterHandIn.objects.filter(pk=row.pk)).update(answers={})
    assert holding(corrected) == [True, True, True]


def test_a_signature_that_another_took_the_place_of_in_earlier_days_cannot_be_checked(corrected, people):
    now = datetime.now(UTC)
    Correction.objects.create(
        case=corrected, asked_by=people.acceptor, asked_at=now, until=now, wants={}, ended_on=now, answered=True
    )
    assert holding(corrected) == [None, True, True]


@pytest.fixture
def with_original(box, submission):
    """A case with a paper that came as an original only, with no photograph."""
    return Case.objects.get(pk=box.submit(submission.model_copy(update={"originals_parcel": None})))


def test_an_original_brought_without_a_photograph_is_what_was_signed(with_original, box, new_supplement, people):
    row = services.ask_correction(with_original, people.acceptor, ["请补"], ["PH1"], [])
    brought = [MaterialFiled(material="PH1", pages=0, original=True)]
    said = new_supplement(row, materials=brought)
    box.send(Kind.SUPPLEMENT, said.model_copy(update={"signature": signed(said.answers, brought)}), with_original.pk)
    assert holding(with_original) == [None, True]


def test_an_original_kept_in_the_words_of_earlier_days_is_what_was_signed(with_original):
    """Such a row has null where it would be empty now, and is never rewritten."""
    now, original = datetime.now(UTC), {"pages": 0, "page_sha256": [], "original": True}
    LaterHandIn.objects.create(
        case=with_original, at=now, corrections=[], signature=signed({}, []).model_dump(mode="json"), before_at=now,
        answers={}, materials={"PH1": original | {"pdf_sha256": None}},
        before_answers={}, before_materials={"PH1": original | {"pdf_sha256": ""}},
    )  # fmt: skip
    assert holding(with_original) == [None, True]
