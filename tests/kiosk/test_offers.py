"""Packs of the catalogue on a terminal: pulled, checked, used from their day on, with and without network."""

import gzip
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import pack
from contract.catalogue import files_of, load
from contract.failures import Failure
from contract.pack import Pack
from contract.scope import Address, district_name
from drivers.roles import CardEvent
from kiosk.clock import local
from kiosk.offers import Offers
from kiosk.packs import Packs
from kiosk.steps.choose_item_lines import MOST_SHOWN
from offline_queue.line import HallLine
from tests.kiosk.conftest import Build, FakeClock, Play
from workbench.city.listing import DISTRICTS, pack_files

TODAY = date(2026, 3, 2)
OLD_CARD, ELDER = "items/old-card.toml", "packages/elder.toml"  # an item goes with the packages that need it


class PackServer:
    """The hall's side of the wire for packs: real HTTP, whatever bytes a test lays down; `asked` is what came in."""

    def __init__(self) -> None:
        self.packs: dict[str, Pack] = {}
        self.raw: dict[str, bytes] = {}
        self.asked: list[tuple[str, int]] = []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                split = urlsplit(self.path)
                body = outer.answer(split.path.rpartition("/")[2], parse_qs(split.query)["held"][0].split(","))
                self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Encoding", "gzip" if body else "identity")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.thread = Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, version: str, held: list[str]) -> bytes:
        target = self.packs.get(version)
        base = next((self.packs[one] for one in held if one in self.packs), None)
        if version in self.raw:
            body = self.raw[version]
        elif target is None:
            body = b""
        else:
            body = gzip.compress((pack.delta(base, target) if base else target).model_dump_json().encode())
        self.asked.append((version, len(body)))
        return body

    def put(self, made: Pack) -> str:
        self.packs[made.version] = made
        return made.version

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def hall() -> Iterator[PackServer]:
    server = PackServer()
    yield server
    server.close()


@pytest.fixture
def signed(hall_signs: Ed25519PrivateKey) -> Callable[..., Pack]:
    """A pack with the seniors' card at another place in the list, and perhaps more files; in force after `days`."""

    def make(order: int, days: int = 0, key: Ed25519PrivateKey = hall_signs, **more: str) -> Pack:
        files = files_of()
        old = f"order = {load().items['OLD-CARD'].order}\n"
        files[OLD_CARD] = files[OLD_CARD].replace(old, f"order = {order}\n")
        return pack.signed(files | more, TODAY + timedelta(days=days), key)

    return make


@pytest.fixture
def offers(tmp_path: Path, clock: FakeClock, hall: PackServer, hall_signs: Ed25519PrivateKey) -> Callable[[], Offers]:
    """A terminal's offers; called again it is the next start of the same."""

    def start() -> Offers:
        line = HallLine(hall.url, "GZ0001", Ed25519PrivateKey.generate(), hall_signs.public_key(), clock)
        started = Offers(clock, Packs(tmp_path / "catalogue", hall_signs.public_key()), line)
        started.tell(lambda failure, down: marks.append((failure, down)))
        return started

    marks: list[tuple[Failure, bool]] = []
    start.marks = marks  # type: ignore[attr-defined]
    return start


def place(offers: Offers) -> int:
    return offers.now.catalogue.items["OLD-CARD"].order


def at(clock: FakeClock, day: date, hour: int, minute: int) -> None:
    """Let it be this minute in the city."""
    wanted = local(clock.now()).replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, second=0)
    clock.time = wanted.astimezone(clock.time.tzinfo)


