"""Whether this terminal can help, said before anything is filled in (domain 2.9): a terminal in Liwan."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import pack
from contract.catalogue import files_of, load
from contract.scope import Address
from contract.seal import HallPrivateKey
from kiosk.packs import Packs
from tests.kiosk.conftest import Build, CameraOnDesk, Play
from tests.kiosk.test_package import COUPLE, STROKES, answer, filed, fill, photograph_all, to_questions

LIWAN, PANYU = "440103", "440113"
ITEM = "LONGEVITY"
Scoped = Callable[..., Play]


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    """A terminal without a bank, in Liwan."""
    path = tmp_path / "terminal.toml"
    path.write_text(f'terminal = "GZ0001"\nsite = "恩宁社区"\ndistrict = "{LIWAN}"\ndata = "data"\n', "utf-8")
    return path


@pytest.fixture
def scoped(build: Build, enrolled: Path, hall_signs: Ed25519PrivateKey) -> Scoped:
    """A terminal whose catalogue says this scope of one service."""

    def make(scope: str, item: str = ITEM) -> Play:
        path, files = f"items/{item.lower()}.toml", files_of()
        files[path] = files[path].replace("order = ", f"scope = {scope}\norder = ", 1)
        packs = Packs(enrolled.parent / "catalogue", hall_signs.public_key())
        packs.keep(pack.signed(files, date(2026, 3, 2), hall_signs), ())
        return build()

    return make


def begin(play: Play, item: str = ITEM) -> None:
    play.sign_on()
    play.say("choose", id="apply")
    play.say("choose", id=item)


def at_home(play: Play, district: str, address: Address = Address.HOUSEHOLD) -> None:
    assert [question.id for question in play.until("Form").questions] == [address]
    play.say("edit", field=address.value, value=district)
    play.say("next")


def scope_said(play: Play) -> str:
    return {row.label: row.value for row in play.screen.facts}.get("受理与决定", "")


def test_a_panyu_resident_in_liwan_learns_before_filling_in_that_only_panyu_can_help(scoped: Scoped) -> None:
    play = scoped('{ by = "household" }')
    begin(play)
    at_home(play, PANYU)
    guide = play.until("Guide")
    assert (guide.can_start, guide.here) == (False, "本机仅提供办事指南")
    assert guide.blocked == "该事项只能在您户籍所在的番禺区办理,请到番禺区的终端或政务服务中心。"
    assert {row.how for row in guide.materials} == {"办理时请带上"}  # nothing is photographed, nor left in a box
    play.say("start")
    assert play.view == "Guide"
    play.say("back")
    at_home(play, LIWAN)  # mistaken: it can be said anew
    assert play.until("Guide").can_start
    assert scope_said(play) == "由荔湾区决定"
    assert "在这里拍照" in {row.how for row in play.screen.materials}


def test_who_has_no_household_in_the_city_is_sent_to_its_place(scoped: Scoped) -> None:
    play = scoped('{ by = "household", sent_on_workdays = 2 }')
    begin(play)
    at_home(play, "outside")
    assert play.until("Guide").blocked == "该事项由您户籍所在地决定,请到当地的政务服务中心办理。"


def test_a_district_that_takes_no_part_says_where_to_go_and_asks_nothing(scoped: Scoped) -> None:
    play = scoped(f'{{ districts = ["440104", "{PANYU}"], by = "household" }}')
    begin(play)
    guide = play.until("Guide")
    assert not guide.can_start
    assert guide.blocked == "本机所在的区不受理该事项,请到越秀区、番禺区的终端或政务服务中心办理。"
    play.say("back")
    tile = next(tile for tile in play.until("Catalogue").tiles if tile.id == ITEM)
    assert tile.badge == "本机仅提供办事指南"


def test_the_question_is_answered_and_only_with_a_district(scoped: Scoped) -> None:
    play = scoped('{ by = "home" }')
    begin(play)
    for field, value in (("home", "440199"), ("household", None), ("moon", LIWAN)):
        play.say("edit", field=field, value=value)
    play.say("next")
    assert play.until("Form").questions[0].error == "请选择一项"
    at_home(play, LIWAN, Address.HOME)
    assert play.until("Guide").can_start


def test_what_is_sent_on_is_filed_and_the_receipt_names_who_decides(
    scoped: Scoped, camera: CameraOnDesk, hall_key: HallPrivateKey
) -> None:
    play = scoped('{ by = "household", sent_on_workdays = 2 }')
    begin(play)
    at_home(play, PANYU)
    assert scope_said(play) == "本机代收,送番禺区决定,另加 2 个工作日"
    play.say("back")
    play.say("back")
    tile = next(tile for tile in play.until("Catalogue").tiles if tile.id == ITEM)
    assert tile.badge == "本机代收,送您所在的区决定"
    play.say("choose", id=ITEM)
    assert play.until("Form").questions[0].value == PANYU  # said once
    play.say("next")
    assert play.until("Guide").can_start
    play.say("start")
    fill(play, [ITEM])
    photograph_all(play)
    for said in ("next", "next"):
        play.say(said)
    play.say("sign", strokes=STROKES)
    play.until("Receipt")
    rows = {row.label: row.value for row in play.screen.lines}
    assert rows["受理与决定"] == "本机代收,送番禺区决定,另加 2 个工作日"
    assert rows["由谁决定"] == f"{load().items[ITEM].department.zh} (番禺区)"
    assert filed(play, hall_key).homes == {Address.HOUSEHOLD: PANYU}


def test_a_package_says_which_part_is_not_for_this_person(scoped: Scoped) -> None:
    play = scoped('{ by = "household" }', "KID-HUKOU")
    to_questions(play, "NEWBORN")
    answer(play, {**COUPLE, "registered": True, "insured": False})
    at_home(play, PANYU)
    chain = play.until("Chain")
    assert not chain.can_start
    assert chain.blocked.endswith("该事项只能在您户籍所在的番禺区办理,请到番禺区的终端或政务服务中心。")
    play.say("start")
    assert play.view == "Chain"
