"""Signing in by number and PIN: five wrong tries lock the number, over restarts, and orders change who may."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from contract.orders import StaffMember
from contract.pickup import LOCK_MINUTES, MAX_TRIES, hash_secret
from kiosk.custody.accept import accept_altered
from kiosk.custody.tables import MIGRATIONS as CUSTODY
from kiosk.staff import MIGRATIONS, SignInLocked, SignInRefused, Staff
from kiosk.visit import Who
from offline_queue import digests
from offline_queue.store import Store

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SALT = b"s" * 16


def member(number: str = "600001", role: str = "courier", pin: str = "246810", active: bool = True) -> StaffMember:
    return StaffMember.model_validate(
        {
            "number": number,
            "role": role,
            "pin_salt": base64.b64encode(SALT),
            "pin_hash": base64.b64encode(hash_secret(pin, SALT)),
            "active": active,
        }
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "terminal.db"


def staff(path: Path) -> tuple[Staff, Store]:
    store = Store(path)
    return Staff(store), store


def test_a_member_signs_in_with_their_role(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member(), member("700001", "station"), member("900001", "technician")])
        assert [people.sign_in(n, "246810", NOW) for n in ("600001", "700001", "900001")] == [
            Who.COURIER,
            Who.STATION,
            Who.TECHNICIAN,
        ]


@pytest.mark.parametrize(("number", "pin"), [("600001", "000000"), ("600002", "246810"), ("", ""), ("600001", "")])
def test_wrong_number_and_wrong_pin_are_refused_alike(path: Path, number: str, pin: str) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member()])
        with pytest.raises(SignInRefused) as refused:
            people.sign_in(number, pin, NOW)
        assert str(refused.value) == ""


def lock(people: Staff, now: datetime = NOW) -> datetime:
    for _ in range(MAX_TRIES - 1):
        with pytest.raises(SignInRefused):
            people.sign_in("600001", "wrong", now)
    with pytest.raises(SignInLocked) as locked:
        people.sign_in("600001", "wrong", now)
    return locked.value.until


def test_five_wrong_tries_lock_the_number_even_for_the_right_pin(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member()])
        until = lock(people)
        assert until == NOW + timedelta(minutes=LOCK_MINUTES)
        with pytest.raises(SignInLocked):
            people.sign_in("600001", "246810", until - timedelta(seconds=1))
        assert people.sign_in("600001", "246810", until) is Who.COURIER


def test_the_lock_outlives_a_restart_and_new_orders(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member()])
        lock(people)
    with Store(path) as store:
        people = Staff(store)
        people.orders([member()])
        with pytest.raises(SignInLocked):
            people.sign_in("600001", "246810", NOW)


def test_tries_counted_before_a_restart_still_count(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member()])
        for _ in range(MAX_TRIES - 1):
            with pytest.raises(SignInRefused):
                people.sign_in("600001", "wrong", NOW)
    with Store(path) as store, pytest.raises(SignInLocked):
        Staff(store).sign_in("600001", "wrong", NOW)


def test_a_second_lock_is_longer(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member()])
        until = lock(people)
        assert lock(people, until) == until + timedelta(minutes=2 * LOCK_MINUTES)


def test_a_right_pin_forgets_the_wrong_ones(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member()])
        for _ in range(3):
            for _ in range(MAX_TRIES - 1):
                with pytest.raises(SignInRefused):
                    people.sign_in("600001", "wrong", NOW)
            assert people.sign_in("600001", "246810", NOW) is Who.COURIER


def test_one_locked_number_does_not_lock_another(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member(), member("700001", "station")])
        lock(people)
        assert people.sign_in("700001", "246810", NOW) is Who.STATION


def test_who_is_no_longer_in_the_orders_or_inactive_is_refused(path: Path) -> None:
    with Store(path) as store:
        people = Staff(store)
        people.orders([member(), member("700001", "station")])
        people.orders([member("700001", "station", active=False)])
        for number in ("600001", "700001"):
            with pytest.raises(SignInRefused):
                people.sign_in(number, "246810", NOW)
        people.orders([member(pin="135790")])
        assert people.sign_in("600001", "135790", NOW) is Who.COURIER


def test_no_pin_is_on_disk(path: Path) -> None:
    with Store(path) as store:
        Staff(store).orders([member()])
    assert b"246810" not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_rows_of_an_older_file_get_their_digest_and_one_altered_by_hand_is_named_until_somebody_has_looked(path):
    older = Migrations(MIGRATIONS.name)
    older._migrations = MIGRATIONS._migrations[:1]
    with Store(path) as store:
        store.migrate(older)
        store.connection.execute(
            "INSERT INTO staff (number, role, pin_salt, pin_hash, active) VALUES ('600001', 'courier', ?, ?, 1)",
            (SALT, hash_secret("246810", SALT)),
        )
    with Store(path) as store:
        store.migrate(CUSTODY)
        people = Staff(store)
        assert people.sign_in("600001", "246810", NOW) is Who.COURIER
        assert list(digests.altered(store.connection)) == []
        store.connection.execute("DROP TRIGGER staff_digest_kept")
        store.connection.execute("UPDATE staff SET role = 'technician'")
        said = list(digests.altered(store.connection))
        assert said == ["staff 600001: the row is not what was stored"]
        assert any("staff_digest_kept" in line for line in store.check())
        assert accept_altered(store, "9001", "looked at the roster", NOW) == said
        assert list(digests.altered(store.connection)) == []
