"""Nothing new is cheap to say, and never said when something is new: whoever changed it, and however."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contract.life import Role
from contract.parcel import Holder, ParcelKind, barcode
from hall.cases.models import Case, Correction
from hall.fleet import news
from hall.fleet import services as fleet
from hall.fleet.models import StaffMember, Terminal
from hall.fleet.orders import orders_for
from hall.keys import rotate
from hall.parcels.models import Parcel

PATH = "/api/v1/orders"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL marks its rows")


@pytest.fixture
def told(box, case, people):
    """A terminal with a case, a parcel on its way and a member of staff, and the tag of its last orders."""
    here = Terminal.objects.get(pk=box.id)
    fleet.add_staff(f"N{box.id}", "站务员", Role.STATION, "654321", [here])
    Parcel.objects.create(
        barcode=barcode(ParcelKind.RESULT, box.id, 7),
        kind=ParcelKind.RESULT,
        case=case,
        terminal=here,
        holder=Holder.ISSUING_DESK,
        code_salt=b"salt",
        code_hash=b"hash",
    )
    return box.request("GET", PATH).headers["ETag"]


def _staff(box):
    return StaffMember.objects.filter(number=f"N{box.id}")


def _ask(case, people):
    Correction.objects.create(case=case, asked_by=people.acceptor, until=timezone.localdate(), wants={"words": ["x"]})


CHANGES = {
    "a case": lambda box, case, people: Case.objects.filter(pk=case.pk).update(promised_by=timezone.localdate()),
    "a task": lambda box, case, people: case.items.update(state="open"),
    "a correction": lambda box, case, people: _ask(case, people),
    "a parcel": lambda box, case, people: case.parcels.update(size="L"),
    "a parcel taken away": lambda box, case, people: case.parcels.update(holder=Holder.STAFF),
    "a member": lambda box, case, people: _staff(box).update(active=False),
    "a member's terminals": lambda box, case, people: _staff(box).get().terminals.clear(),
    "a member gone": lambda box, case, people: _staff(box).get().delete(),
    "a key": lambda box, case, people: rotate(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_by_whomever_is_told_at_the_next_poll(box, case, people, told, what):
    here = Terminal.objects.get(pk=box.id)
    assert box.request("GET", PATH, **{"If-None-Match": told}).status_code == 304
    CHANGES[what](box, case, people)
    wanted = f'"{orders_for(here).version}"'
    answer = box.request("GET", PATH, **{"If-None-Match": told})
    assert answer.headers["ETag"] == wanted
    assert answer.status_code == (304 if wanted == told else 200)
    if what != "a member's terminals":  # of no terminal in particular: of every one, this one too
        assert wanted != told


def test_who_does_not_say_what_it_holds_is_told_everything(box, told):
    answer = box.request("GET", PATH)
    assert (answer.status_code, answer.headers["ETag"]) == (200, told)
    assert answer.json()["cases"]


@on_postgresql
def test_nothing_new_is_two_questions(box, told):
    here = Terminal.objects.get(pk=box.id)
    with CaptureQueriesContext(connection) as asked:
        assert f'"{news.version_at(here, news.mark(here))}"' == told
    assert len(asked) == 2


@on_postgresql
def test_staff_of_another_terminal_are_no_news(box, told, new_box):
    here, there = Terminal.objects.get(pk=box.id), Terminal.objects.get(pk=new_box().id)
    elsewhere = fleet.add_staff(f"N{there.id}", "站务员", Role.STATION, "654321", [there])
    before = news.mark(here)
    StaffMember.objects.filter(pk=elsewhere.pk).update(name="站务员乙")
    assert news.mark(here) == before
    elsewhere.terminals.set([there, here])
    assert news.mark(here) != before


@on_postgresql
def test_one_member_in_anothers_place_is_news_though_both_were_written_at_once(box, told, new_box):
    here, there = Terminal.objects.get(pk=box.id), Terminal.objects.get(pk=new_box().id)
    with transaction.atomic():
        first, second = (fleet.add_staff(f"{n}{box.id}", "站", Role.STATION, "654321", [there]) for n in "PQ")
    first.terminals.set([here])
    before = news.mark(here)
    first.terminals.set([there])
    second.terminals.set([here])
    assert news.mark(here) != before


@on_postgresql
def test_a_mark_is_as_long_for_many_as_for_few(box, told):
    here = Terminal.objects.get(pk=box.id)
    before = len(repr(news.mark(here)))
    StaffMember.objects.bulk_create(
        StaffMember(number=f"M{box.id}{n}", name="快递员", role=Role.COURIER, pin_salt=b"s", pin_hash=b"h")
        for n in range(200)
    )
    assert len(repr(news.mark(here))) == before


@on_postgresql
def test_what_is_asked_stops_being_told_when_its_day_is_over(box, case, people, told, monkeypatch):
    _ask(case, people)
    asked = box.request("GET", PATH)
    assert "correction" in next(one for one in asked.json()["cases"] if one["case_id"] == str(case.pk))
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    wanted = orders_for(Terminal.objects.get(pk=box.id)).version
    assert f'"{wanted}"' != asked.headers["ETag"]
    here = Terminal.objects.get(pk=box.id)
    assert news.version_at(here, news.mark(here)) in (None, wanted)
