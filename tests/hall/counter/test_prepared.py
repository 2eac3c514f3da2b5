"""Prepared on the web: nobody is signed in, nothing is kept unasked, and a code opens once what only it can open."""

import io
import re
from datetime import timedelta

import pytest
import requests
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.translation import trans_real

from contract.catalogue import Catalogue
from hall.accounts.models import WrongTries
from hall.cases.models import Case
from hall.counter import drafts, prepared
from hall.counter.models import Draft, Prepared
from hall.oversight import rates
from hall.oversight.rates import Rate
from tests.hall.counter.conftest import KNOWN, posted, scan

SAMPLE = KNOWN.items["LONGEVITY"].sample
FORM = "/prepare/item/LONGEVITY/form"


@pytest.fixture
def keep(window):
    """Keeps a filled-in form for the counter of `window`, or of another; the page and its code."""

    def go(answers=SAMPLE, path=FORM, **more):
        said = posted(answers) | {"do": "keep", "counter": window.counter.pk} | more
        page = Client().post(path, said)
        code = re.search(r'id="prepared-code">([^<]+)<', page.content.decode())
        return page, code[1] if code else ""

    return go


def bodies():
    return [bytes(one.sealed) + bytes(one.locator) + bytes(one.salt) for one in Prepared.objects.all()]


def test_what_was_prepared_is_gone_on_with_at_the_counter_and_is_a_case_begun_on_the_web(window, keep):
    _page, code = keep()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", code)
    answer = window.client.post("/console/counter/prepared", {"code": f" {code.lower()} "}, follow=True)
    assert answer.resolver_match.url_name == "counter_draft"
    assert "填写人未经核验" in answer.content.decode()
    draft = Draft.objects.get(pk=answer.resolver_match.kwargs["draft_id"])
    assert (draft.channel, drafts.read(draft).answers) == ("web", SAMPLE)
    counts = {name: KNOWN.materials[name].pages_min for name in ("ID", "HKB", "BANK")}
    files = {f"page.{name}": [io.BytesIO(scan(f"{name}{n}")) for n in range(most)] for name, most in counts.items()}
    done = window.press(draft, "hand_in", SAMPLE, seen="id_card", **files)
    assert done.resolver_match.url_name == "counter_receipt", done.content.decode()
    case = Case.objects.get(pk=draft.pk)
    assert (case.channel, case.counter_id, case.taken_by) == ("web", window.counter.pk, window.officer)


def test_a_code_opens_once(window, keep):
    _page, code = keep()
    first, second = (window.client.post("/console/counter/prepared", {"code": code}, follow=True) for _ in range(2))
    assert first.resolver_match.url_name == "counter_draft"
    assert "取用码打不开" in second.content.decode()
    assert Draft.objects.filter(officer=window.officer).count() == 1


def test_neither_the_table_nor_the_halls_own_secret_opens_it_without_the_code(keep):
    Prepared.objects.all().delete()
    _page, code = keep()
    (body,) = bodies()
    for said in (SAMPLE["p.name"], SAMPLE["p.id_no"], SAMPLE["p.mobile"], code, code.replace("-", "")):
        assert str(said).encode() not in body
    assert settings.SECRET_KEY.encode() not in body


def test_looking_and_checking_keep_nothing_at_all(window):
    before = (Prepared.objects.count(), Draft.objects.count(), Case.objects.count(), Session.objects.count())
    client = Client()
    for path in ("/prepare/", "/prepare/?q=敬老", "/prepare/item/LONGEVITY", "/prepare/package/ELDER"):
        assert client.get(path).status_code == 200
    page = client.post(FORM, posted(SAMPLE) | {"do": "check", "counter": window.counter.pk})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert before == (Prepared.objects.count(), Draft.objects.count(), Case.objects.count(), Session.objects.count())


def test_a_code_dies_after_a_week_and_what_it_opened_is_deleted(window, keep):
    _page, code = keep()
    Prepared.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = window.client.post("/console/counter/prepared", {"code": code}, follow=True)
    assert "取用码打不开" in answer.content.decode()
    assert prepared.forget_prepared(timezone.now()) >= 1
    assert not Prepared.objects.exists()


def test_guessing_codes_is_locked_after_five_and_the_right_one_too(window, keep):
    _page, code = keep()
    for _ in range(5):
        answer = window.client.post("/console/counter/prepared", {"code": "2222-3333-4444"}, follow=True)
        assert "取用码打不开" in answer.content.decode()
    answer = window.client.post("/console/counter/prepared", {"code": code}, follow=True)
    assert "取用码错误次数过多" in answer.content.decode()
    WrongTries.objects.all().delete()
    assert window.client.post("/console/counter/prepared", {"code": code}, follow=True).resolver_match.url_name == (
        "counter_draft"
    )