def test_a_pack_comes_into_use_at_its_minute_with_the_cable_out(
    offers: Callable[[], Offers], hall: PackServer, signed: Callable[..., Pack], clock: FakeClock
) -> None:
    """First test to write of domain 2.14: at 00:00 the new one, not before; nobody asks the hall."""
    now, coming = hall.put(signed(71)), hall.put(signed(72, days=1))
    running = offers()
    running.want((now, coming))
    running.look()
    assert running.turn()
    assert place(running) == 71
    asked = len(hall.asked)
    hall.close()
    at(clock, TODAY, 23, 59)
    running.look()
    assert not running.turn()
    at(clock, TODAY + timedelta(days=1), 0, 0)
    running.look()
    assert place(running) == 71  # a visit that began before midnight ends with what it began with
    assert running.turn()
    assert place(running) == 72
    assert place(offers()) == 72  # and so after a restart, still without network
    assert len(hall.asked) == asked


def test_one_changed_item_costs_less_than_20_kb_on_top_of_the_whole_long_list(
    offers: Callable[[], Offers], hall: PackServer, signed: Callable[..., Pack]
) -> None:
    listed = pack_files(400)
    first, second = hall.put(signed(71, **listed)), hall.put(signed(72, **listed))
    running = offers()
    running.want((first,))
    running.look()
    running.want((second,))
    running.look()
    assert running.turn()
    assert (place(running), len(running.now.listing)) == (72, 400)
    assert [version for version, _ in hall.asked] == [first, second]
    assert hall.asked[1][1] < 20_000 < hall.asked[0][1]


def test_the_last_two_are_kept_and_never_the_one_in_use_given_up(
    offers: Callable[[], Offers], hall: PackServer, signed: Callable[..., Pack], tmp_path: Path
) -> None:
    running = offers()
    versions = [hall.put(signed(70 + number)) for number in range(3)]
    for version in versions:
        running.want((version,))
        running.look()
    names = sorted(path.name.partition("_")[2] for path in (tmp_path / "catalogue").iterdir())
    assert [name[7:-5] for name in names] == versions[1:]
    later = [hall.put(signed(80 + number, days=4)) for number in range(3)]  # the same day, replaced twice
    for version in later:
        running.want((versions[2], version))
        running.look()
    assert {path.name[18:-5] for path in (tmp_path / "catalogue").iterdir()} == {versions[2], later[2]}


def altered(made: Pack) -> bytes:
    return made.model_copy(update={"files": made.files | {OLD_CARD: "order = 1"}}).model_dump_json().encode()


@pytest.mark.parametrize(
    "forge",
    [
        altered,
        lambda made: pack.signed(made.files, TODAY, Ed25519PrivateKey.generate()).model_dump_json().encode(),
        lambda made: made.model_dump_json().encode()[:-20],
        lambda made: b'{"code": "no"}',
        lambda made: pack.delta(Pack(files={}, token=""), made).model_dump_json().encode(),
    ],
    ids=["altered", "another key", "cut off", "not a pack", "from a pack that is not here"],
)
def test_a_pack_the_hall_did_not_sign_is_told_and_not_used(
    offers: Any, hall: PackServer, signed: Callable[..., Pack], forge: Callable[[Pack], bytes], tmp_path: Path
) -> None:
    good, bad = signed(71), signed(72)
    hall.put(good)
    hall.raw[bad.version] = gzip.compress(forge(bad))
    running = offers()
    running.want((good.version, bad.version))
    running.look()
    assert offers.marks[-1] == (Failure.CATALOGUE_REFUSED, True)
    assert running.turn()
    assert place(running) == 71
    asked = len(hall.asked)
    running.look()
    assert len(hall.asked) == asked  # not fetched again and again
    del hall.raw[bad.version]
    hall.put(bad)
    running.want((good.version, bad.version))  # the hall's next word
    running.look()
    assert offers.marks[-1] == (Failure.CATALOGUE_REFUSED, False)
    assert running.turn()
    assert place(running) == 72


def test_an_older_program_goes_on_with_the_catalogue_it_can_read(
    offers: Any, hall: PackServer, signed: Callable[..., Pack]
) -> None:
    made = signed(71, **{"items/newer.toml": 'id = "NEWER"\nof_another_time = true\n'})
    running = offers()
    running.want((hall.put(made),))
    running.look()
    assert not running.turn()
    assert offers.marks[-1] == (Failure.CATALOGUE_REFUSED, True)


