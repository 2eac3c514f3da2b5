"""Both languages, whole: nothing left untranslated, the compiled file in step, and the switch keeps the page."""

import re
from collections.abc import Callable

import pytest

from contract.life import CaseState, Role
from contract.parcel import Holder, ParcelEvent
from hall.cases.models import Case
from hall.console import translate, words
from hall.parcels.services import Size
from workbench.officer import Officer

_PLACES = re.compile(r"%\((\w+)\)[sd]")
_CJK = re.compile(r"[\u4e00-\u9fff]")


def test_every_word_has_its_chinese() -> None:
    assert translate.untranslated(translate.kept(), translate.gathered()) == []


def test_no_stale_words_and_places_agree() -> None:
    gathered = translate.gathered()
    for entry in translate.kept():
        if entry.id == "":
            continue
        assert entry.id in gathered
        source = entry.id if isinstance(entry.id, str) else entry.id[1]
        text = entry.string if isinstance(entry.string, str) else entry.string[0]
        assert set(_PLACES.findall(source)) == set(_PLACES.findall(text)), entry.id


def test_the_compiled_file_is_that_of_the_words() -> None:
    assert translate.MO.read_bytes() == translate.compiled(translate.kept())


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (words.ROLES, Role),
        (words.STATES, CaseState),
        (words.HOLDERS, Holder),
        (words.EVENTS, ParcelEvent),
        (words.SIZES, Size),
    ],
)
def test_closed_lists_are_whole(table: dict[str, str], values: type[Role]) -> None:
    assert set(table) == {value.value for value in values}


def test_every_parcel_event_has_its_line_in_a_story() -> None:
    happens_in_story = {f"{kind}_{event}" for kind in ("originals", "result") for event in ParcelEvent}
    impossible = {
        "originals_packed", "originals_handed_out", "originals_loaded", "originals_taken",
        "result_dropped", "result_collected", "result_arrived", "result_packed",
        "originals_take_undone", "result_drop_undone", "result_reclaimed", "result_handed_in",
    }  # fmt: skip
    assert happens_in_story - impossible <= set(words.ACTIONS)


def test_the_switch_keeps_the_page_and_the_choice(at: Callable[..., Officer], received: Case) -> None:
    officer = at("acceptor", fresh=True)
    officer.open_case(received.number)
    assert officer.page.locator("html").get_attribute("lang") == "zh-Hans"
    assert officer.page.locator("#accept").inner_text() == "受理"
    officer.switch_language("en")
    assert received.number in officer.page.url
    assert officer.page.locator("html").get_attribute("lang") == "en"
    assert officer.page.locator("#accept").inner_text() == "Accept"
    officer.sign_out()
    assert "Sign in" in officer.page.locator("h1").inner_text()


def test_english_pages_have_no_chinese_frame(at: Callable[..., Officer], received: Case) -> None:
    officer = at("acceptor", "en-US")
    officer.open_case(received.number)
    for place in ("h1", "h2", "th", "dt", "button:not([lang])", "nav", "summary", ".origin", ".chip"):
        for text in officer.page.locator(f"main {place}").all_inner_texts():
            assert not _CJK.search(text), (place, text)


def test_a_browser_of_another_language_gets_chinese(at: Callable[..., Officer]) -> None:
    officer = at("acceptor", "de-DE")
    assert officer.page.locator("html").get_attribute("lang") == "zh-Hans"
