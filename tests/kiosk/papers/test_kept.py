"""Pictures as a visit keeps them: small, and as good as what they were made of."""

import numpy as np
import pytest

from kiosk.papers.kept import Kept
from kiosk.papers.pdf import page_jpeg
from kiosk.papers.quality import look, readied
from kiosk.papers.same_page import is_among


def test_a_page_is_kept_in_less_than_a_fifth_of_its_pixels_and_shows_the_same(shoot) -> None:  # type: ignore[no-untyped-def]
    page = readied(look(shoot("household_register")).page)
    kept = Kept(page)
    again = kept.image()
    assert (kept.shape, again.shape) == (page.shape, page.shape)
    assert len(kept) < page.nbytes / 5
    assert np.abs(again.astype(int) - page).mean() < 1.5
    assert is_among(page, [kept])
    assert len(page_jpeg(again)) == pytest.approx(len(page_jpeg(page)), rel=0.05)


def test_what_is_drawn_on_the_picture_is_not_drawn_on_what_is_kept() -> None:
    kept = Kept(np.full((40, 60, 3), 235, np.uint8))
    kept.image()[:] = 0
    assert (kept.image() == 235).all()


def test_turned_four_times_it_is_what_it_was() -> None:
    picture = np.random.default_rng(3).integers(0, 255, (40, 60, 3), np.uint8)
    kept = Kept(picture)
    once = kept.turned()
    assert once.shape == once.image().shape == (60, 40, 3)
    assert np.array_equal(once.image(), np.rot90(kept.image(), -1))
    again = once.turned().turned().turned()
    assert np.array_equal(again.image(), kept.image())
    assert (again.shape, kept.shape) == ((40, 60, 3), (40, 60, 3))


def test_what_is_no_picture_is_not_kept() -> None:
    with pytest.raises(ValueError, match="cannot be coded"):
        Kept(np.zeros((70_000, 2, 3), np.uint8))
