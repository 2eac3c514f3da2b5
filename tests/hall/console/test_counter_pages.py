"""The counter's pages and the residents' on the web, in a real browser: played as people use them, judged by axe."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hall.cases.models import Case
from hall.counter.models import Draft
from hall.fleet import counters
from hall.fleet.models import Terminal
from tests.hall.console.test_accessible import found_on
from tests.hall.counter.conftest import KNOWN, scan
from workbench.officer import Officer

ITEM = KNOWN.items["LONGEVITY"]
WIDTHS_PX = (1280, 390)


@pytest.fixture
def desk(box: Any) -> Any:
    """A counter in Liwan; ids of tests never meet."""
    return counters.add(f"K{box.id[1:]}", "荔湾区政务服务中心 3 号窗口", Terminal.objects.get(pk=box.id), "440103")


@pytest.fixture
def resident(hall_url: str, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Somebody at home before a window of their own, in a language."""
    opened = []

    def go(language: str) -> Page:
        opened.append(Officer(hall_url, browser, language))
        opened[-1].page.goto(f"{hall_url}/prepare/")
        return opened[-1].page

    yield go
    for one in opened:
        one.close()


def fill(page: Page, answers: dict[str, Any]) -> None:
    """Fill in what is asked; what appears only when something else is answered waits for the next page."""
    for name, value in answers.items():
        found = page.locator(f'[name="f.{name}"]')
        if not found.count():
            continue
        kind = found.first.evaluate("control => control.type")
        if kind == "radio":
            said = {True: "yes", False: "no"}.get(value, value)
            page.check(f'[name="f.{name}"][value="{said}"]')
        elif kind == "select-one":
            found.select_option(str(value))
        else:
            found.fill(str(value))


def sit(officer: Officer, counter: Any) -> None:
    """Sit down at a counter; other tests of this worker have left theirs open."""
    officer.page.goto(f"{officer.base_url}/console/counter")
    if officer.page.locator("#counter").count():
        officer.page.select_option("#counter", counter.pk)
        officer.page.locator("form.sit button").click()


def axe(page: Page) -> list[str]:
    """What is wrong in both widths."""
    said = []
    for width in WIDTHS_PX:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_load_state()
        page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        said += [f"{width}: {one}" for one in found_on(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return said


@pytest.mark.parametrize(("language", "passed"), [("zh-CN", "预审通过"), ("en-US", "Pre-review passed")])
def test_a_resident_prepares_on_the_web_and_the_counter_takes_it_from_there(
    resident: Any, at: Callable[..., Officer], desk: Any, language: str, passed: str
) -> None:
    """Every page of the road is looked at by axe as it comes by."""
    page, wrong = resident(language), {}
    wrong["list"] = axe(page)
    page.goto(page.url + f"item/LONGEVITY?counter={desk.pk}")
    wrong["service"] = axe(page)
    page.click("#begin")
    wrong["form"] = axe(page)
    fill(page, {name: value for name, value in ITEM.sample.items() if name != "p.mobile"})
    page.click("#run-check")
    wrong["findings"] = axe(page)
    fill(page, ITEM.sample)
    for one in page.locator("[name=have]").all():
        one.check()
    page.click("#run-check")
    assert passed in page.locator("#findings").inner_text()
    page.click("#keep")
    wrong["kept"] = axe(page)
    code = page.locator("#prepared-code").inner_text()

    officer = at("acceptor", language, fresh=True)
    sit(officer, desk)
    wrong["counter"] = axe(officer.page)
    officer.page.fill("#code", code)
    officer.page.click("#open-prepared")
    wrong["draft"] = axe(officer.page)
    for material in ("ID", "HKB", "BANK"):
        count = KNOWN.materials[material].pages_min
        files = [{"name": "a.png", "mimeType": "image/png", "buffer": scan(f"{material}{n}")} for n in range(count)]
        officer.page.set_input_files(f"#page-{material}", files)  # type: ignore[arg-type]
    officer.page.click("#run-check")
    wrong["checked"] = axe(officer.page)
    officer.page.check("[name=seen][value=id_card]")
    officer.page.click("#do-hand-in")
    number = officer.page.locator("#number").inner_text()
    wrong["receipt"] = axe(officer.page)
    case = Case.objects.get(number=number)
    assert (case.channel, case.counter_id, case.applicant_name) == ("web", desk.pk, ITEM.sample["p.name"])
    officer.page.goto(f"{officer.base_url}/console/cases/{number}/history")
    wrong["story"] = axe(officer.page)
    assert {name: said for name, said in wrong.items() if said} == {}


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_axe_finds_nothing_where_something_is_not_taken_and_where_questions_come_first(
    resident: Any, at: Callable[..., Officer], desk: Any, language: str
) -> None:
    page, officer, wrong = resident(language), at("acceptor", language, fresh=True), {}
    sit(officer, desk)
    for path in ("item/PASSPORT", "package/NEWBORN"):
        officer.page.goto(f"{officer.base_url}/console/counter/services/{path}")
        wrong[f"counter {path}"] = axe(officer.page)
        page.goto(f"{officer.base_url}/prepare/{path}")
        wrong[f"web {path}"] = axe(page)
    officer.page.goto(f"{officer.base_url}/console/counter/services/item/SCHOOL")
    officer.page.click("#begin")
    officer.page.click("#run-check")  # nothing is filled in: every kind of question with its sentence
    assert officer.page.locator(".why").count() > 5
    wrong["draft"] = axe(officer.page)
    officer.page.click("#give-up")
    officer.page.goto(f"{officer.base_url}/console/counter?q=qqqqzzzz")
    wrong["nothing found"] = axe(officer.page)
    assert {name: said for name, said in wrong.items() if said} == {}


def test_enter_in_a_field_keeps_what_is_filled_in_and_hands_nothing_in(at: Callable[..., Officer], desk: Any) -> None:
    officer = at("acceptor", fresh=True)
    sit(officer, desk)
    officer.page.goto(f"{officer.base_url}/console/counter/services/item/LONGEVITY")
    officer.page.click("#begin")
    draft = officer.page.url.rsplit("/", 1)[-1]
    field = officer.page.locator('[name="f.p.name"]')
    field.fill("测试人")
    field.press("Enter")
    officer.page.wait_for_load_state()
    assert officer.page.locator('[name="f.p.name"]').input_value() == "测试人"
    assert Draft.objects.filter(pk=draft).exists()
    officer.page.click("#give-up")
