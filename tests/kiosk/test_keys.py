"""Keys on disk: made once, whole or not at all, for this user alone."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract.orders import Enrolled
from contract.seal import HallPrivateKey
from kiosk import keys
from kiosk.keys import NotEnrolled


def answer(hall: HallPrivateKey) -> Enrolled:
    return Enrolled.model_construct(
        terminal="GZ0001",
        seal_key=hall.public.raw,
        hall_key=Ed25519PrivateKey.from_private_bytes(b"h" * 32).public_key().public_bytes_raw(),
        person_key=b"p" * 32,
        site="恩宁社区",
    )


def test_the_own_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = keys.own_key(tmp_path / "keys")
    again = keys.own_key(tmp_path / "keys")
    assert keys.public_bytes(first) == keys.public_bytes(again)
    assert len(keys.public_bytes(first)) == 32


def test_before_enrolment_there_are_no_keys(tmp_path: Path) -> None:
    keys.own_key(tmp_path / "keys")
    with pytest.raises(NotEnrolled, match="keys"):
        keys.load(tmp_path / "keys")


def test_what_the_hall_gave_comes_back(tmp_path: Path, hall_key: HallPrivateKey) -> None:
    own = keys.own_key(tmp_path)
    keys.keep(tmp_path, answer(hall_key))
    loaded = keys.load(tmp_path)
    assert loaded.seal.key_id == hall_key.public.key_id
    assert loaded.person_key == b"p" * 32
    signed = Ed25519PrivateKey.from_private_bytes(b"h" * 32).sign(b"x")
    assert isinstance(loaded.hall, Ed25519PublicKey)
    loaded.hall.verify(signed, b"x")
    assert keys.public_bytes(loaded.own) == keys.public_bytes(own)


def test_files_are_for_this_user_alone(tmp_path: Path, hall_key: HallPrivateKey) -> None:
    folder = tmp_path / "keys"
    keys.own_key(folder)
    keys.keep(folder, answer(hall_key))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()} == {
        "terminal.key": 0o600,
        "enrolled.json": 0o600,
    }


def test_a_half_written_file_of_a_power_cut_is_written_over(tmp_path: Path, hall_key: HallPrivateKey) -> None:
    (tmp_path / "enrolled.part").write_text("{half")
    keys.keep(tmp_path, answer(hall_key))
    assert keys.load(tmp_path).person_key == b"p" * 32
    assert not list(tmp_path.glob("*.part"))
