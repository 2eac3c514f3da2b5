"""WCAG 2.2 A and AA on every page of the console, in both languages, as axe-core finds it in a real browser."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page

from contract.envelope import Submission
from contract.life import Role
from contract.parcel import ParcelEvent
from hall.cases import services
from hall.cases.models import Case
from hall.commands import add_officer
from hall.fleet import services as fleet
from hall.oversight import audit
from hall.parcels import services as parcels
from workbench.officer import Officer

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
    ),
    "approver": ("console/cases?tab=open", "console/cases/{accepted}", "console/cases?q=nothing-like-it"),
    "issuer": ("console/cases/{granted}", "console/hand-out", "console/parcels/{result}/label"),
    "supervisor": (
        "console/supervision",
        "console/supervision/rows?rate=available&side=out",
        "console/supervision/rows?rate=finished&side=out",
        "console/cases/{accepted}",
        "console/terminals",
    ),
    "auditor": ("console/audit",),
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
    received: Case, box: Any, new_submission: Callable[..., Submission], people: Any, more_people: Any
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
    return {
        "received": received.number,
        "accepted": accepted.number,
        "granted": granted.number,
        "result": result.barcode,
    }


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
