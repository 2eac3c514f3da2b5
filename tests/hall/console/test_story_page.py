"""The whole story of a case on one printable page (domain 2.0, evidence): who had my original on Tuesday?"""

import io
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pikepdf

from contract.parcel import ParcelEvent
from hall.cases import services
from hall.cases.models import Case
from hall.parcels import services as parcels
from hall.parcels.models import Parcel
from workbench.officer import Officer


def test_the_whole_story_of_a_case_prints_on_one_page_and_says_who_had_the_original(
    at: Callable[..., Officer], box: Any, submission: Any, people: Any
) -> None:
    case_id = box.submit(submission)
    original = submission.originals_parcel
    box.send("custody", box.custody(ParcelEvent.DROPPED, original), case_id)
    box.send("custody", box.custody(ParcelEvent.COLLECTED, original), case_id)
    parcels.arrive(Parcel.objects.get(pk=original), people.acceptor)
    case = services.accept(Case.objects.get(pk=case_id), people.acceptor)
    services.decide(case, people.approver, granted=True)
    result = parcels.pack(case, people.issuer, "S").barcode
    parcels.hand_out(Parcel.objects.get(pk=result), people.issuer, people.courier)
    box.send("custody", box.custody(ParcelEvent.LOADED, result), case_id)
    box.send("custody", box.custody(ParcelEvent.TAKEN, result), case_id)

    auditor = at("auditor")
    lines = auditor.open_history(case.number)
    assert len(lines) >= 9
    printed = pikepdf.open(io.BytesIO(auditor.page.pdf(format="A4")))
    assert len(printed.pages) == 1
    moves = [row.inner_text().split("\t") for row in auditor.page.locator("#who-had-it ~ table tbody tr").all()]
    of_original = [move for move in moves if original in move[0]]
    assert len(of_original) == 3
    for before, after in pairwise(of_original):  # the next has it from whoever had it
        assert before[4] == after[3]
    assert people.courier.number in of_original[1][5]
