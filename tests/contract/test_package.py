"""Joint packages: questions, one chain, one date, and no paper asked for that the chain itself makes (domain 2.6)."""

import itertools
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import contract.catalogue
from contract import form, plan
from contract.bodies import Submission
from contract.catalogue import CatalogueError, load, read
from contract.hand_in import needs
from contract.package import Certainty, Package
from contract.text import Text

FOLDER = Path(contract.catalogue.__file__).parent
ALL = load()
packages = pytest.mark.parametrize("package", list(ALL.packages.values()), ids=list(ALL.packages))
COUPLE = {"born_here": True, "first_issue": True, "under_one": True, "guangdong": True}


def every_answer(package: Package) -> list[dict[str, Any]]:
    """Every way to answer the questions."""
    values = [list(question.choices) or [True, False] for question in package.questions]
    names = [question.id for question in package.questions]
    return [dict(zip(names, chosen, strict=True)) for chosen in itertools.product(*values)]


def chain(package: Package, answers: dict[str, Any]) -> list[str]:
    return [part.item for part in package.chosen(answers)]


def test_a_couple_who_answer_the_questions_see_one_chain_with_one_date_and_no_paper_the_chain_makes() -> None:
    newborn = ALL.packages["NEWBORN"]
    answers = COUPLE | {"registered": False, "insured": True}
    ids = chain(newborn, answers)
    assert len(ids) == 9  # the nine joint items of the facts
    assert ids.index("KID-CERT") < ids.index("KID-HUKOU") < ids.index("KID-MEDINS") < ids.index("KID-CARD")
    items = ALL.asked(ids, "NEWBORN")
    assert plan.workdays_of(newborn.plan(items)) == 5
    filled = {name: value for item in items for name, value in item.sample.items()}
    asked = {need.use.material for need in needs(items, ALL, filled)}
    assert asked & {"KBIRTH", "KHKB", "VAC"} == set()
    assert {"KBIRTH", "KHKB"} <= {need.use.material for need in needs(ALL.asked(ids), ALL, filled)}
    assert len(form.build(items, ALL).questions()) < sum(len(form.build([item], ALL).questions()) for item in items)


def test_the_answers_prune_the_chain() -> None:
    newborn = ALL.packages["NEWBORN"]
    ids = chain(newborn, COUPLE | {"registered": True, "insured": False})
    assert "BIRTH-REG" not in ids
    assert "MATERNITY" not in ids
    assert len(ids) == 7


def test_at_least_seven_of_the_themes_newborn_among_them() -> None:
    assert "NEWBORN" in ALL.packages
    assert len(ALL.packages) >= 7


@packages
def test_three_to_six_questions_in_both_languages(package: Package) -> None:
    assert 3 <= len(package.questions) <= 6
    words = [package.title, package.short, package.who, *(question.text for question in package.questions)]
    words += [one.text for one in package.not_for]
    words += [text for step in package.elsewhere for text in (step.title, step.where, step.bring)]
    for text in words:
        assert isinstance(text, Text)
        assert re.search(r"[一-鿿]", text.zh)
        assert text.en.isascii()


@packages
def test_every_way_to_answer_leads_to_a_chain_or_to_a_reason(package: Package) -> None:
    reached: set[str] = set()
    for answers in every_answer(package):
        assert package.answered(answers)
        if package.refusal(answers) is not None:
            continue
        ids = chain(package, answers)
        assert ids, answers
        items = ALL.asked(ids, package.id)
        form.build(items, ALL)
        reached |= set(ids)
    assert reached == {part.item for part in package.items}


@packages
def test_how_sure_we_are_is_said_and_a_source_named_where_there_is_one(package: Package) -> None:
    assert bool(package.sources) == (package.certainty is not Certainty.DESIGN)


@packages
def test_a_paper_of_the_chain_stays_asked_for_when_its_step_is_left_out(package: Package) -> None:
    for part in package.items:
        alone = ALL.asked([part.item], package.id)[0]
        assert alone.materials == ALL.items[part.item].materials


def test_an_unanswered_question_is_not_a_no() -> None:
    newborn = ALL.packages["NEWBORN"]
    assert not newborn.answered(COUPLE)
    assert newborn.refusal({}) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('item = "KID-CARE"', 'item = "KID-CARES"', "no item is called"),
        ('gives = ["VAC"]', 'gives = ["VACC"]', "no material is called"),
        ('{ item = "KID-HUKOU" }', '{ item = "OLD-CARD" }', "not in this package"),
        ('field = "insured", is = true', 'field = "insurd", is = true', "no question is called"),
        ('field = "insured", is = true', 'field = "insured", is = "yes"', "not an answer"),
        ("workdays = 5", 'workdays = 5\nafter = [{ item = "KID-CARD" }]', "KID"),
        ('id = "NEWBORN"', 'id = "NEWBORNS"', "belongs in"),
    ],
)
def test_a_wrong_package_is_named_with_its_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    for name in ("fields.toml", "materials.toml", "rules.toml", "synonyms.toml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    for name in ("items", "packages"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    path = tmp_path / "packages" / "newborn.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogueError, match=rf"newborn\.toml.*{said}"):
        read(tmp_path)


def test_an_older_terminals_hand_in_has_no_package() -> None:
    assert Submission.model_fields["package"].default is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('field = "p.hukou_kind"', 'field = "p.hukou_kin"', "no such field, or not an answer"),
        ('value = "city"', 'value = "town"', "no such field, or not an answer"),
        ('city_household", is = true }]\n', 'city_house", is = true }]\n', "no question is called"),
    ],
)
def test_an_answer_that_fills_no_field_is_named_with_its_file(old: str, new: str, said: str) -> None:
    files = dict(contract.catalogue.files_of())
    head, mark, fills = files["packages/elder.toml"].partition("[[fills]]")
    assert old in fills
    files["packages/elder.toml"] = head + mark + fills.replace(old, new, 1)
    with pytest.raises(CatalogueError, match=rf"elder\.toml.*{said}"):
        contract.catalogue.parse(files)


@packages
def test_what_answers_fill_in_is_asked_by_an_item_they_lead_to(package: Package) -> None:
    filled = [answers for answers in every_answer(package) if package.filled(answers) and chain(package, answers)]
    assert bool(filled) == bool(package.fills)
    for answers in filled:
        asked = {one.field.id for one in form.build(ALL.asked(chain(package, answers), package.id), ALL).questions()}
        assert set(package.filled(answers)) <= asked or package.refusal(answers)
