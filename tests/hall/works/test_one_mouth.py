"""One mouth accepts (domain 2.11): one verdict at kiosk, web and counter, and a referral for whatever is not taken."""

import io
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from contract.life import Role
from contract.prereview import VerdictKind
from hall.accounts.services import add_officer
from hall.cases.models import Case
from hall.catalogues import editions, packs, services
from hall.counter import drafts
from hall.counter.models import Draft
from kiosk.steps.pre_review import CheckAll
from kiosk.visit import Application
from tests.hall.conftest import PASSWORD
from tests.hall.counter.conftest import KNOWN, new_window, posted, scan, window  # noqa: F401 - fixtures

ITEMS = ["OLD-CARD", "LONGEVITY", "SOLE-TRADER", "BIRTH-REG"]
OLD_CARD = "items/old-card.toml"
LIWAN, PANYU = "440103", "440113"


def faults(item):
    """The sample; without an answer; with an impossible number; of somebody too young; without its first paper."""
    first = next(need for need in item.materials if need.needed(item.sample))
    yield dict(item.sample), ""
    yield {name: value for name, value in item.sample.items() if name != "p.mobile"}, ""
    yield dict(item.sample) | {"p.id_no": "440103194608150001"} | _followed("440103194608150001"), ""
    yield dict(item.sample) | {"p.id_no": "440103201003010005"} | _followed("440103201003010005"), ""
    yield dict(item.sample), first.material


def _followed(number):
    """What a card of this number would say besides."""
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return {"p.sex": "male" if int(number[16]) % 2 else "female", "p.birth": born}


def at_kiosk(id_, answers, pages, now):
    """The terminal's own step, on what its form and camera have."""
    application = Application()
    application.items, application.answers = [id_], answers
    application.pages = {material: cast("Any", [None] * count) for material, count in pages.items()}
    here = SimpleNamespace(
        visit=SimpleNamespace(application=application),
        terminal=SimpleNamespace(catalogue=KNOWN),
        clock=SimpleNamespace(now=lambda: now),
    )
    CheckAll().enter(cast("Any", here))
    return application.verdict


def on_the_web(id_, answers, have, counter):
    """What the page of the web finds: its verdict and findings, as it shows them."""
    page = Client().post(
        f"/prepare/item/{id_}/form", posted(answers) | {"do": "check", "have": have, "counter": counter}
    )
    assert page.status_code == 200
    return page.context["verdict"]


def at_counter(window, id_, answers, pages, originals):  # noqa: F811
    draft = window.begin("item", id_)
    window.press(draft, "save", answers)
    files = {f"page.{name}": [io.BytesIO(scan(f"{name}{n}")) for n in range(count)] for name, count in pages.items()}
    answer = window.press(draft, "check", answers, original=sorted(originals), **files)
    return draft, answer.context["verdict"]


@pytest.mark.parametrize("id_", ITEMS)
def test_the_same_pre_review_verdict_comes_out_at_kiosk_web_and_counter_for_the_same_input(window, id_):  # noqa: F811
    """And once more by the hall itself when the counter's comes in."""
    item, kinds = KNOWN.items[id_], set()
    for answers, without in faults(item):
        needs = [use for use in item.materials if use.needed(answers) and use.material != without]
        pages = {use.material: KNOWN.materials[use.material].pages_min for use in needs if use.scan}
        now = datetime.now(UTC)
        originals = {use.material for use in item.materials if use.needed(answers) and use.original}
        kiosk = at_kiosk(id_, answers, pages, now)
        web = on_the_web(id_, answers, [use.material for use in needs], window.counter.pk)
        draft, counter = at_counter(window, id_, answers, pages, originals)
        for verdict in (web, counter):
            assert (verdict.kind, verdict.findings) == (kiosk.kind, kiosk.findings)
            assert verdict.rules_version == kiosk.rules_version
        assert web.inputs_sha256 == counter.inputs_sha256
        if counter.may_submit:
            window.press(draft, "hand_in", answers, original=sorted(originals), seen="id_card")
            case = Case.objects.get(pk=draft.pk)
            assert (case.verdict, case.inputs_sha256) == (kiosk.kind.value, counter.inputs_sha256)
        kinds.add(kiosk.kind)
    assert {VerdictKind.FIX} < kinds


@pytest.fixture
def published(people):
    """Publishes another catalogue for today; rolled back, for the tests share one hall."""
    maker = add_officer("t-mouth-maker", "督办", [Role.SUPERVISOR], PASSWORD)
    checker = add_officer("t-mouth-checker", "法制审核", [Role.AUDITOR], PASSWORD)

    def go(changes=None, retired=""):
        made = (
            editions.retire(maker, retired, "a test", "console")
            if retired
            else editions.draft(maker, "a test", changes, "console")
        )
        editions.check(made, checker, "console")
        editions.publish(made, maker, timezone.localdate(), "console")

    with transaction.atomic():
        yield go
        transaction.set_rollback(True)
    for cached in (services._kept, packs._answer, packs._pack, services._packs):
        cached.cache_clear()


