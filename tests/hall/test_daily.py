"""The hall's share of the edge cases (domain 2.12): what time brings about, proxies, the window, and who may load."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from contract.envelope import Kind
from contract.parcel import ParcelEvent, ParcelMoveRefused
from contract.pickup import person_tag
from hall.cases import services, story
from hall.cases.models import Case
from hall.commands import main
from hall.notices.models import Notice
from hall.parcels import daily
from hall.parcels import services as parcels
from hall.parcels.models import Doubt, Parcel

PROXY = "440106189203150015"


@pytest.fixture
def handed_out(box, case, people):
    """A result in the courier's hands."""
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    return parcels.hand_out(parcels.pack(case, people.issuer, "S"), people.issuer, people.courier)


@pytest.fixture
def loaded(box, handed_out):
    """The same in the locker."""
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, handed_out.barcode), handed_out.case_id)
    return Parcel.objects.get(pk=handed_out.barcode)


def _said(parcel):
    return [notice.reason for notice in Notice.objects.filter(case=parcel.case).order_by("id")]


def _story(parcel):
    return [line.action for line in parcel.case.history.order_by("sequence")]


def test_10_not_collected_reminder_day_3_and_6_and_on_day_7_back_to_the_window(loaded):
    at = loaded.loaded_at
    for day, reasons in (
        (2.9, []),
        (3, ["reminder"]),
        (4, ["reminder"]),
        (6, ["reminder", "reminder"]),
        (7, ["reminder", "reminder", "kept_too_long"]),
        (9, ["reminder", "reminder", "kept_too_long"]),
    ):
        daily.run(at + timedelta(days=day))
        daily.run(at + timedelta(days=day))  # run twice: said once
        assert _said(loaded) == ["in_locker", *reasons], day
    assert _story(loaded)[-3:] == ["reminded", "reminded", "kept_too_long"]
    story.verify(loaded.case)


def test_11_the_box_was_empty_ends_the_reminders_whatever_a_person_made_of_it(box, loaded, people):
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.DISPUTED, loaded.barcode), loaded.case_id)
    (doubt,) = Doubt.objects.filter(event__parcel=loaded)
    parcels.settle(doubt, people.issuer, claim_is_true=True, outcome="柜中没有")
    for day in (3, 7):
        daily.run(loaded.loaded_at + timedelta(days=day, hours=1))
    assert _said(loaded) == ["in_locker"]


def test_10_what_was_taken_back_is_given_at_the_window_and_closes_the_case(box, loaded, people):
    box.send(
        Kind.CUSTODY,
        box.custody(ParcelEvent.RECOVERED, loaded.barcode, actor="3001", authority="station", reason="overdue"),
        loaded.case_id,
    )
    with pytest.raises(services.ReasonMissing):
        parcels.give_at_window(loaded, people.issuer, " ")
    parcels.give_at_window(loaded, people.issuer, "身份证")
    assert Parcel.objects.get(pk=loaded.barcode).holder == "resident"
    assert Case.objects.get(pk=loaded.case_id).state in ("collected", "closed")
    with pytest.raises(ParcelMoveRefused):
        parcels.give_at_window(loaded, people.issuer, "身份证")


def test_12_a_proxy_is_named_in_advance_by_a_keyed_hash_and_told_to_the_terminal_alone(box, case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    parcel = parcels.pack(case, people.issuer, "S", card_needed=True)
    with pytest.raises(parcels.NoSuchNumber):
        parcels.name_proxy(parcel, people.issuer, "李四", "440106189203150017")
    parcels.name_proxy(parcel, people.issuer, "李四", PROXY)
    (told,) = box.orders().expected
    assert (told.card_needed, told.proxy_tag) == (True, person_tag(PROXY, box.known.person_key))
    row = Parcel.objects.get(pk=parcel.barcode)
    assert PROXY not in f"{row.proxy_masked} {row.proxy_tag} {_story(row)}"
    parcels.hand_out(parcel, people.issuer, people.courier)
    assert box.orders().expected[0].courier == "T2001"
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, parcel.barcode), case.pk)
    assert _said(row) == ["in_locker_card"]  # no code in it: none would open the box
    with pytest.raises(ParcelMoveRefused):
        parcels.name_proxy(parcel, people.issuer, "李四", PROXY)


def test_17_a_courier_who_missed_the_cut_off_moves_the_promised_date_visibly(box, handed_out):
    case = Case.objects.get(pk=handed_out.case_id)
    case.promised_by = datetime(2026, 3, 3, tzinfo=UTC).date()
    case.save()
    before, after = datetime(2026, 3, 3, 6, 59, tzinfo=UTC), datetime(2026, 3, 3, 7, 1, tzinfo=UTC)  # 15:00 in the city
    Parcel.objects.filter(pk=handed_out.barcode).update(updated_at=datetime(2026, 3, 3, 1, tzinfo=UTC))
    mine = {"pk": handed_out.barcode}
    assert not daily.late_with_couriers(before).filter(**mine).exists()
    assert daily.late_with_couriers(after).filter(**mine).exists()
    daily.run(after)
    daily.run(after)
    case.refresh_from_db()
    assert case.promised_by.isoformat() == "2026-03-04"
    assert _said(handed_out) == ["delayed"]
    assert "2026-03-04" in Notice.objects.get(case=case).text
    told = {news.case_id: news.promised_by for news in box.orders().cases}
    assert told[case.pk] == case.promised_by  # what the terminal shows the resident
    line = case.history.get(action="courier_late")
    assert (line.before, line.after) == ({"promised_by": "2026-03-03"}, {"promised_by": "2026-03-04"})


@pytest.mark.parametrize(
    ("actor", "why"),
    [("T2999", "handed to courier T2001, loaded by T2999"), ("3001", "loaded by 3001, who is no courier")],
)
def test_a_load_by_another_than_it_was_handed_to_goes_to_a_person(box, handed_out, people, actor, why):
    from contract.life import Role
    from hall.fleet import services as fleet

    fleet.add_staff("T2999", "另一位邮递员", Role.COURIER, "123456")
    box.send(Kind.CUSTODY, box.custody(ParcelEvent.LOADED, handed_out.barcode, actor=actor), handed_out.case_id)
    parcel = Parcel.objects.get(pk=handed_out.barcode)
    assert (parcel.holder, parcel.frozen) == ("courier", True)
    (doubt,) = Doubt.objects.filter(event__parcel=parcel)
    assert doubt.why == why
    parcels.settle(doubt, people.issuer, True, "两位邮递员换班")
    parcel.refresh_from_db()
    assert (parcel.holder, parcel.frozen) == ("box", False)


def test_the_command_runs_again_and_again(capsys, loaded):
    Parcel.objects.filter(pk=loaded.barcode).update(loaded_at=timezone.now() - timedelta(days=3, hours=1))
    assert main(["daily"]) == 0
    assert main(["daily"]) == 0
    first, _, second, again = capsys.readouterr().out.splitlines()
    assert first.split()[0] != "0"
    assert second.startswith("0 reminded, 0 kept too long")
    assert again == "0 not corrected in time, 0 to be issued as ready"
