"""What lines of a page suggest for the form, and when nothing is said rather than something wrong."""

import pytest

from contract.form import Origin
from kiosk.papers.prefill import Compared, Suggestion, compare, suggestions
from kiosk.papers.reading import Line

NUMBER = "440103195603010005"


def _line(text: str, x: float, y: float, confidence: float = 0.95) -> Line:
    return Line(text, confidence, ((x, y), (x + 200, y), (x + 200, y + 26), (x, y + 26)))


CARD = [
    _line("样本SPEC", 350, 52),
    _line("姓名 陈秀英", 40, 47, 0.92),
    _line("性别女", 40, 105),
    _line(NUMBER, 200, 339),
]
REGISTER = [
    _line("户主或与户主关系", 578, 160),
    _line("陈秀英", 245, 155, 0.8),
    _line("姓名", 70, 159),
    _line(NUMBER, 387, 495),
]


def test_an_identity_card_fills_four_fields() -> None:
    assert suggestions("ID", CARD) == (
        Suggestion("p.name", "陈秀英", 0.92, material="ID"),
        Suggestion("p.id_no", NUMBER, 0.95, material="ID"),
        Suggestion("p.birth", "1956-03-01", 0.95, Origin.DERIVED, "ID"),
        Suggestion("p.sex", "female", 0.95, Origin.DERIVED, "ID"),
    )


def test_a_name_beside_its_label_is_found_and_a_doubtful_one_says_so() -> None:
    name = suggestions("HKB", REGISTER)[0]
    assert (name.field, name.value, name.sure) == ("p.name", "陈秀英", False)


def test_the_agents_card_fills_the_agents_fields() -> None:
    assert [one.field for one in suggestions("AGID", CARD)] == ["agent.name", "agent.id_no"]


@pytest.mark.parametrize("place", range(18))
def test_a_number_with_one_wrong_digit_is_not_suggested(place: int) -> None:
    wrong = NUMBER[:place] + str((int(NUMBER[place]) + 1) % 10) + NUMBER[place + 1 :]
    assert suggestions("ID", [_line(wrong, 0, 0)]) == ()


def test_other_papers_suggest_nothing() -> None:
    assert suggestions("BANK", CARD) == ()


def test_compared_with_the_card() -> None:
    assert compare("ID", CARD, "陈秀英", NUMBER) == (Compared.SAME, Compared.SAME)
    assert compare("ID", CARD, "陈秀兰", NUMBER) == (Compared.DIFFERS, Compared.SAME)
    assert compare("ID", CARD[:2], "陈秀英", NUMBER) == (Compared.SAME, Compared.UNREAD)
