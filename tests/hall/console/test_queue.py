"""The queue: urgency in working days, by colour, shape and words; search; a page that follows by itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from contract.life import CaseState
from contract.parcel import Holder
from hall.cases import services
from hall.cases.models import Case
from hall.console.lamps import Colour, Lamp, due_of, lamp_of, workdays_between
from hall.console.views.fleet import Standing, standing_of
from hall.fleet.models import Terminal
from workbench.officer import Officer, Refused


def received_at(moment: datetime) -> Case:
    return Case(state=CaseState.RECEIVED, received_at=moment)


@pytest.mark.parametrize(
    ("today", "colour", "left"),
    [
        (date(2026, 11, 23), Colour.GREEN, 5),
        (date(2026, 11, 25), Colour.GREEN, 3),
        (date(2026, 11, 26), Colour.AMBER, 2),
        (date(2026, 11, 28), Colour.AMBER, 1),  # a Saturday
        (date(2026, 11, 30), Colour.RED, 0),
        (date(2026, 12, 1), Colour.RED, -1),
        (date(2026, 12, 5), Colour.RED, -4),
    ],
)
def test_the_answer_is_due_on_the_fifth_working_day(today: date, colour: Colour, left: int) -> None:
    case = received_at(datetime(2026, 11, 23, 2, tzinfo=UTC))  # Monday morning in the city
    assert lamp_of(case, today) == Lamp(colour, date(2026, 11, 30), left)


def test_a_night_before_a_holiday_counts_from_the_next_working_day() -> None:
    case = received_at(datetime(2026, 9, 30, 17, tzinfo=UTC))  # 1 October, 01:00 in the city: seven days off
    assert due_of(case) == workday_after_holiday()


def workday_after_holiday() -> date:
    from contract.workdays import add_workdays

    return add_workdays(date(2026, 10, 1), 5)


def test_working_days_between_are_symmetric() -> None:
    first, last = date(2026, 11, 23), date(2026, 12, 14)
    assert workdays_between(first, last) == 15
    assert workdays_between(last, first) == -15


def test_no_lamp_while_it_is_not_our_move_and_none_past_the_calendar() -> None:
    for state in (CaseState.AWAITING_PAPER, CaseState.TO_CORRECT, CaseState.IN_LOCKER, CaseState.CLOSED):
        assert lamp_of(Case(state=state, promised_by=date(2026, 12, 1))).colour is Colour.OFF
    beyond = received_at(datetime(2080, 1, 1, tzinfo=UTC))
    assert lamp_of(beyond) == Lamp(Colour.OFF)
    accepted = Case(state=CaseState.ACCEPTED, promised_by=date(2080, 1, 1))
    assert lamp_of(accepted, date(2026, 1, 1)) == Lamp(Colour.OFF, date(2080, 1, 1))


@pytest.mark.parametrize(
    ("lamp", "shape", "words"),
    [
        (Lamp(Colour.RED, date(2026, 1, 5), 0), "#red", "今天到期"),
        (Lamp(Colour.RED, date(2026, 1, 5), -2), "#red", "超期 2 个工作日"),
        (Lamp(Colour.AMBER, date(2026, 1, 5), 1), "#amber", "剩 1 个工作日"),
        (Lamp(Colour.GREEN, date(2026, 1, 5), 9), "#green", "剩 9 个工作日"),
        (Lamp(Colour.OFF), "#off", "未计时"),
    ],
)
def test_a_lamp_is_never_colour_alone(lamp: Lamp, shape: str, words: str) -> None:
    page = render_to_string("console/parts/lamp.html", {"lamp": lamp})
    assert shape in page
    assert words in page


def test_the_most_urgent_stands_first(at: Callable[..., Officer], box: Any, new_submission: Callable[..., Any]) -> None:
    late, fresh = (Case.objects.get(pk=box.submit(new_submission(originals_parcel=None))) for _ in range(2))
    Case.objects.filter(pk=late.pk).update(received_at=datetime(2026, 1, 5, tzinfo=UTC))
    Case.objects.filter(pk=fresh.pk).update(received_at=datetime(2026, 1, 6, tzinfo=UTC))  # on the first page, too
    numbers = at("acceptor").open_queue("mine")
    assert numbers.index(late.number) < numbers.index(fresh.number)


def test_search_finds_by_number_part_and_says_when_nothing_is_found(
    at: Callable[..., Officer], received: Case, box: Any
) -> None:
    officer = at("supervisor")
    officer.open_case(received.number)
    officer.page.goto(f"{officer.base_url}/console/cases")
    officer.page.locator("#q").press_sequentially(received.provisional_number)  # without Enter: the list follows
    officer.page.locator(f"[id='row-{received.number}']").wait_for()
    expect(officer.page.locator("#list tbody tr")).to_have_count(1)
    with pytest.raises(Refused, match="没有与"):
        officer.open_case("000000000000")


def test_the_case_page_shows_form_origin_papers_and_verdict(at: Callable[..., Officer], received: Case) -> None:
    officer = at("acceptor")
    officer.open_case(received.number)
    body = officer.page.locator("main").inner_text()
    assert "老年人优待卡首次申领" in body
    assert "本次填写" in body
    assert "居民身份证" in body
    row = officer.page.locator("table.answers tr", has_text="证件号码").first
    assert "********" in row.inner_text()
    frame = officer.page.locator("iframe[name=paper]").get_attribute("src") or ""
    assert frame.split("#")[0].endswith("/materials/ID.pdf")


def test_the_label_bears_the_number_and_no_name(at: Callable[..., Officer], received: Case, people: Any) -> None:
    import cv2
    import numpy
    import zxingcpp

    services.accept(received, people.acceptor)
    services.decide(received, people.approver, granted=True)
    issuer = at("issuer")
    barcode = issuer.pack(received.number, "L")
    issuer.page.goto(f"{issuer.base_url}/console/parcels/{barcode}/label")
    picture = cv2.imdecode(numpy.frombuffer(issuer.page.screenshot(), numpy.uint8), cv2.IMREAD_GRAYSCALE)
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [barcode]
    label = issuer.page.locator(".label").inner_text()
    assert received.number in label
    assert received.applicant_name[0] not in label
    assert received.parcels.get().holder == Holder.ISSUING_DESK


def test_a_terminals_standing_follows_what_was_heard() -> None:
    now = datetime.now(UTC)
    assert standing_of(Terminal(id="A1")) is Standing.PLANNED
    known = {"public_key": b"k", "enrolled_at": datetime(2026, 1, 1, tzinfo=UTC)}
    assert standing_of(Terminal(id="A1", last_seen_at=now, **known)) is Standing.ONLINE
    assert standing_of(Terminal(id="A1", **known)) is Standing.SILENT
    assert standing_of(Terminal(id="A1", revoked_at=now, last_seen_at=now, **known)) is Standing.REVOKED


def test_the_list_follows_by_itself_and_keeps_the_keyboards_place(
    at: Callable[..., Officer], received: Case, box: Any, new_submission: Callable[..., Any]
) -> None:
    officer = at("supervisor")
    officer.open_queue("open")
    link = officer.page.locator(f"[id='row-{received.number}'] a")
    link.focus()
    fresh = Case.objects.get(pk=box.submit(new_submission(originals_parcel=None)))
    officer.page.evaluate("document.querySelector('#list').dispatchEvent(new Event('every'))")  # the 15 s are over
    officer.page.locator(f"[id='row-{fresh.number}']").wait_for()
    expect(link).to_be_focused()