def test_a_file_altered_on_the_disk_falls_back_to_the_one_before_and_is_fetched_again(
    offers: Any, hall: PackServer, signed: Callable[..., Pack], tmp_path: Path
) -> None:
    one, two = hall.put(signed(71)), hall.put(signed(72))
    running = offers()
    running.want((one, two))
    running.look()
    newest = max((tmp_path / "catalogue").iterdir())
    newest.write_bytes(newest.read_bytes().replace("老年人".encode(), "老年狗".encode()))
    (tmp_path / "catalogue" / "2026-13-45_no_day.pack").write_bytes(b"none of ours")
    again = offers()
    assert place(again) == 71
    assert offers.marks[-1] == (Failure.CATALOGUE_REFUSED, True)
    again.want((one, two))
    again.look()
    assert again.turn()
    assert place(again) == 72


def test_a_hall_out_of_reach_is_asked_again_and_nothing_is_said_to_be_wrong(
    offers: Any, hall: PackServer, signed: Callable[..., Pack]
) -> None:
    made = signed(71)
    running = offers()
    running.want((made.version,))
    running.look()  # 404 without the hall's words: a portal between
    assert running.missing == [made.version]
    assert all(not down for _, down in offers.marks)
    hall.put(made)
    running.look()
    assert running.turn()


def test_a_case_of_a_retired_service_keeps_its_name(
    offers: Callable[[], Offers], hall: PackServer, signed: Callable[..., Pack], hall_signs: Ed25519PrivateKey
) -> None:
    files = {path: text for path, text in files_of().items() if path not in (OLD_CARD, ELDER)}
    running = offers()
    running.want((hall.put(pack.signed(files, TODAY, hall_signs)),))
    running.look()
    assert running.turn()
    assert "OLD-CARD" not in running.now.catalogue.items
    assert running.title_of("OLD-CARD") == load().items["OLD-CARD"].title
    assert running.title_of("NEVER-HEARD-OF").zh == "NEVER-HEARD-OF"
    assert running.material("ID") is not None


def test_a_visit_ends_with_the_catalogue_it_began_with(
    build: Build, enrolled: Path, signed: Callable[..., Pack], clock: FakeClock, hall_signs: Ed25519PrivateKey
) -> None:
    coming = signed(1, days=1)
    files = {path: text for path, text in coming.files.items() if path not in (OLD_CARD, ELDER)}
    Packs(enrolled.parent / "catalogue", hall_signs.public_key()).keep(
        pack.signed(files, TODAY + timedelta(days=1), hall_signs), ()
    )
    at(clock, TODAY, 23, 59)
    play = build()
    play.sign_on()
    play.say("choose", id="apply")
    assert "OLD-CARD" in [tile.id for tile in play.until("Catalogue").tiles]
    play.wait(50)
    play.say("touch")
    play.wait(40)
    assert local(clock.now()).date() == TODAY + timedelta(days=1)
    assert "OLD-CARD" in [tile.id for tile in play.screen.tiles]
    play.say("end")
    play.card(CardEvent.REMOVED)
    play.until("Attract")
    play.wait(25)  # two looks: one makes it ready, the next takes it into use
    play.card()
    play.until("Home")
    play.say("choose", id="apply")
    assert "OLD-CARD" not in [tile.id for tile in play.until("Catalogue").tiles]


@pytest.fixture
def listed(build: Build, enrolled: Path, signed: Callable[..., Pack], hall_signs: Ed25519PrivateKey) -> Play:
    """A resident before the list of services, at a terminal that holds the city's long list."""
    packs = Packs(enrolled.parent / "catalogue", hall_signs.public_key())
    packs.keep(signed(1, **pack_files(600)), ())
    play = build()
    play.terminal.district = DISTRICTS[2]
    play.sign_on()
    play.say("choose", id="apply")
    play.until("Catalogue")
    return play


