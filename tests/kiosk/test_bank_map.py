"""Where a door is, in words and as a drawing."""

from contract.text import Language
from kiosk.bank_map import BankMap, Place

MAP = BankMap([Place(1, 0, 1.0), Place(2, 0, 2.4), Place(7, 1, 1.0)])


def test_a_door_is_found_by_column_and_row() -> None:
    assert MAP.where(2, Language.EN) == "column 1 from the left, number 2 from the top"
    assert MAP.where(7, Language.ZH) == "左起第 2 列,从上数第 1 个"


def test_columns_and_heights() -> None:
    assert MAP.columns == 2
    assert MAP.place(2) == (0, 2.4)


def test_the_drawing_marks_one_door() -> None:
    drawn = MAP.drawn(7)
    assert [door["number"] for door in drawn if door["here"]] == [7]
    assert len(drawn) == 3


def test_a_terminal_without_lockers_has_an_empty_map() -> None:
    empty = BankMap([])
    assert (empty.columns, empty.drawn(1)) == (0, [])
