"""The shipped catalogue, and how a wrong one is refused."""

import re
import shutil
from pathlib import Path

import pytest
from stdnum.cn import uscc

import contract.catalogue
from contract.catalogue import (
    HERE_TEXT,
    Catalogue,
    CatalogueError,
    FieldType,
    Here,
    Item,
    ItemKind,
    Prefill,
    When,
    load,
    read,
)
from contract.text import Language, Text

FOLDER = Path(contract.catalogue.__file__).parent
ALL = load()
SEED_ORDER = [
    "OLD-CARD", "LONGEVITY", "RES-REG", "RES-PERMIT", "RES-ENDORSE",
    "UNEMP", "FLEX-INS", "BIRTH-REG", "DISAB", "SOLE-TRADER",
    "PASSPORT", "HKM-PERMIT", "CAR-QUOTA", "SCHOOL", "HUKOU-SPOUSE",
]  # fmt: skip
NEWBORN = [
    "KID-CERT", "KID-VACCINE", "KID-HUKOU", "KID-MEDINS", "KID-CARD", "KID-PREMIUM", "MATERNITY", "KID-CARE",
]  # fmt: skip
# Fields and material slots of every item, as the catalogue of the facts has them (domain 3.2, table); eight are the
# rest of the newborn bundle (domain 2.6), whose fields and slots are plausible designs.
COUNTS = {
    "KID-CERT": (12, 2), "KID-VACCINE": (10, 2), "KID-HUKOU": (13, 4), "KID-MEDINS": (10, 2), "KID-CARD": (12, 2),
    "KID-PREMIUM": (10, 2), "MATERNITY": (11, 4), "KID-CARE": (9, 1),
    "OLD-CARD": (18, 5), "LONGEVITY": (16, 4), "RES-REG": (20, 4), "RES-PERMIT": (22, 4), "RES-ENDORSE": (16, 4),
    "UNEMP": (15, 2), "FLEX-INS": (16, 4), "BIRTH-REG": (18, 4), "DISAB": (23, 7), "SOLE-TRADER": (22, 5),
    "PASSPORT": (17, 5), "HKM-PERMIT": (17, 5), "CAR-QUOTA": (11, 2), "SCHOOL": (15, 5), "HUKOU-SPOUSE": (17, 6),
}  # fmt: skip
items = pytest.mark.parametrize("item", list(ALL.items.values()), ids=list(ALL.items))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue to spoil."""
    for name in ("fields.toml", "materials.toml", "rules.toml", "synonyms.toml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    for name in ("items", "packages"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    """Replace the first `old`, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def texts(value: object) -> list[Text]:
    """Every `Text` inside a model, however deep."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts(one)]
    if hasattr(type(value), "model_fields"):
        return [text for name in type(value).model_fields for text in texts(getattr(value, name))]
    return []


def test_all_fifteen_items_in_the_seeds_order_and_then_the_rest_of_the_newborn_bundle() -> None:
    assert list(ALL.items) == SEED_ORDER + NEWBORN
    assert len(ALL.fields) == 76 + 2
    assert len(ALL.materials) == 28 + 1


@items
def test_fields_and_slots_are_those_of_the_facts(item: Item) -> None:
    assert (len(item.fields), len(item.materials)) == COUNTS[item.id]


@items
def test_codes_are_well_formed(item: Item) -> None:
    authority, level, basic = item.code[:18], item.code[18], item.code[19:]
    assert len(item.code) == 31
    assert uscc.is_valid(authority)
    assert level == {"city": "3", "district": "4", "street": "5"}[item.level]
    assert re.fullmatch(r"(44|00)[0-9]{10}", basic)


def test_codes_are_different() -> None:
    assert len({item.code for item in ALL.items.values()}) == len(ALL.items)


def test_every_text_is_chinese_in_one_language_and_not_in_the_other() -> None:
    everything = [*ALL.items.values(), *ALL.fields.values(), *ALL.materials.values()]
    found = [text for one in everything for text in texts(one)]
    assert len(found) > 500
    for text in found:
        assert re.search(r"[一-鿿]", text.zh), text
        assert text.en.isascii(), text
        assert "  " not in text.zh + text.en, text
        assert (text.zh, text.en) == (text.zh.strip(), text.en.strip())


@items
def test_presence_is_never_shown_as_whole(item: Item) -> None:
    if item.kind is ItemKind.PRESENCE:
        assert item.here in (Here.PREPARE, Here.INFO)


@items
def test_promises_agree_with_their_number(item: Item) -> None:
    if item.kind is ItemKind.INSTANT:
        assert item.promised_workdays is not None
    if item.promised_workdays:
        assert str(item.promised_workdays) in item.promised.zh
        assert str(item.promised_workdays) in item.promised.en


@items
def test_evidence_and_sources_are_kept(item: Item) -> None:
    assert item.evidence
    assert item.fields_status == "plausible"
    assert all(source.isdigit() for source in item.sources)
    assert item.keywords


@items
def test_conditions_stand_on_fields_the_item_has(item: Item) -> None:
    own = {use.field for use in item.fields}
    for use in (*item.fields, *item.materials):
        if use.when is None:
            continue
        assert use.when.field in own
        field = ALL.fields[use.when.field]
        if use.when.in_ or use.when.not_in:
            assert {*(use.when.in_ or ()), *(use.when.not_in or ())} <= {option.value for option in field.options}
        elif field.type is FieldType.BOOL:
            assert isinstance(use.when.is_, bool)
        else:
            assert field.option(use.when.is_)


@items
def test_rules_stand_on_fields_and_materials_the_item_has(item: Item) -> None:
    for rule in item.rules:
        assert rule.field is None or rule.field in {use.field for use in item.fields}
        assert rule.material is None or rule.material in {use.material for use in item.materials}
        field = ALL.fields.get(rule.field or "")
        if rule.values is not None:
            assert field is not None
            assert set(rule.values) <= {option.value for option in field.options}


@items
def test_samples_answer_only_what_is_asked(item: Item) -> None:
    own = {use.field for use in item.fields}
    assert set(item.sample) <= own


def test_the_seniors_card_photographs_two_papers_and_sends_originals_by_locker() -> None:
    item = ALL.items["OLD-CARD"]
    needed = [use for use in item.materials if use.needed(item.sample)]
    assert [use.material for use in needed if use.scan] == ["ID", "HKB"]
    assert [use.material for use in needed if use.original] == ["HKB", "PH1"]
    assert all(use.note is not None for use in item.materials)
    outsider = item.sample | {"p.hukou_kind": "other_province", "agent.used": True}
    assert [use.material for use in item.materials if use.needed(outsider)] == ["ID", "RP", "PH1", "AGID"]


def test_the_house_words_for_here_are_complete() -> None:
    assert set(HERE_TEXT) == set(Here)


def test_conditions() -> None:
    yes = When.model_validate({"field": "agent.used", "is": True})
    assert yes.holds({"agent.used": True})
    assert not yes.holds({"agent.used": False})
    assert not yes.holds({})
    among = When.model_validate({"field": "k", "in": ["a", "b"]})
    assert [among.holds({"k": value}) for value in ("a", "c", None)] == [True, False, False]
    other = When.model_validate({"field": "k", "not_in": ["a"]})
    assert [other.holds({"k": value}) for value in ("a", "c", None)] == [False, True, False]


@pytest.mark.parametrize("content", [{"field": "k"}, {"field": "k", "is": "a", "in": ["b"]}])
def test_a_condition_says_exactly_one_thing(content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        When.model_validate(content)


def test_the_version_follows_the_content(folder: Path) -> None:
    assert read(folder).version == ALL.version
    spoil(folder / "items" / "unemp.toml", "失业登记", "失业登记一")
    assert read(folder).version != ALL.version
    assert re.fullmatch(r"[0-9a-f]{12}", ALL.version)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("items/old-card.toml", "order = 10", "order = 10\ncolour = 1", "old-card.toml: colour"),
        ("items/old-card.toml", "order = 10\n", "", "old-card.toml: order"),
        ("items/old-card.toml", '"p.mobile",', '"p.mobil",', "old-card.toml: fields: no field is called 'p.mobil'"),
        ("items/old-card.toml", '"p.mobile",', '"p.sex",', "old-card.toml: fields: one is named twice"),
        ("items/old-card.toml", 'material = "HKB"', 'material = "HKX"', "no material is called 'HKX'"),
        ("items/old-card.toml", 'id = "OLD-CARD"', 'id = "OLDCARD"', "old-card.toml: id: OLDCARD belongs in"),
        ("items/old-card.toml", 'kind = "promised"', 'kind = "soon"', "old-card.toml: kind"),
        ("items/old-card.toml", "years = 60\n", "", "age_at_least needs years"),
        ("items/old-card.toml", 'en = "15 working days"', 'en = ""', "old-card.toml: promised.en"),
        ("items/passport.toml", 'here = "prepare"', 'here = "whole"', "may only be prepared here"),
        ("items/old-card.toml", '"here", "other', '"hear", "other', "out.channel: limit.choices: not among"),
        ("items/old-card.toml", 'hmt = "4"', 'hkg = "4"', "p.hukou_kind: codes: each choice needs exactly one"),
        ("items/old-card.toml", "original = true\nkept", "original = false\nkept", "can only keep an original"),
        ("items/disab.toml", 'material = "PH2"', 'material = "PH2"\nspec = { size = "A4" }', "contradicts the"),
        ("rules.toml", '"k.birth"]\nagainst', '"k.berth"]\nagainst', "rules.toml: identity: no field is called"),
        ("rules.toml", 'against = "p.birth"\n', "", "not_before needs it"),
        ("items/unemp.toml", 'id = "UNEMP"', "id = UNEMP", "unemp.toml: Invalid"),
        ("fields.toml", 'type = "mobile"', 'type = "phone"', "fields.toml: p.mobile.type"),
        ("fields.toml", 'type = "mobile"', 'type = "enum"', "an enum field needs them"),
        ("fields.toml", 'value = "female"', 'value = "male"', "two have the same value"),
        ("materials.toml", "pages_max = 2", "pages_max = 1", "materials.toml: ID: "),
        ("materials.toml", "[ID]", "ID = 1\n[IX]", "materials.toml: ID: must be a table"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(folder: Path, file: str, old: str, new: str, named: str) -> None:
    spoil(folder / file, old, new)
    with pytest.raises(CatalogueError) as caught:
        read(folder)
    assert named in str(caught.value)


def test_06_an_item_may_not_ask_for_an_original_too_valuable_to_be_left_in_a_locker(folder: Path) -> None:
    spoil(folder / "materials.toml", "[HKB]\n", "[HKB]\nby_hand = true\n")
    with pytest.raises(CatalogueError, match=r"old-card\.toml: materials: HKB is never left in a locker"):
        read(folder)
    assert {one.id for one in ALL.materials.values() if one.by_hand} >= {"ID", "SSC", "ESTATE", "DL"}


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "materials.toml").unlink()
    with pytest.raises(CatalogueError, match=r"materials\.toml"):
        read(folder)


def test_adding_an_item_edits_nothing_else(folder: Path) -> None:
    text = (folder / "items" / "unemp.toml").read_text(encoding="utf-8")
    text = text.replace('id = "UNEMP"', 'id = "NEW-ONE"').replace("order = 60", "order = 5")
    (folder / "items" / "new-one.toml").write_text(text, encoding="utf-8")
    grown: Catalogue = read(folder)
    assert next(iter(grown.items)) == "NEW-ONE"
    assert len(grown.items) == 24


def test_it_is_read_once() -> None:
    assert load() is load()


@items
def test_names_are_given_in_the_language_asked(item: Item) -> None:
    assert item.name(Language.ZH) == item.short.zh
    assert item.name(Language.EN) == item.short.en


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("老人卡", "OLD-CARD"),
        ("lnk", "OLD-CARD"),
        ("LNK", "OLD-CARD"),
        ("laoren", "OLD-CARD"),
        ("lao ren ka", "OLD-CARD"),
        ("老人咔", "OLD-CARD"),  # a wrong character of the right sound
        ("seniors", "OLD-CARD"),
        ("card seniors", "OLD-CARD"),
        ("摇号", "CAR-QUOTA"),
        ("yaohao", "CAR-QUOTA"),
        ("高龄津贴", "LONGEVITY"),
        ("开店", "SOLE-TRADER"),
        ("营业执照", "SOLE-TRADER"),
        ("居住证", "RES-PERMIT"),
        ("护照", "PASSPORT"),
        ("passport", "PASSPORT"),
        ("Hong Kong", "HKM-PERMIT"),
        ("自己交社保", "FLEX-INS"),
        ("准生证", "BIRTH-REG"),
        ("小学", "SCHOOL"),
        ("迁户口", "HUKOU-SPOUSE"),
        ("失业", "UNEMP"),
        ("canjiren", "DISAB"),
        ("残疾人症", "DISAB"),  # a wrong character of the right sound
        ("失叶登记", "UNEMP"),
        ("cangjiren", "DISAB"),  # the sound nearly: ng for n
        ("zanzudengji", "RES-REG"),  # and z for zh
        ("老人家优待卡", "OLD-CARD"),  # a synonym
        ("长者乘车卡", "OLD-CARD"),
        ("暂住证", "RES-PERMIT"),
        ("营业执昭", "SOLE-TRADER"),
        ("营业热照", "SOLE-TRADER"),  # one wrong character of another sound
    ],
)
def test_everyday_words_find_the_item_first(words: str, first: str) -> None:
    found = ALL.search(words)
    assert found, words
    assert found[0].id == first


def test_no_words_show_all_and_nonsense_shows_none() -> None:
    assert [item.id for item in ALL.search("  ")] == SEED_ORDER + NEWBORN
    assert ALL.search("zzzz") == []
    assert ALL.search("老人卡 zzzz") == []


@items
def test_every_item_is_found_by_each_of_its_names(item: Item) -> None:
    for words in (item.short.zh, item.title.zh, item.short.en, *item.keywords):
        assert item.id in {found.id for found in ALL.search(words)}


def test_prefill_origins_are_used() -> None:
    assert {field.prefill for field in ALL.fields.values()} == set(Prefill)
    assert {field.type for field in ALL.fields.values()} == set(FieldType)
