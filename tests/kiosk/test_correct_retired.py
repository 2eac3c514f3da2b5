"""The second hand-in of a case whose service or package is no longer offered: its open cases go on (domain 2.4)."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import pack
from contract.catalogue import files_of, load
from contract.correction import Asked, AskedOfOne, Wants
from contract.seal import HallPrivateKey
from drivers.roles import CardEvent
from kiosk.offers import Offers
from kiosk.packs import Packs
from offline_queue.store import Store
from tests.kiosk.conftest import Build, FakeClock, Play
from tests.kiosk.test_apply import STROKES, hand_in, photograph_all
from tests.kiosk.test_correct import UNTIL, WORDS, asked, config_file, supplements, tell  # noqa: F401

TODAY = date(2026, 3, 2)
OLD_CARD, ELDER, NEW_CARD = "items/old-card.toml", "packages/elder.toml", "items/new-card.toml"
Keep = Callable[..., None]


@pytest.fixture
def keep(enrolled: Path, hall_signs: Ed25519PrivateKey) -> Keep:
    """Lays a pack on the terminal's disk: without what is `gone`, with what is new."""

    def lay(*gone: str, days: int = 0, new: str = "") -> None:
        files = {path: text for path, text in files_of().items() if path not in gone}
        files |= {NEW_CARD: new} if new else {}
        signed = pack.signed(files, TODAY + timedelta(days=days), hall_signs)
        Packs(enrolled.parent / "catalogue", hall_signs.public_key()).keep(signed, ())

    return lay


def back_after_it_was_retired(build: Build, keep: Keep, said: AskedOfOne, package: str = "") -> Play:
    """A case was handed in, its service is retired, the terminal starts anew, and the person is back."""
    play = build()
    hand_in(play)
    case_id = play.session.visit.application.case_id
    assert case_id is not None
    play.say("finish")
    play.card(CardEvent.REMOVED)
    play.until("Attract", 60)
    tell(play, case_id, said)
    store: Store = play.terminal.store
    if package:
        play.terminal.workers.run_on_queue(lambda: in_package(store, package))
    keep(OLD_CARD, ELDER)
    play = build()
    play.sign_on()
    assert "OLD-CARD" not in play.terminal.catalogue.items
    play.say("choose", id="correct")
    return play


def in_package(store: Store, package: str) -> None:
    with store.transaction() as tx:
        tx.execute("UPDATE cases SET package = ?", (package,))


@pytest.mark.parametrize("package", ["", "ELDER", "NEVER-HEARD-OF"])
def test_it_is_handed_in_as_if_the_service_were_offered_still(
    build: Build, keep: Keep, hall_key: HallPrivateKey, package: str
) -> None:
    play = back_after_it_was_retired(build, keep, asked("HKB", fields=("p.mobile",)), package)
    assert play.view == "Correction"
    assert [todo.icon for todo in play.screen.todo] == ["edit", "camera", "locker", "sign"]
    assert play.screen.sections[0].title == load().items["OLD-CARD"].short.zh
    play.say("start")
    assert [question.id for question in play.screen.questions] == ["p.mobile"]
    play.say("edit", field="p.mobile", value="13900000000")
    play.say("next")
    photograph_all(play)
    play.say("sign", strokes=STROKES)
    assert play.until("Receipt").has_originals
    (said,) = supplements(play, hall_key)
    assert ([filed.material for filed in said.materials], list(said.answers)) == (["HKB"], ["p.mobile"])
    assert said.materials[0].original


@pytest.mark.parametrize(("materials", "fields"), [((), ("never.heard",)), (("NEVER-HEARD-OF",), ())])
def test_what_was_never_known_here_is_sent_to_the_window_and_not_begun(
    build: Build, keep: Keep, materials: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    wants = Wants(words=(WORDS,), materials=materials, fields=fields)
    said = AskedOfOne(lists=(Asked(id=7, items=("OLD-CARD",), until=UNTIL, wants=wants),))
    play = back_after_it_was_retired(build, keep, said)
    assert (play.view, play.screen.can_start) == ("Correction", False)
    assert "街道政务服务中心" in play.screen.blocked
    play.say("start")
    assert play.view == "Correction"


def test_what_only_an_older_pack_had_is_known_again_after_a_start(
    enrolled: Path, clock: FakeClock, hall_signs: Ed25519PrivateKey, keep: Keep
) -> None:
    new = files_of()[OLD_CARD].replace('"OLD-CARD"', '"NEW-CARD"')
    keep(new=new, days=-1)
    keep()
    packs = Packs(enrolled.parent / "catalogue", hall_signs.public_key())
    started = Offers(clock, packs, None)
    assert "NEW-CARD" not in started.now.catalogue.items
    assert [item.id for item in started.of_case(["NEW-CARD", "NEVER-HEARD-OF"], "")] == ["NEW-CARD"]


def test_an_older_pack_that_was_altered_is_thrown_away_and_told(
    enrolled: Path, clock: FakeClock, hall_signs: Ed25519PrivateKey, keep: Keep
) -> None:
    keep(ELDER, days=-1)
    keep()
    packs = Packs(enrolled.parent / "catalogue", hall_signs.public_key())
    older = enrolled.parent / "catalogue" / packs.held()[0].name
    older.write_bytes(older.read_bytes()[:-20])
    marks: list[bool] = []
    Offers(clock, packs, None).tell(lambda failure, down: marks.append(down))
    assert (marks, older.exists(), len(packs.held())) == ([True], False, 1)
