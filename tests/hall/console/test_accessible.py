"""WCAG 2.2 A and AA on every page of the console, in both languages, as axe-core finds it in a real browser."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from contract.bodies import Submission, Supplement, Unwanted
from contract.envelope import Kind
from contract.life import Role
from contract.parcel import ParcelEvent
from contract.scope import CITY
from hall.accounts.services import add_officer
from hall.cases import corrections, services, tasks
from hall.cases.models import Case
from hall.catalogues import editions
from hall.districts import services as districts
from hall.fleet import services as fleet
from hall.fleet.models import Terminal
from hall.oversight import audit
from hall.parcels import services as parcels
from hall.reminders import services as reminders
from hall.verification import desk, gateway
from hall.verification.models import LookUp
from tests.hall.console.test_look_ups import birth, civil  # noqa: F401
from workbench.departments import Behaviour, SimulatedDepartment
from workbench.officer import Officer

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DAY = date(2026, 3, 2)
PASSWORD = "correct horse battery"  # as in conftest
_RUN = """rules => axe.run({exclude: [['iframe[name=paper]']]},
    {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], iframes: false})
  .then(found => found.violations.map(one =>
    one.id + ': ' + one.help + ' at ' + one.nodes.map(node => node.target.join(' ')).join(' | ')))"""

PAGES: dict[str, tuple[str, ...]] = {
    "acceptor": (
        "console/login",
        "console/cases",
        "console/cases/{received}",
        "console/cases/{received}/history",
        "console/mail-room",
        "console/doubts",
        "console/notices",
        "console/look-ups",
        "console/cards",
        "console/cases/{birth}/verifications",
        "console/letters/{letter}",
    ),
    "approver": (
        "console/cases?tab=open",
        "console/cases/{accepted}",
        "console/cases/{several}",
        "console/cases/{several}/history",
        "console/cases/{birth}/verifications",
        "console/cases?q=nothing-like-it",
    ),
    "panyu": ("console/districts", "console/cases/{sent_on}"),
    "city": ("console/districts", "console/cases/{sent_back}", "console/cases/{sent_back}/history"),
    "issuer": ("console/cases/{granted}", "console/hand-out", "console/parcels/{result}/label"),
    "supervisor": (
        "console/supervision",
        "console/supervision/rows?rate=available&side=out",
        "console/supervision/rows?rate=finished&side=out",
        "console/cases/{accepted}",
        "console/districts",
        "console/notices?q={received}",
        "console/terminals",
        "console/catalogue",
        "console/catalogue/items/OLD-CARD",
        "console/catalogue/{edition}",
    ),
    "auditor": ("console/audit", "console/cards", "console/catalogue", "console/catalogue/{edition}"),
    "technician": ("console/terminals", "console/cases"),  # the second is refused: its page, too
    "agent": ("console/help",),
    "T2001": ("console/rounds", "pickup/none", "p/none", "nowhere"),
}


def found_on(page: Page) -> list[str]:
    """What axe-core objects to on the page as it stands."""
    page.evaluate(AXE)  # not as a script tag: the pages' own policy refuses that
    said: list[str] = page.evaluate(_RUN, RULES)
    return said


@pytest.fixture
def places(
    received: Case,
    birth: Case,  # noqa: F811
    civil: SimulatedDepartment,  # noqa: F811
    box: Any,
    new_submission: Callable[..., Submission],
    new_supplement: Callable[..., Supplement],
    people: Any,
    more_people: Any,
) -> dict[str, str]:
    """A hall with something on every page."""
    accepted, granted, packed, sent, asked = (
        Case.objects.get(pk=box.submit(new_submission(originals_parcel=None))) for _ in range(5)
    )
    for case in (accepted, granted, packed, sent):
        services.accept(case, people.acceptor)
    for case in (granted, packed, sent):
        services.decide(case, people.approver, granted=True)
    services.ask_correction(asked, people.acceptor, ["请重新拍摄身份证"])
    services.urge(accepted, people.supervisor, "请今天办结")
    result = parcels.pack(packed, people.issuer, "S")
    parcels.hand_out(parcels.pack(sent, people.issuer, "M"), people.issuer, people.courier)
    coming = new_submission()
    case_id = box.submit(coming)
    box.send("custody", box.custody(ParcelEvent.DROPPED, coming.originals_parcel), case_id)
    box.send("custody", box.custody(ParcelEvent.DISPUTED, coming.originals_parcel), case_id)
    audit.step(audit.begin(more_people["auditor"]))
    add_officer("T2001", "邮递员", [Role.COURIER], PASSWORD)
    fleet.add_terminal("PLAN1", "荔湾区示例小区")
    several = Case.objects.get(pk=box.submit(new_submission(items=["RES-REG", "UNEMP"], originals_parcel=None)))
    _with_tasks(box, several, new_supplement, people)
    between = _between_districts(box, new_submission, people)
    reminders.unwanted(Unwanted(id_number="440106189203150015", reminder="OLD-CARD-60", why="not_me", on=DAY))
    text = editions.base()["items/old-card.toml"].replace("promised_workdays = ", "promised_workdays = 1")
    edition = editions.draft(people.supervisor, "a test", {"items/old-card.toml": text}, "console")
    return {
        **between,
        "birth": birth.number,
        "letter": _letter_for(birth, civil),
        "several": several.number,
        "edition": str(edition.id),
        "received": received.number,
        "accepted": accepted.number,
        "granted": granted.number,
        "result": result.barcode,
    }


def _between_districts(box: Any, new_submission: Callable[..., Submission], people: Any) -> dict[str, str]:
    """One case lies with another district than it was taken in, one was sent back by it, and one is settled."""
    Terminal.objects.filter(pk=box.id).update(district="440103")
    panyu = add_officer("t-panyu", "番禺区受理员", [Role.ACCEPTOR], PASSWORD, district="440113")
    city = add_officer("t-city", "市级受理员", [Role.ACCEPTOR], PASSWORD, district=CITY)
    made = [Case.objects.get(pk=box.submit(new_submission(originals_parcel=None))) for _ in range(3)]
    rows = []
    for case in made:
        like = case.items.get()
        case.items.create(  # what a scope would have sent on: no service shipped says one
            **{"position": 1, "item": "LONGEVITY", "code": like.code, "department": like.department},
            **{"title_zh": "长者长寿保健金发放确认", "title_en": "Longevity allowance", "district": "440113"},
        )
        services.accept(case, people.acceptor)
        if case is not made[0]:
            rows.append(districts.send_back(case.items.get(item="LONGEVITY"), panyu, "户籍已迁出本区"))
    districts.rule(rows[1], city, "440106", "以递交当日户籍为准")
    return {"sent_on": made[0].number, "sent_back": made[1].number}


def _with_tasks(box: Any, case: Case, new_supplement: Callable[..., Supplement], people: Any) -> None:
    """One task stands still for what was asked, was answered once before, and the other is refused."""
    services.accept(case, people.acceptor)
    asking, refused = case.items.all()
    answered = corrections.ask_of_task(asking, people.approver, ["缺页"], ["ID"], ["p.mobile"])
    box.send(Kind.SUPPLEMENT, new_supplement(answered), case.pk)
    corrections.ask_of_task(asking, people.approver, ["请重新拍摄身份证"], ["ID"])
    tasks.decide(refused, people.approver, granted=False, reason="不符合申请条件")


def _letter_for(case: Case, civil: SimulatedDepartment) -> str:  # noqa: F811
    """The source does not answer until a letter is written; its number."""
    civil.behaviour = Behaviour.BROKEN
    gateway.ask_due(timezone.now())
    LookUp.objects.filter(case_id=case.pk).update(first_asked_at=datetime(2026, 3, 6, tzinfo=UTC))
    desk.write_letters(datetime(2026, 3, 20, tzinfo=UTC))
    return str(LookUp.objects.get(case_id=case.pk).letter.number)


@pytest.fixture
def visitor(hall_url: str, browser: Browser) -> Iterator[Officer]:
    """Somebody at a window, not yet signed in; no PDF viewer, which takes seconds and is the browser's own."""
    officer = Officer(hall_url, browser)
    officer.context.route("**/*.pdf*", lambda route: route.abort())
    yield officer
    officer.close()


