"""Pages for what comes to nothing: in both languages, in the hall's own dress, without the database."""

import logging

import pytest
import requests
from django.test import RequestFactory

from hall import wrong
from hall.cases.models import Case


def _page(answer, status, zh, en):
    assert answer.status_code == status
    assert zh in answer.text
    assert en in answer.text
    assert "console.css" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_no_such_page(hall_url):
    _page(requests.get(f"{hall_url}/console/nowhere", timeout=30), 404, "没有这个页面", "There is no such page")
    _page(requests.get(f"{hall_url}/nowhere", timeout=30), 404, "没有这个页面", "There is no such page")


def test_a_form_without_its_token(hall_url):
    answer = requests.post(f"{hall_url}/console/login", {"name": "x", "password": "y"}, timeout=30)
    _page(answer, 403, "页面已失效", "nothing was changed")


def test_a_method_a_page_does_not_have(hall_url):
    answer = requests.get(f"{hall_url}/console/logout", timeout=30)
    _page(answer, 405, "此处不能这样操作", "This cannot be done here")
    assert answer.headers["Allow"] == "POST"


def test_a_host_that_is_not_ours(hall_url):
    answer = requests.get(f"{hall_url}/console/login", headers={"Host": "evil.example"}, timeout=30)
    _page(answer, 400, "请求无法识别", "cannot be read")


def test_a_mistake_of_ours(hall_url, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("hall.console.views.sign.Officer.objects.exists", fail)
    answer = requests.get(f"{hall_url}/console/login", timeout=30)
    _page(answer, 500, "大厅出了差错", "The hall made a mistake")
    assert "secret" not in answer.text


def test_the_terminals_get_json_for_a_mistake_outside_the_api_itself():
    answer = wrong.our_mistake(RequestFactory().get("/api/v1/orders"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/json")
    assert b'"code": "our_mistake"' in answer.content


@pytest.mark.parametrize("path", ["/console/cases/{}", "/console/nowhere/{}"])
def test_the_access_log_names_routes_and_nobody(hall_url, case: Case, caplog, path):
    with caplog.at_level(logging.INFO):
        address = path.format(case.number) + f"?q={case.applicant_id_number}"
        requests.get(hall_url + address, allow_redirects=False, timeout=30)
    lines = [record.getMessage() for record in caplog.records if record.name == "hall.access_log"]
    assert len(lines) == 1
    assert lines[0].startswith(("GET /console/cases/<str:number> 302 ", "GET /- 404 "))
    assert case.number not in caplog.text
    assert case.applicant_id_number not in caplog.text
    assert "127.0.0.1" not in caplog.text