def refers(page, *said):
    text = page.content.decode()
    assert 'id="referral"' in text
    assert "可以去哪里办" in text
    for words in (*said, "12345"):
        assert words in text


def both(window, path, **said):  # noqa: F811
    """The page of the counter and that of the web."""
    counter = window.client.get(f"/console/counter/services/{path}", said)
    return counter, Client().get(f"/prepare/{path}", said | {"counter": window.counter.pk})


def test_a_retired_service_leads_to_the_office_that_had_it(window, published):  # noqa: F811
    draft = window.begin("item", "DISAB")
    published(retired="DISAB")
    for page in both(window, "item/DISAB"):
        refers(page, "已停止办理", KNOWN.items["DISAB"].department.zh)
    assert Client().get("/prepare/item/NEVER-WAS").status_code == 404
    assert window.client.get("/console/counter/services/item/NEVER-WAS").status_code == 404
    assert window.page(draft)  # who had begun can still look at it


def test_what_was_begun_before_it_was_retired_long_ago_is_refused_with_a_sentence(window, published, monkeypatch):  # noqa: F811
    draft, answers = window.filled("DISAB")
    published(retired="DISAB")
    monkeypatch.setattr(services, "LONGEST_VISIT", services.LONGEST_VISIT * 0)
    answer = window.press(draft, "hand_in", answers, seen="id_card", original=draft.begun["originals"])
    assert "该事项已停止办理" in answer.content.decode()
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert not Case.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize(
    ("scope", "home", "said"),
    [
        ('{ districts = ["440113"] }', "", "番禺区"),
        ('{ by = "household" }', PANYU, "番禺区"),
        ('{ by = "household" }', "outside", "当地的政务服务中心"),
    ],
)
def test_a_service_not_taken_in_this_district_leads_to_where_it_is(window, published, scope, home, said):  # noqa: F811
    text = re.sub(r"(?m)^order = ", f"scope = {scope}\norder = ", editions.base()[OLD_CARD], count=1)
    published({OLD_CARD: text})
    for page in both(window, "item/OLD-CARD", **{"home.household": home}):
        refers(page, "不在本区受理", said)
    begun = window.client.post("/console/counter/services/item/OLD-CARD/begin", {"home.household": home})
    assert begun.status_code == 200  # the referral, and no draft
    assert not Draft.objects.filter(officer=window.officer).exists()


def test_a_service_sent_on_is_begun_here_and_says_who_decides(window, published):  # noqa: F811
    scope = '{ by = "household", sent_on_workdays = 3 }'
    text = re.sub(r"(?m)^order = ", f"scope = {scope}\norder = ", editions.base()[OLD_CARD], count=1)
    published({OLD_CARD: text})
    asks = window.client.get("/console/counter/services/item/OLD-CARD").content.decode()
    assert 'name="home.household"' in asks
    assert 'id="begin"' not in asks
    shown = window.client.get(f"/console/counter/services/item/OLD-CARD?home.household={PANYU}").content.decode()
    assert "番禺区" in shown
    draft = window.begin("item", "OLD-CARD", **{"home.household": PANYU})
    assert drafts.read(draft).begun.homes == {"household": PANYU}


def test_somebody_who_does_not_meet_the_conditions_is_told_why_and_where_to_ask(window):  # noqa: F811
    item = KNOWN.items["OLD-CARD"]
    young = dict(item.sample) | {"p.id_no": "440103201003010004"}
    web = Client().post("/prepare/item/OLD-CARD/form", posted(young) | {"do": "check", "counter": window.counter.pk})
    draft = window.begin("item", "OLD-CARD")
    counter = window.press(draft, "check", young)
    for page in (web, counter):
        refers(page, item.department.zh)
        assert page.context["verdict"].kind is VerdictKind.NOT_FOR_YOU
    assert "do-hand-in" not in counter.content.decode()


def test_a_package_that_does_not_fit_leads_back_to_its_single_services(window):  # noqa: F811
    for id_, package in KNOWN.packages.items():
        for one in package.not_for:
            said = {when.field: when.is_ for when in one.when}
            if any(value is None for value in said.values()):
                continue
            query = {f"q.{name}": _word(value) for name, value in said.items()}
            for page in both(window, f"package/{id_}", **query):
                refers(page, one.text.zh, "其中的事项仍可单独申请")


def _word(value):
    return {True: "yes", False: "no"}.get(value, value)


def test_what_only_its_office_takes_is_referred_there_and_can_be_checked_on_the_web(window):  # noqa: F811
    item = KNOWN.items["PASSPORT"]
    counter, web = both(window, "item/PASSPORT")
    for page in (counter, web):
        refers(page, item.department.zh)
    assert 'id="begin"' not in counter.content.decode()
    said = posted(item.sample) | {"do": "check", "counter": window.counter.pk}
    checked = Client().post("/prepare/item/PASSPORT/form", said)
    assert checked.context["verdict"] is not None
    assert 'id="keep"' not in checked.content.decode()
    assert "prepared-code" not in Client().post("/prepare/item/PASSPORT/form", said | {"do": "keep"}).content.decode()
