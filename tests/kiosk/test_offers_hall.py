"""The catalogue's whole way: published by commands in a real hall, told in its orders, pulled by a terminal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contract.catalogue import files_of
from contract.orders import Enrolled
from kiosk.offers import Offers
from kiosk.packs import Packs
from offline_queue.post import HallClient, HallLine
from tests.kiosk.conftest import FakeClock
from tests.kiosk.test_from_phone import hall, known  # noqa: F401

pytestmark = pytest.mark.storm  # nine starts of the hall's command line


def test_an_edition_published_in_the_hall_is_offered_by_the_terminal(
    hall: tuple[str, Callable[..., str]],  # noqa: F811
    known: tuple[Any, Enrolled],  # noqa: F811
    tmp_path: Path,
) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    url, command = hall
    for name, role in (("maker", "supervisor"), ("checker", "auditor")):
        command("staff", "officer", name, "--name", name, "--role", role)
    for path, text in files_of().items():
        (tmp_path / "new" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "new" / path).write_text(text.replace("order = ", "order = 7"), "utf-8")
    number = command("catalogue", "draft", str(tmp_path / "new"), "--note", "n", "--officer", "maker").strip()
    command("catalogue", "check", number, "--officer", "checker")
    command("catalogue", "publish", number, "--officer", "maker")

    clock = FakeClock()
    clock.time = datetime.now(UTC)
    hall_key = Ed25519PublicKey.from_public_bytes(known[1].hall_key)
    client = HallClient(url, "GZ0001", known[0], hall_key, clock)
    told = client.orders(None)
    assert told is not None
    assert len(told.orders.packs) == 1
    assert client.orders(told.etag) is None
    client.close()
    offers = Offers(clock, Packs(tmp_path / "packs", hall_key), HallLine(url, "GZ0001", known[0], hall_key, clock))
    offers.want(told.orders.packs)
    offers.look()
    assert offers.turn()
    assert all(str(item.order).startswith("7") for item in offers.now.catalogue.items.values())
    clock.time += timedelta(days=1)
    offers.look()
    assert not offers.turn()
