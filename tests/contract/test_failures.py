"""The list of failures is closed, complete and documented."""

import re
from pathlib import Path

import pytest

import contract.failures
from contract.failures import ENTRIES, Failure, Severity, _read, page

ROOT = Path(contract.failures.__file__).parents[1]
WORDS = ROOT / "contract" / "failures.toml"

# What issue 2 names under "Bad input": every one has its failure.
BAD_INPUT = {
    "not a social-security card": Failure.NOT_SOCIAL_SECURITY_CARD,
    "mute or upside-down card": Failure.CARD_MUTE,
    "card pulled while being read": Failure.CARD_PULLED,
    "wrong pick-up code": Failure.CODE_WRONG,
    "locked after five tries": Failure.CODE_LOCKED,
    "full bank": Failure.BANK_FULL,
    "door that does not open": Failure.DOOR_STUCK,
    "board silent": Failure.BOARD_SILENT,
    "camera missing": Failure.CAMERA_MISSING,
    "printer missing": Failure.PRINTER_MISSING,
    "hall answering 4xx": Failure.HALL_REFUSED,
    "hall answering 5xx": Failure.HALL_FAULT,
    "hall answering garbage": Failure.HALL_GARBAGE,
    "hall never answering": Failure.HALL_UNREACHABLE,
    "a disk that is full": Failure.DISK_FULL,
}


def test_every_bad_input_has_its_own_failure() -> None:
    assert len(set(BAD_INPUT.values())) == len(BAD_INPUT)


def test_every_failure_has_words() -> None:
    assert set(ENTRIES) == set(Failure)


@pytest.mark.parametrize("failure", list(Failure))
def test_words_are_whole_short_and_in_both_languages(failure: Failure) -> None:
    entry = ENTRIES[failure]
    for text in (entry.sentence, entry.next_step):
        assert re.search(r"[一-鿿]", text.zh), "Chinese says it in Chinese"
        assert text.zh.endswith("。")
        assert text.en.isascii()
        assert text.en.endswith(".")
        assert len(text.zh) <= 40, "one glance"
        assert "!" not in text.zh + text.en, "calm"
    assert entry.operator.isascii()
    assert entry.operator.endswith(".")


def test_no_two_failures_say_the_same() -> None:
    sentences = [ENTRIES[failure].sentence.zh for failure in Failure]
    assert len(set(sentences)) == len(sentences)


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "failures.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m contract.failures > docs/failures.md"


def test_the_page_names_every_failure_with_its_severity() -> None:
    headings = re.findall(r"^## `(\w+)` \((\w+)\)$", page(), flags=re.MULTILINE)
    assert headings == [(failure.value, ENTRIES[failure].severity.value) for failure in Failure]
    assert {severity for _, severity in headings} == {severity.value for severity in Severity}


def test_a_missing_entry_stops_the_start(tmp_path: Path) -> None:
    text = WORDS.read_text(encoding="utf-8")
    start, end = text.index("[disk_full]"), text.index("[store_broken]")
    broken = tmp_path / "failures.toml"
    broken.write_text(text[:start] + text[end:], encoding="utf-8")
    with pytest.raises(KeyError, match="disk_full"):
        _read(broken)


def test_an_unknown_entry_stops_the_start(tmp_path: Path) -> None:
    broken = tmp_path / "failures.toml"
    broken.write_text(WORDS.read_text(encoding="utf-8") + "\n[ghost]\nseverity = 'notice'\n", encoding="utf-8")
    with pytest.raises(ValueError, match="ghost"):
        _read(broken)
