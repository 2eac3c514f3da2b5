"""The search against a plain one that looks at every name, and what it does with words nobody wrote."""

from hypothesis import given
from hypothesis import strategies as st

from contract.search import Entry, Index

letters = st.text(alphabet="abc", min_size=1, max_size=4)
entries = st.lists(st.lists(letters, min_size=1, max_size=3).map(tuple), min_size=1, max_size=5).map(
    lambda all_: [Entry(str(place), names, (), ()) for place, names in enumerate(all_)]
)
chinese = st.text(alphabet="甲乙丙丁", min_size=3, max_size=5)


def plainly(known: list[Entry], word: str) -> dict[str, int]:
    """Every entry that has the word in a name: 0 the name, 1 its start, 2 inside."""
    found = {}
    for one in known:
        ranks = [2 - name.startswith(word) - (name == word) for name in one.names if word in name]
        if ranks:
            found[one.id] = min(ranks)
    return found


@given(entries, letters)
def test_it_finds_what_a_plain_search_finds_in_its_order(known: list[Entry], word: str) -> None:
    ranks = plainly(known, word)
    assert Index(known).find(word) == sorted(ranks, key=lambda id_: (ranks[id_], int(id_)))


@given(entries, letters, letters)
def test_every_word_has_to_match(known: list[Entry], one: str, two: str) -> None:
    both = set(plainly(known, one)) & set(plainly(known, two))
    assert set(Index(known).find(f"{one} {two}")) == both | set(plainly(known, one + two))


@given(st.lists(chinese, min_size=1, max_size=4), chinese)
def test_one_wrong_character_finds_exactly_the_names_that_differ_in_one(names: list[str], word: str) -> None:
    known = [Entry(str(place), (name,), (), ()) for place, name in enumerate(names)]
    if not plainly(known, word):
        near = [
            id_
            for id_, name in ((one.id, one.names[0]) for one in known)
            if any(
                sum(a != b for a, b in zip(name[at : at + len(word)], word, strict=False)) == 1
                for at in range(len(name) - len(word) + 1)
            )
        ]
        assert Index(known).find(word) == near


def test_two_characters_are_too_few_for_a_wrong_one() -> None:
    assert Index([Entry("A", ("甲乙",), (), ())]).find("甲丙") == []


def test_several_synonyms_in_one_word() -> None:
    index = Index([Entry("A", ("甲乙",), (), ())], [["甲", "丙"], ["乙", "丁"]])
    assert index.find("丙丁") == ["A"]


def test_words_beside_and_over_the_edges_of_names_do_not_match() -> None:
    index = Index([Entry("A", ("ab", "c"), (), ()), Entry("B", ("d",), (), ())])
    assert index.find("bc") == []  # not over the edge of a name
    assert index.find("\n") == ["A", "B"]  # no word at all
