"""What the program wrote down in English is read in the language of the page."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from contract.parcel import Holder, ParcelEvent, ParcelKind, ParcelMoveRefused, barcode, move
from contract.workdays import CalendarEnds
from hall.cases import services
from hall.cases.models import Case
from hall.console.whys import why
from hall.parcels.models import Doubt
from workbench.officer import Officer

_LATIN = re.compile(r"[a-z]{3,}")


def _barcode(box: Any) -> str:
    return barcode(ParcelKind.ORIGINALS, box.id, 77)


def _refusal() -> str:
    with pytest.raises(ParcelMoveRefused) as refused:
        move(Holder.BOX, ParcelEvent.ARRIVED)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "the parcel belongs to terminal GZ0001, not GZ0002",
        "the parcel belongs to another case",
        "loaded cannot happen to a parcel of originals",
        "the parcel is frozen by an earlier doubt",
        "the terminal has already reported something else under this number",
        "an item has no promised number of working days",
        f"15 working days, no date: {CalendarEnds(2031)}",
        "missing",
        _refusal(),
    ],
)
def test_no_sentence_stays_english_in_chinese(text: str) -> None:
    with override("zh-hans"):
        assert not _LATIN.search(why(text)), why(text)
    with override("en"):
        assert why(text) != text


def test_an_unknown_sentence_is_shown_as_it_stands() -> None:
    assert why("something newer than this page") == "something newer than this page"


def test_real_doubts_and_promises_are_in_the_pages_words(
    at: Callable[..., Officer], received: Case, box: Any, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("hall.cases.services.timezone.localdate", lambda _now=None: date(2079, 12, 31))
        accepted = services.accept(received, people.acceptor)
    box.send("custody", box.custody(ParcelEvent.DROPPED, _barcode(box)), received.pk)
    box.send("custody", box.custody(ParcelEvent.DROPPED, _barcode(box)), received.pk)
    officer = at("acceptor")
    officer.page.goto(f"{officer.base_url}/console/cases/{accepted.number}")
    shown = officer.page.locator(".message.error, .note").all_inner_texts()
    assert Doubt.objects.filter(event__parcel__case=received).count() == 1
    assert len(shown) == 3  # no date, what the terminal had said, and the doubt
    for text in shown:
        assert not _LATIN.search(text), text