def test_no_more_than_twenty_an_hour_are_kept_from_one_address(keep):
    Prepared.objects.all().delete()
    for _ in range(prepared.MOST_AN_HOUR):
        assert keep()[1]
    page, code = keep()
    assert (page.status_code, code) == (429, "")
    assert SAMPLE["p.name"] in page.content.decode()  # what was filled in is not lost
    Prepared.objects.update(made_at=timezone.now() - timedelta(hours=2))
    assert keep()[1]


def test_one_user_of_ipv6_counts_as_one_and_a_full_hall_says_so(keep, monkeypatch):
    assert prepared._network("2001:db8::1") == prepared._network("2001:db8::ffff:1") != prepared._network("2001:db9::1")
    assert prepared._network("192.0.2.1") == "192.0.2.1"
    monkeypatch.setattr(prepared, "MOST_WAITING", 0)
    page, code = keep()
    assert (page.status_code, code) == (503, "")
    assert SAMPLE["p.name"] in page.content.decode()


def test_more_than_a_form_can_hold_is_not_kept(keep, monkeypatch):
    monkeypatch.setattr(prepared, "MOST_BYTES", 500)
    page, code = keep()
    assert (page.status_code, code) == (413, "")


def test_what_is_not_taken_at_this_counter_keeps_its_code(window, keep, monkeypatch):
    _page, code = keep()
    known = KNOWN.items
    fewer = Catalogue(
        {id_: item for id_, item in known.items() if id_ != "LONGEVITY"},
        KNOWN.fields, KNOWN.materials, KNOWN.rules, KNOWN.synonyms, KNOWN.version, {},
    )  # fmt: skip
    monkeypatch.setattr("hall.console.views.counter.of_today", lambda: fewer)
    answer = window.client.post("/console/counter/prepared", {"code": code}, follow=True)
    page = answer.content.decode()
    assert "取用码仍然有效" in page
    assert "已停止办理" in page  # and where to go instead
    assert "12345" in page
    monkeypatch.undo()
    assert window.client.post("/console/counter/prepared", {"code": code}, follow=True).resolver_match.url_name == (
        "counter_draft"
    )


def test_the_pages_work_without_script_are_private_and_speak_both_languages(hall_url, window):
    for language, words in (("zh-hans", "您要办什么"), ("en", "What do you want to get done?")):
        answer = requests.get(f"{hall_url}/prepare/", headers={"Accept-Language": language}, timeout=30)
        assert words in answer.text
        assert "<script" not in answer.text
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_changing_the_language_keeps_what_is_filled_in(window):
    page = Client().post(FORM, posted(SAMPLE) | {"do": "language:en", "counter": window.counter.pk})
    text = page.content.decode()
    assert '<html lang="en">' in text
    assert f'value="{SAMPLE["p.name"]}"' in text
    assert page.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    other = Client().post(FORM, posted(SAMPLE) | {"do": "language:xx", "counter": window.counter.pk})
    assert '<html lang="zh-Hans">' in other.content.decode()
    before = len(trans_real._translations)
    odd = Client().post(FORM, posted(SAMPLE) | {"do": "language:made-up-zh-hans", "counter": window.counter.pk})
    assert odd.cookies[settings.LANGUAGE_COOKIE_NAME].value in dict(settings.LANGUAGES)
    assert len(trans_real._translations) == before, "Django would keep every name it is given, for ever"


def test_a_form_forged_from_elsewhere_is_refused(window):
    client = Client(enforce_csrf_checks=True)
    assert client.post(FORM, posted(SAMPLE) | {"do": "keep"}).status_code == 403


def test_what_was_begun_on_the_web_counts_as_begun_and_not_as_finished_without_a_visit(window, keep):
    month = timezone.localdate().replace(day=1)
    before = _figures(month)
    counter_case = window.hand_in("LONGEVITY")
    web_case = window.hand_in("LONGEVITY")
    Case.objects.filter(pk=web_case.pk).update(channel="web")
    Case.objects.filter(pk__in=[counter_case.pk, web_case.pk]).update(state="closed")
    try:
        after = _figures(month)
        used, finished = (
            (after[rate].part - before[rate].part, after[rate].whole - before[rate].whole)
            for rate in (Rate.USED, Rate.FINISHED)
        )
        assert used == (1, 2)  # the counter's own is not begun online
        assert finished == (0, 1)  # of those begun online; the web's ended at a window
        out = set(rates.rows(Rate.USED, month, "LONGEVITY", inside=False).values_list("case", flat=True))
        assert counter_case.pk in out
        assert web_case.pk not in out
        rest = set(rates.rows(Rate.FINISHED, month, "LONGEVITY", inside=False).values_list("case", flat=True))
        assert web_case.pk in rest
        assert counter_case.pk not in rest
    finally:  # as their stories tell
        Case.objects.filter(pk__in=[counter_case.pk, web_case.pk]).update(state="received")


def _figures(month):
    return next(line for line in rates.lines(month) if line.item == "LONGEVITY").figures
