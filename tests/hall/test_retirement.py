"""An old sealing key is destroyed only when nobody can hold anything for it; nothing else is lost with it."""

import os
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from contract.bodies import Rating
from contract.envelope import Kind
from contract.sealed_to import SealedTo
from hall import commands
from hall.cases import services
from hall.certificates import signing
from hall.certificates.models import Certificate
from hall.fleet.models import KeyRetired, KeysHeld, Terminal
from hall.fleet.retirement import SETTLED, YOUNGEST, StillNeeded, retire
from hall.keys import _code_bound, hall_keys, rotate
from hall.ledger import WrittenOnce
from hall.notices.services import notify
from hall.parcels import services as parcels
from hall.parcels.models import Parcel


@pytest.fixture
def old(box):
    """The number of the key that `box` was enrolled with; a newer one has been there long enough."""
    number = hall_keys().generation
    rotate()
    made = (timezone.now() - YOUNGEST - timedelta(hours=1)).timestamp()
    os.utime(settings.HALL_DATA / "keys" / f"sealing.{number + 1}", (made, made))
    return number


def others(box):
    """Every other test's terminals count as lost."""
    return list(Terminal.objects.exclude(id=box.id).values_list("id", flat=True))


def says(box, now, *held, for_long=True):
    """What the terminal says with its question for orders."""
    assert box.request("GET", f"/api/v1/orders?{SealedTo(now, held).query}").status_code == 200
    if for_long:
        KeysHeld.objects.filter(terminal_id=box.id).update(since=timezone.now() - SETTLED - timedelta(minutes=1))


def why_not(box, number):
    with pytest.raises(StillNeeded) as needed:
        retire(number, others(box))
    return needed.value.why


def test_a_key_goes_when_every_terminal_has_long_sealed_to_a_newer_one_and_holds_nothing_for_it(box, old):
    key, new = box.seal_key.key_id, hall_keys().sealing.public.key_id
    assert why_not(box, old) == [f"terminal {box.id} has never said which keys it holds something for"]
    says(box, key)
    assert why_not(box, old) == [f"terminal {box.id} does not seal to a newer key yet"]
    says(box, new, for_long=False)
    assert why_not(box, old) == [f"terminal {box.id} has sealed to a newer key for less than 2 days"]
    says(box, new, key)
    assert why_not(box, old) == [f"terminal {box.id} still holds something sealed to it"]
    says(box, new)
    assert retire(old, others(box)) == key
    assert old not in hall_keys().numbers
    assert hall_keys().opener(key) is None
    answer = box.post(box.envelope(Kind.RATING, Rating(level=5)))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_key")
    assert rotate().generation == old + 2, "its number never comes again"


def test_a_terminal_that_goes_back_to_an_older_key_is_believed(box, old):
    """Its disk was put back from a copy."""
    new = hall_keys().sealing.public.key_id
    says(box, new)
    says(box, box.seal_key.key_id)
    says(box, new, for_long=False)
    assert why_not(box, old) == [f"terminal {box.id} has sealed to a newer key for less than 2 days"]


def test_a_terminal_shut_out_counts_until_somebody_calls_it_lost(box, old):
    box_terminal = Terminal.objects.get(pk=box.id)
    Terminal.objects.filter(pk=box.id).update(revoked_at=timezone.now())
    assert any(box_terminal.id in line for line in why_not(box, old))
    retire(old, [*others(box), box.id])
    assert box.id in KeyRetired.objects.get(number=old).lost


def test_a_young_successor_keeps_the_old_key(box, old):
    says(box, hall_keys().sealing.public.key_id)
    os.utime(settings.HALL_DATA / "keys" / f"sealing.{old + 1}")
    assert why_not(box, old) == ["it was replaced less than 30 days ago"]


def test_a_key_whose_destruction_was_interrupted_is_off_the_disk_at_the_next_look(box, old):
    says(box, hall_keys().sealing.public.key_id)
    folder = settings.HALL_DATA / "keys"
    path = folder / ("sealing" if old == 1 else f"sealing.{old}")
    private = path.read_bytes()
    retire(old, others(box))
    path.write_bytes(private)  # the tombstone was written, and the power went before the key was gone
    assert old not in hall_keys().numbers
    assert not path.exists()
    assert hall_keys().generation == old + 1


@pytest.mark.parametrize("number", [0, 999])
def test_neither_the_present_key_nor_none_is_destroyed(box, number):
    with pytest.raises(ValueError, match="present"):
        retire(number, others(box))
    with pytest.raises(ValueError, match="present"):
        retire(hall_keys().generation, others(box))


def by_number(number):
    keys = hall_keys()
    return keys.generations[keys.numbers.index(number)]


def test_codes_the_hall_sealed_under_it_stay_readable(box, old, case, people):
    services.accept(case, people.acceptor)
    services.decide(case, people.approver, granted=True)
    parcel = parcels.pack(case, people.issuer, "S")
    before = by_number(old).public.seal(b"12345678", _code_bound(parcel.barcode))
    Parcel.objects.filter(pk=parcel.pk).update(code_sealed=before)
    notice = notify(case, "in_locker", parcel.barcode, before, 7)
    newer = notify(case, "in_locker", parcel.barcode, hall_keys().seal_code("87654321", parcel.barcode), 7)
    says(box, hall_keys().sealing.public.key_id)
    retire(old, others(box))
    for row, code in ((notice, "12345678"), (newer, "87654321")):
        row.refresh_from_db()
        assert row.code == code
    parcel.refresh_from_db()
    assert hall_keys().open_code(bytes(parcel.code_sealed), parcel.barcode) == "12345678"


def test_a_certificate_sealed_to_it_keeps_it(box, old):
    says(box, hall_keys().sealing.public.key_id)
    row = Certificate(number=f"OLD-{box.id}", holder_tag="tag", kind="ID", issuer="i", valid_from=date(2026, 3, 2))
    row.fields_sealed = by_number(old).public.seal(b"{}", signing._bound(row))
    row.payload_sha256, row.signature, row.key_id, row.issued_at = "0" * 64, b"", "0" * 16, timezone.now()
    with transaction.atomic():
        row.save()
        assert why_not(box, old) == ["1 certificates in the hall, which are written once, are sealed to it"]
        transaction.set_rollback(True)
    assert retire(old, others(box))


def test_the_command_says_why_not_and_what_was_done_is_written_once(box, old, capsys):
    lost = [part for id_ in others(box) for part in ("--lost", id_)]
    assert commands.main(["keys", "retire", str(old), *lost]) == 1
    assert "has never said" in capsys.readouterr().err
    says(box, hall_keys().sealing.public.key_id)
    assert commands.main(["keys", "retire", str(old), *lost]) == 0
    assert capsys.readouterr().out.split() == [str(old), box.seal_key.key_id]
    assert commands.main(["keys", "list"]) == 0
    assert box.seal_key.key_id not in capsys.readouterr().out
    row = KeyRetired.objects.get(number=old)
    assert (row.key_id, row.actor, row.device) == (box.seal_key.key_id, "operator", "server")
    with pytest.raises(WrittenOnce):
        row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        KeyRetired._base_manager.filter(pk=row.pk).delete()


@pytest.mark.parametrize("query", ["seals_to=x&holds=", "seals_to=0123456789abcdef&holds=x,y", "seals_to="])
def test_a_word_that_names_no_keys_is_no_word(box, query):
    assert box.request("GET", f"/api/v1/orders?{query}").status_code == 200
    assert not KeysHeld.objects.filter(terminal_id=box.id).exists()
