"""Lists of the console that may grow without end: pages by keys, found by search, over indexes (decision 047)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.parcel import Holder, ParcelEvent, ParcelKind
from hall.cases.models import LOOKS, Case, History
from hall.console import keyed, order, search
from hall.console.views import custody, districts
from hall.console.views.rounds import MOST
from hall.notices.models import Notice
from hall.parcels.daily import late_with_couriers
from hall.parcels.models import Doubt, Parcel, ParcelEventRow
from tests.hall.invented import undone

PK = "01a219ce-a8a3-7341-91d4-2c63a9f1f87e"
WHEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def parcels(case: Case, number: int, **said: Any) -> list[str]:
    """Results of one case, made a minute apart; barcodes of this test's own."""
    rows = [
        Parcel(
            barcode=f"R{case.terminal_id:0>6}{n:07d}",
            case=case,
            terminal=case.terminal,
            made_at=WHEN + timedelta(minutes=n // 3),  # some at the same moment
            updated_at=WHEN + timedelta(minutes=n // 3),
            **{"kind": ParcelKind.RESULT, "holder": Holder.ISSUING_DESK, "size": "S", **said},
        )
        for n in range(number)
    ]
    Parcel.objects.bulk_create(rows, batch_size=2000)
    return [row.barcode for row in rows]


def walked(found: QuerySet[Any], by: str) -> list[Any]:
    """Every row, page by page, by the addresses the pages give."""
    rows: list[Any] = []
    address = "/list?q=x"
    while True:
        got = keyed.page(RequestFactory().get(address), found, by)
        rows += [row.pk for row in got.rows]
        if not got.further:
            return rows
        assert "q=x" in got.further  # what is asked besides stays
        address = got.further


@pytest.mark.parametrize("by", ["made_at", "-made_at", "pk", "-pk"])
def test_page_after_page_shows_every_row_once_in_order(case: Case, by: str) -> None:
    with undone():
        parcels(case, 130)
        found = Parcel.objects.filter(case=case)
        stroke = "-" if by.startswith("-") else ""
        assert walked(found, by) == [row.pk for row in found.order_by(by, f"{stroke}pk")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.one_of(st.text(max_size=40), st.from_regex(r"[0-9:T+~-]{1,30}", fullmatch=True)))
@pytest.mark.parametrize("by", ["made_at", "-pk"])
def test_whatever_stands_in_the_address_there_is_a_page(case: Case, by: str, key: str) -> None:
    if "\0" in key:
        return  # refused before any page sees it
    assert keyed.page(RequestFactory().get("/list", {"after": key}), Parcel.objects.filter(case=case), by).rows == []


@pytest.mark.parametrize("key", ["0001-01-01T00:00:00+14:00~R1", "9999-12-31T23:59:59-12:00~R1", "2026-01-01~R1", "~"])
def test_a_key_that_is_none_leads_to_the_first_rows(case: Case, key: str) -> None:
    with undone():
        made = parcels(case, 3)
        got = keyed.page(RequestFactory().get("/list", {"after": key}), Parcel.objects.filter(case=case), "made_at")
        assert ([row.pk for row in got.rows], got.first) == (made, "")


def test_a_page_whose_rows_have_all_moved_on_shows_the_first_rows(case: Case) -> None:
    with undone():
        made = parcels(case, 3)
        request = RequestFactory().get("/list", {"after": "2999-01-01T00:00:00+00:00~R"})
        got = keyed.page(request, Parcel.objects.filter(case=case), "made_at")
        assert ([row.pk for row in got.rows], got.first) == (made, "")


def test_a_parcel_is_found_in_the_hand_out_by_barcode_terminal_and_case(case: Case, people: Any) -> None:
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(people.issuer.user)
    with undone():
        made = parcels(case, 60)
        for words in (made[57], made[57].lower(), case.number, case.number[-12:]):
            page = client.get("/console/hand-out", {"q": words}).content.decode()
            assert made[57] in page, words
        assert len(search.parcels(case.terminal_id, Parcel.objects.filter(holder=Holder.ISSUING_DESK))) == 60
        nothing = client.get("/console/hand-out", {"q": "R99"}).content.decode()
        assert made[0] not in nothing
        assert "Nothing here goes by that" in nothing


def test_notices_are_found_by_their_case_and_an_uncovered_code_leads_back_to_the_list(case: Case, people: Any) -> None:
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(people.issuer.user)
    with undone():
        told = [Notice(case=case, reason="reminder", mobile_masked="138****0000", text="x") for _ in range(45)]
        Notice.objects.bulk_create(told)
        found = client.get("/console/notices", {"q": case.number})
        assert len(found.context["lines"]) == keyed.PAGE_ROWS
        assert found.context["list"].further.startswith("/console/notices?")
        assert client.get(found.context["list"].further).context["list"].first != ""
        assert client.get("/console/notices", {"q": "0000NOCASE"}).context["lines"] == []


def test_a_courier_with_more_than_a_round_sees_the_first_and_that_there_are_more(case: Case, couriers: Any) -> None:
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(couriers.user)
    with undone():
        parcels(case, MOST + 5, holder=Holder.COURIER, holder_name=couriers.label)
        page = client.get("/console/rounds").content.decode()
        assert f"{MOST}+" in page
        assert page.count('class="mono">R') == MOST


def test_a_number_in_the_menu_says_that_its_count_stopped(
    box: Any, new_submission: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = new_submission()
    case_id = box.submit(submission)
    for compartment in (7, 8):  # the second time it lies in a box already
        box.send(
            "custody", box.custody(ParcelEvent.DROPPED, submission.originals_parcel, compartment=compartment), case_id
        )
    client = Client(headers={"accept-language": "en"}, SERVER_NAME="localhost")
    client.force_login(people.issuer.user)
    many = Doubt.objects.filter(settled_at=None).count()
    assert f'title="open">{many}</span>' in client.get("/console/doubts").content.decode()
    monkeypatch.setattr(order, "COUNTED_AT_MOST", many - 1)
    assert f'title="open">{many - 1}+</span>' in client.get("/console/doubts").content.decode()


@pytest.fixture
def couriers(hall_database: None) -> Any:
    from contract.life import Role
    from hall.accounts.services import add_officer
    from hall.fleet import services as fleet
    from tests.hall.conftest import PASSWORD

    fleet.add_staff("T2977", "邮递员 合成", Role.COURIER, "483920")
    return add_officer("T2977", "邮递员 合成", [Role.COURIER], PASSWORD)


def lists() -> dict[str, tuple[QuerySet[Any], str]]:
    """Every list of the console that goes by keys, with its order."""
    of = Parcel.objects.filter
    now = timezone.now()
    return {
        "mail room": (of(kind=ParcelKind.ORIGINALS, holder=Holder.COURIER), "updated_at"),
        "issuing desk": (of(kind=ParcelKind.RESULT, holder=Holder.ISSUING_DESK), "made_at"),
        "on the road": (of(kind=ParcelKind.RESULT, holder=Holder.COURIER), "-updated_at"),
        "taken back": (of(kind=ParcelKind.RESULT, holder=Holder.STAFF), "updated_at"),
        "late": (late_with_couriers(now).select_related(None), "updated_at"),
        "came last": (custody.came_last().select_related(None), "-pk"),
        "open doubts": (Doubt.objects.filter(settled_at=None), "raised_at"),
        "settled doubts": (Doubt.objects.filter(settled_at__isnull=False), "-settled_at"),
        "notices": (Notice.objects.all(), "-pk"),
        "to help": (Case.objects.filter(state__in=["to_correct", "awaiting_paper", "in_locker"]), "updated_at"),
        "looks": (History.objects.filter(action__in=LOOKS), "-at"),
        "inbound": (districts.inbound("440113").select_related(None), "pk"),
    }


_BY_A_SET = frozenset({"looks"} if connection.vendor == "sqlite" else {})
"""SQLite takes no index whose condition is a set of words; a hall of its size is read whole for these."""


_FEW = frozenset({"fleet_counter"})
"""Tables with some dozens of rows in a whole city: PostgreSQL rightly reads them whole before it joins."""


def pages() -> Iterator[tuple[str, QuerySet[Any]]]:
    """The first page of every list, and one further on."""
    for name, (found, by) in ((name, one) for name, one in lists().items() if name not in _BY_A_SET):
        key = "5" if by.strip("-") == "pk" else "2026-03-02T09:00:00+00:00~5"
        key = key.replace("~5", f"~{PK}") if found.model is Case else key
        held = keyed._from(found, by, key)
        assert held is not None, name
        yield name, keyed._ordered(found, by)[: keyed.PAGE_ROWS + 1]
        yield name, keyed._ordered(held, by)[: keyed.PAGE_ROWS + 1]


def test_no_list_reads_its_table_from_end_to_end(case: Case) -> None:
    """With a hundred thousand rows a list, on PostgreSQL; a hall on SQLite is small, and asks its indexes too."""
    with undone():
        if connection.vendor == "postgresql":
            _filled(case, 100_000)
        for name, query in pages():
            lines = query.explain().splitlines()
            sorted_first = any("TEMP B-TREE FOR ORDER BY" in line for line in lines)
            scans = [line for line in lines if "SCAN" in line and "USING" not in line and sorted_first]
            read_whole = [line for line in lines if "Seq Scan" in line]
            whole = scans + [line for line in read_whole if not any(f"Seq Scan on {table} " in line for table in _FEW)]
            assert not whole, (name, lines)


def _filled(case: Case, rows: int) -> None:
    """Copies of one row a list, of this one case, and the statistics that a plan is chosen by."""
    barcode = "'R' || lpad(g::text, 13, '0')"
    (made,) = parcels(case, 1)
    holders = {
        "originals with couriers": ("'originals'", "'courier'", 1),
        "results at the desk": ("'result'", "'issuing_desk'", 2),
        "results with couriers": ("'result'", "'courier'", 3),
        "results taken back": ("'result'", "'staff'", 4),
        "taken": ("'result'", "'resident'", 5),
    }
    for kind, holder, place in holders.values():
        own = barcode.replace("'R'", f"'{place}'")
        _copies("parcels_parcel", "barcode", made, rows, barcode=own, kind=kind, holder=holder)
    Notice.objects.create(case=case, reason="reminder", mobile_masked="138****0000", text="x")
    _copies("notices_notice", "id", Notice.objects.latest("id").pk, rows)
    _copies("cases_history", "id", case.history.latest("id").pk, rows, sequence="1000 + g")
    number = "'9' || lpad(g::text, 42, '0')"
    _copies("cases_case", "id", case.pk, rows, id="gen_random_uuid()", number=number, state="'closed'")
    task = case.items.get().pk
    copied = "(SELECT id FROM cases_case WHERE number LIKE '9%%' AND %s > 0) AS g (id)"
    _copies("cases_caseitem", "id", task, rows, copied, case_id="g.id", state="'working'", district="'440113'")
    event = ParcelEventRow.objects.create(
        **{"parcel_id": made, "event": "missing", "at": WHEN, "holder_before": "courier", "holder_after": "courier"},
        **{"actor": "T", "authority": "card", "applied": True, "digest": "0" * 64},
    )
    _copies("parcels_parceleventrow", "id", event.pk, rows, digest="g::text")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO parcels_doubt (event_id, why, raised_at, settled_at, outcome) SELECT id, 'x', now(), "
            "CASE WHEN id % 2 = 0 THEN now() END, '' FROM parcels_parceleventrow WHERE event = 'missing'"
        )
        cursor.execute("ANALYZE")


def _copies(table: str, key: str, of: Any, rows: int, per: str = "generate_series(1, %s) g", **other: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        names = [name for (name,) in cursor.fetchall() if name != "id" or "id" in other]
        said = ", ".join(other.get(name, f"o.{name}") for name in names)
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {said} "
            f"FROM (SELECT * FROM {table} WHERE {key} = %s) o, {per}",
            [of, rows],
        )
