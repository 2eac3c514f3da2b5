"""Each department's own form from the same answers (domain 2.11)."""

import pytest

from contract.catalogue import Item, load
from contract.department_form import rows
from contract.text import Language

ALL = load()
items = pytest.mark.parametrize("item", list(ALL.items.values()), ids=list(ALL.items))


def test_two_departments_names_codes_and_dates_from_one_answer() -> None:
    answers = ALL.items["LONGEVITY"].sample | ALL.items["OLD-CARD"].sample
    old, long = (
        {row.field: row for row in rows(ALL.items[id_], ALL, answers, Language.ZH)} for id_ in ("OLD-CARD", "LONGEVITY")
    )
    assert (old["p.birth"].name, old["p.birth"].value) == ("CSRQ", "19560301")
    assert (long["p.birth"].name, long["p.birth"].value) == ("chusheng", "1956.03.01")
    assert (old["p.hukou_addr"].label.zh, long["p.hukou_addr"].label.zh) == ("户口所在地", "户籍所在地")
    assert old["p.hukou_addr"].value == long["p.hukou_addr"].value
    assert (old["p.sex"].value, old["p.sex"].text) == ("2", "女")
    assert old["p.live_addr"].name == "p.live_addr"  # nothing else is known: the canonical name


@items
def test_a_form_has_every_asked_answer_of_its_item_and_no_other(item: Item) -> None:
    everything = {id_: value for other in ALL.items.values() for id_, value in other.sample.items()}
    answers = everything | item.sample
    found = {row.field for row in rows(item, ALL, answers, Language.EN)}
    assert found == {
        use.field for use in item.fields if use.field in answers and (use.when is None or use.when.holds(answers))
    }


def test_an_answer_given_apart_goes_to_its_own_department() -> None:
    answers = ALL.items["DISAB"].sample | {"out.channel@DISAB": "mail", "out.channel": "here"}
    found = {row.field: row.value for row in rows(ALL.items["DISAB"], ALL, answers, Language.ZH)}
    assert found["out.channel"] == "mail"


def test_values_stay_out_of_what_is_printed_by_accident() -> None:
    assert "陈秀英" not in repr(rows(ALL.items["OLD-CARD"], ALL, ALL.items["OLD-CARD"].sample, Language.ZH))