def _let_in(officer: Officer, name: str, language: str) -> None:
    """A session as signing in makes it, without the pages of it; the language as the switch keeps it."""
    client = Client()
    client.force_login(User.objects.get(username=name if name == "T2001" else f"t-{name}"))
    officer.context.clear_cookies()
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.LANGUAGE_COOKIE_NAME: language}
    officer.context.add_cookies([{"name": key, "value": to, "url": officer.base_url} for key, to in cookies.items()])


def _objections(officer: Officer, places: dict[str, str], language: str, mine: Callable[[int], bool]) -> dict[str, Any]:
    """What axe objects to, by page, on those whose number is `mine`."""
    found, number = {}, itertools.count()
    for name, paths in PAGES.items():
        _let_in(officer, name, language)
        for path in paths:
            if mine(next(number)):
                officer.page.goto(f"{officer.base_url}/{path.format(**places)}")
                found[f"{name} {path}"] = found_on(officer.page)
    assert found
    return {path: said for path, said in found.items() if said}


@pytest.mark.parametrize(("language", "turn"), [("zh-hans", 0), ("en", 1)])
def test_axe_finds_nothing_on_any_page(visitor: Officer, places: dict[str, str], language: str, turn: int) -> None:
    """Every page once, every second one in Chinese; the storm takes each in both."""
    assert _objections(visitor, places, language, lambda number: number % 2 == turn) == {}


@pytest.mark.storm
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width_px", [1280, 390])
def test_axe_finds_nothing_on_any_page_in_either_language_and_width(
    visitor: Officer, places: dict[str, str], language: str, width_px: int
) -> None:
    visitor.page.set_viewport_size({"width": width_px, "height": 900})
    assert _objections(visitor, places, language, lambda _number: True) == {}


def test_axe_does_find_what_is_wrong(visitor: Officer) -> None:
    visitor.page.goto(f"{visitor.base_url}/console/login")
    visitor.page.evaluate("document.querySelector('label[for=name]').remove()")
    assert any(said.startswith("label:") for said in found_on(visitor.page))
