"""Wrong tries: five, then ten minutes of nothing, by name and by address, at every door that takes a secret."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from django.test import RequestFactory
from django.utils import timezone
from requests.adapters import HTTPAdapter

from contract.orders import Enrolment
from hall.accounts import tries
from hall.accounts.models import WrongTries
from hall.fleet import services as fleet

PASSWORD = "correct horse battery"  # as in conftest
WRONG = 5


class _From(HTTPAdapter):
    """Requests from another loopback address."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *arguments, **named):
        super().init_poolmanager(*arguments, source_address=(self.address, 0), **named)


@pytest.fixture
def at_address():
    """Makes sessions that come from 127.0.0.`number`."""
    opened = []

    def make(number):
        session = requests.Session()
        session.mount("http://", _From(f"127.0.0.{number}"))
        opened.append(session)
        return session

    yield make
    for session in opened:
        session.close()


def _read(session, url, name="t-issuer", password=PASSWORD):
    return session.get(f"{url}/api/v1/notices", auth=(name, password), timeout=30)


def _codes(answers):
    return [(answer.status_code, answer.json().get("code")) for answer in answers]


def _let_time_pass(time):
    for row in WrongTries.objects.all():
        row.last_at -= time
        row.locked_until = row.locked_until and row.locked_until - time
        row.save()


def test_a_name_is_locked_wherever_the_tries_come_from(hall_url, people, at_address):
    wrong = [_read(at_address(number), hall_url, password="guess") for number in range(11, 11 + WRONG)]
    assert _codes(wrong) == [(401, "bad_proof")] * WRONG
    locked = _read(at_address(20), hall_url)  # the right password, from elsewhere
    assert _codes([locked]) == [(429, "too_many_tries")]
    assert 500 < int(locked.headers["Retry-After"]) <= 600
    assert _read(at_address(20), hall_url, "t-supervisor").status_code == 200
    _let_time_pass(timedelta(minutes=10))
    assert _read(at_address(20), hall_url).status_code == 200


def test_an_address_is_locked_whatever_names_are_tried(hall_url, people, at_address):
    here = at_address(30)
    assert _codes(_read(here, hall_url, f"nobody{number}") for number in range(WRONG)) == [(401, "bad_proof")] * WRONG
    assert _read(here, hall_url).status_code == 429
    assert _read(at_address(31), hall_url).status_code == 200


def test_a_right_one_begins_anew_for_the_name_only(hall_url, people, at_address):
    here = at_address(40)
    for _ in range(2):
        for number in range(41, 41 + WRONG - 1):
            assert _read(at_address(number), hall_url, password="guess").status_code == 401
        assert _read(here, hall_url).status_code == 200
    for number in range(WRONG - 1):
        assert _read(here, hall_url, f"nobody{number}").status_code == 401
    assert _read(here, hall_url).status_code == 200  # an own password does not buy more tries at others
    assert _read(here, hall_url, "nobody9").status_code == 401
    assert _read(here, hall_url).status_code == 429


def test_tries_of_long_ago_do_not_count(hall_url, people, at_address):
    here = at_address(50)
    for _ in range(WRONG - 1):
        _read(here, hall_url, password="guess")
    _let_time_pass(timedelta(minutes=10))
    assert [_read(here, hall_url, password="guess").status_code for _ in range(WRONG)] == [401] * WRONG
    assert _read(here, hall_url).status_code == 429


def test_many_at_once_gain_nothing(hall_url, people, at_address):
    with ThreadPoolExecutor(8) as pool:
        sessions = [at_address(number) for number in range(60, 76)]
        answers = list(pool.map(lambda session: _read(session, hall_url, password="guess"), sessions))
    assert sorted(answer.status_code for answer in answers) == [401] * WRONG + [429] * (16 - WRONG)


def test_enrolment_codes_cannot_be_guessed_on(box, at_address):
    code = fleet.add_terminal(box.id, "site")

    def enrol(session, said):
        wish = Enrolment(terminal=box.id, code=said, public_key="a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=")
        return session.post(f"{box.url}/api/v1/enrol", wish.model_dump_json(), timeout=30)

    here = at_address(80)
    assert _codes(enrol(here, "WRONG") for _ in range(WRONG)) == [(403, "bad_code")] * WRONG
    assert enrol(here, code).status_code == 429
    assert enrol(at_address(81), code).status_code == 429
    _let_time_pass(timedelta(minutes=10))
    assert enrol(here, code).status_code == 200


def test_neither_names_nor_addresses_are_kept(hall_url, people, at_address):
    _read(at_address(90), hall_url, "typed my password here", "guess")
    kept = " ".join(WrongTries.objects.values_list("key", flat=True))
    assert "typed" not in kept
    assert "127.0" not in kept
    tries.forget_old_tries(timezone.now() + timedelta(days=2))
    assert not WrongTries.objects.exists()


@pytest.mark.parametrize(("proxy", "address"), [(None, "10.1.1.1"), (("HTTP_X_FORWARDED_PROTO", "https"), "10.3.3.3")])
def test_only_the_proxys_own_word_counts(settings, proxy, address):
    settings.SECURE_PROXY_SSL_HEADER = proxy
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR="10.2.2.2, 10.3.3.3")
    assert tries.address_of(request) == address