@pytest.mark.parametrize("words", ["食品经营许可首次申领", "spjyxksc", "食品经赢许可首次", "食品经营许可 首次"])
def test_the_long_list_is_found_by_words_initials_and_wrong_characters(listed: Play, words: str) -> None:
    listed.say("search", text=words)
    found = listed.screen.tiles[0]
    assert (found.id, found.badge) == ("G00000", "本机可预填和预约,须到场办理")


def test_what_is_done_here_stands_before_what_is_only_told(listed: Play) -> None:
    listed.say("search", text="老人卡")
    assert [tile.id for tile in listed.screen.tiles].count("OLD-CARD") == 1
    assert listed.screen.tiles[0].id == "OLD-CARD"
    listed.say("search", text="")
    assert listed.screen.more
    assert len(listed.screen.tiles) == 1 + len(listed.terminal.catalogue.items) + MOST_SHOWN  # the first: packages
    for level in ("street", "district", "city"):
        listed.say("level", level=level)
        assert {tile.icon for tile in listed.screen.tiles} == {f"item-{level}"}
    listed.say("level", level="moon")
    assert listed.screen.level == "city"
    listed.say("level", level="")
    assert len(listed.screen.tiles) == 1 + len(listed.terminal.catalogue.items) + MOST_SHOWN  # the first: packages


def test_a_line_says_who_does_it_in_this_district_and_how_long_it_takes_there(listed: Play) -> None:
    listed.say("search", text="公共场所卫生许可首次申领")
    chosen = listed.screen.tiles[0].id
    line = listed.terminal.offers.now.listing.line(chosen)
    assert line is not None
    assert line.promised_in(DISTRICTS[2]) is not None
    listed.say("choose", id=chosen)
    guide = listed.until("Guide")
    assert not guide.can_start
    values = [row.value for row in guide.facts]
    assert f"{line.promised_in(DISTRICTS[2])} 个工作日" in values
    assert listed.terminal.offers.now.listing.units[line.unit].bodies[DISTRICTS[2]] in values
    listed.say("start")
    assert listed.view == "Guide"
    listed.say("back")
    assert listed.until("Catalogue").query == "公共场所卫生许可首次申领"


def test_the_list_by_home_district_says_where_a_service_is_taken(listed: Play) -> None:
    listing = listed.terminal.offers.now.listing
    line = next(
        line for line in listing.search("") if line.districts and listed.terminal.district not in line.districts
    )
    assert [choice.label for choice in listed.screen.districts] == ["户籍所在区:全部"]
    for home in (line.districts[0], listed.terminal.district):
        listed.say("district", district="pick")
        assert len(listed.screen.districts) == 12
        listed.say("district", district=home)
        listed.say("search", text=line.title.zh)
        assert (line.id in [tile.id for tile in listed.screen.tiles]) is (home in line.districts)
    assert listed.screen.district == "pick"
    listed.say("district", district="440199")
    listed.say("district", district="")
    assert [choice.label for choice in listed.screen.districts] == ["户籍所在区:全部"]
    listed.say("choose", id=line.id)
    name = district_name(line.districts[0]).zh
    assert listed.until("Guide").facts[0].value == name
    assert listed.screen.blocked == f"本机所在的区不受理该事项,请到{name}的终端或政务服务中心办理。"


def test_the_home_district_of_the_list_is_the_answer_to_the_question(listed: Play) -> None:
    listed.say("district", district="pick")
    listed.say("district", district="440113")
    listed.say("choose", id="OLD-CARD")
    assert listed.until("Guide").can_start  # of the whole city: nothing is asked
    assert listed.session.visit.application.homes == {Address.HOUSEHOLD: "440113"}


def test_without_a_long_list_there_is_nothing_to_choose_from_it(build: Build, enrolled: Path) -> None:
    play = build()
    play.sign_on()
    play.say("choose", id="apply")
    assert play.until("Catalogue").levels == []
    play.say("choose", id="G00000")
    assert play.view == "Catalogue"
