"""Look-ups at the officers' desks, in a real browser: what needs a person, every try, settling, the letter."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from contract import catalogue
from contract.bodies import Answer, Applicant, MaterialFiled, Submission
from contract.envelope import digest
from contract.source import Source
from hall.cases.models import Case
from hall.verification import desk, gateway
from hall.verification.models import LookUp
from workbench.departments import Behaviour, SimulatedDepartment, sources_file
from workbench.officer import Officer, Refused


@pytest.fixture
def civil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedDepartment]:
    """Civil affairs, connected and the only one."""
    with SimulatedDepartment(Source.CIVIL_AFFAIRS) as department:
        file = sources_file(tmp_path / "sources.toml", [department], timeout_s=0.5)
        monkeypatch.setattr(settings, "HALL_SOURCES", str(file))
        yield department
    LookUp.objects.update(next_try_at=None)


@pytest.fixture
def birth(box: Any, new_submission: Callable[..., Submission], civil: SimulatedDepartment) -> Case:
    """A birth registration, handed in without the network: the hall has still to ask civil affairs."""
    sample = catalogue.load().items["BIRTH-REG"].sample
    said = {
        "items": ["BIRTH-REG"],
        "applicant": Applicant(name=sample["p.name"], id_number=sample["p.id_no"], mobile="13000000000"),
        "answers": {name: Answer(value=value, origin="typed") for name, value in sample.items()},
        "materials": [MaterialFiled(material=m, pages=2, pdf_sha256=digest(m.encode())) for m in ("ID", "SPID")],
        "originals_parcel": None,
    }
    return Case.objects.get(pk=box.submit(new_submission(**said)))


def look_up(case: Case) -> LookUp:
    return LookUp.objects.get(case_id=case.pk)


def open_look_ups(officer: Officer, case: Case) -> str:
    officer.open_case(case.number)
    officer._press(officer.page.locator("#verifications"))
    return str(officer.page.locator("main").inner_text())


def test_a_source_that_does_not_answer_is_retried_by_keyboard_and_settled_by_letter(
    at: Callable[..., Officer], birth: Case, civil: SimulatedDepartment
) -> None:
    civil.behaviour = Behaviour.BROKEN
    gateway.ask_due(timezone.now())
    LookUp.objects.filter(case_id=birth.pk).update(first_asked_at=datetime(2026, 3, 6, tzinfo=UTC))
    desk.write_letters(datetime(2026, 3, 20, tzinfo=UTC))
    officer = at("acceptor", language="en")
    officer.page.goto(f"{officer.base_url}/console/look-ups")
    assert birth.number[-4:] in officer.page.locator("main table").inner_text()
    said = open_look_ups(officer, birth)
    assert "Source does not answer" in said
    assert "The source reports a fault of its own" in said
    civil.behaviour = Behaviour.NO_RECORD
    row = look_up(birth)
    officer.page.focus(f"#again-{row.pk}")
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")
    assert "No record" in officer.page.locator("main").inner_text()
    assert [one.actor for one in row.story.all()] == ["system", "t-acceptor"]
    with officer.page.expect_navigation():
        officer.page.click(f'a[href="/console/letters/{row.letter.number}"]')
    letter = officer.page.locator("main").inner_text()
    assert birth.number in letter
    assert birth.applicant_id_number not in letter
    open_look_ups(officer, birth)
    officer.page.click(f"#settling-{row.pk} > summary")
    officer.page.check(f"#settling-{row.pk} input[value=yes]")
    officer.page.fill(f"#note-{row.pk}", "reply to our letter")
    officer._act(officer.page.locator(f"#settling-{row.pk} button"))
    assert "Settled by a person" in officer.page.locator("main").inner_text()
    assert look_up(birth).settled_as == "yes"
    history = officer.open_history(birth.number)
    told = [cells[2].split("\n")[0] for cells in history]
    assert {"Official letter to the source", "Fact looked up at its source", "Fact settled by a person"} <= set(told)


def test_a_decision_without_a_settled_fact_is_refused_and_says_where_to_look(
    at: Callable[..., Officer], birth: Case, civil: SimulatedDepartment
) -> None:
    at("acceptor").accept(birth.number)
    approver = at("approver", language="en")
    with pytest.raises(Refused, match="see the look-ups"):
        approver.decide(birth.number, granted=True)
    gateway.ask_due(timezone.now() + timedelta(seconds=1))
    approver.decide(birth.number, granted=True)
    assert Case.objects.get(pk=birth.pk).state == "granted"


@pytest.mark.parametrize("name", ["technician", "supervisor"])
def test_who_may_not_act_sees_no_button(at: Callable[..., Officer], birth: Case, name: str) -> None:
    officer = at(name)
    answer = officer.page.goto(f"{officer.base_url}/console/cases/{birth.number}/verifications")
    assert answer is not None
    assert answer.status == (403 if name == "technician" else 200)
    row = look_up(birth)
    assert officer.page.locator(f"#again-{row.pk}").count() == 0
    assert officer.forge(f"/console/look-ups/{row.pk}/again") == 403
    assert not row.story.exists()
