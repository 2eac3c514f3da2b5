"""Finding a service by what people say: everyday words, pinyin, initials, English, synonyms, and wrong characters.

All names of one kind stand in one long text, so that a search is a handful of passes in C over some hundred thousand
characters: 8,033 services are searched in milliseconds without a database.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from types import ModuleType

from contract.item import Item

_END = "\n"
_SOUND, _WRONG, _SYNONYM = 6, 9, 20  # what a match by these weighs; 0 to 5 are the names as they stand
_ENOUGH = 100  # services that a person looks through
_NEVER_ENOUGH = 10**9  # of several words each has to find all it can, to meet the others
_SEVERAL = 10  # added when the words matched one by one
_MOST_OTHERS = 24  # ways to say one word otherwise that are tried
_WORDS = {"长寿": "chang shou", "番禺": "pan yu", "银行": "yin hang"}  # read otherwise than character by character
_SHORTEST_SOUND = 2  # letters; one stands in every other name
_SHORTEST_WRONG = 3  # characters; of two, one wrong leaves too little
_NEAR_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))  # many here do not tell these apart by ear


@dataclass(frozen=True, slots=True)
class Entry:
    """One service's names, folded for comparison: as written, in full pinyin, and in initials."""

    id: str
    names: tuple[str, ...]
    full: tuple[str, ...]
    initials: tuple[str, ...]


def entry(item: Item) -> Entry:
    """The searchable names of an item."""
    chinese = (item.short.zh, item.title.zh, *item.keywords)
    return entry_of(item.id, chinese, (item.short.en, item.title.en, item.id.replace("-", " ")))


def entry_of(id_: str, chinese: Iterable[str], english: Iterable[str] = ()) -> Entry:
    """The searchable names of anything, from its names in Chinese and in English."""
    folded = tuple(dict.fromkeys(_fold(word) for word in chinese))
    return Entry(
        id=id_,
        names=folded + tuple(_fold(word) for word in english),
        full=tuple(_pinyin(word) for word in folded),
        initials=tuple(_pinyin(word, initials=True) for word in folded),
    )


class _Names:
    """The names of one kind of all entries in one text; each stands between two `_END`."""

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        blocks = [_END.join(own) for own in names]
        self._starts = list(accumulate((len(block) + 1 for block in blocks[:-1]), initial=1))  # of each entry
        self._text = _END + _END.join(blocks) + _END

    def _owner(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def beginning(self, word: str, most: int) -> Iterator[tuple[int, int]]:
        """(entry, 0) for the very name, all of them; then (entry, 1) for the first `most` names that begin so."""
        for rank, part, limit in ((0, _END + word + _END, None), (1, _END + word, most)):
            for at in islice(self._places(part), limit):
                yield self._owner(at + 1), rank

    def _places(self, part: str) -> Iterator[int]:
        at = self._text.find(part)
        while at >= 0:
            yield at
            at = self._text.find(part, at + 1)

    def ranks(self, word: str) -> Iterator[tuple[int, int]]:
        """(entry, 0 the very name, 1 its start, 2 inside it), at most once a name."""
        text = self._text
        at = text.find(word)
        while at >= 0:
            begins = text[at - 1] == _END
            yield self._owner(at), 2 - begins - (begins and text[at + len(word)] == _END)
            at = text.find(word, text.find(_END, at + len(word)))

    def nearly(self, word: str) -> Iterator[int]:
        """Entries with a name that has `word` in it but for one character that is another."""
        for wrong in range(len(word)):
            before, after = word[:wrong], word[wrong + 1 :]
            part, shift = (before, 0) if len(before) >= len(after) else (after, wrong + 1)
            for at in self._places(part):
                found = self._text[at - shift : at - shift + len(word)] if at >= shift else ""
                fits = len(found) == len(word) and found[:wrong] == before and found[wrong + 1 :] == after
                if fits and found[wrong] != _END:
                    yield self._owner(at)


class Index:
    """What is searched: entries in their order, and groups of words that mean the same."""

    def __init__(self, entries: Sequence[Entry], synonyms: Sequence[Sequence[str]] = ()) -> None:
        self._ids = [one.id for one in entries]
        self._synonyms = [[_fold(word) for word in group] for group in synonyms]
        self._written = (
            (0, _Names([one.names for one in entries])),
            (3, _Names([one.full for one in entries])),
            (3, _Names([one.initials for one in entries])),
        )
        self._sounds = _Names([[_near(name) for name in one.full] for one in entries])

    def find(self, words: str) -> list[str]:
        """Ids of the services that match every word, best first; all ids for no words."""
        tokens = words.strip().casefold().split()
        if not tokens:
            return list(self._ids)
        ranks = self._matching(_fold(words), _ENOUGH)
        if len(tokens) > 1:
            for place, rank in self._each(tokens).items():
                ranks.setdefault(place, rank)
        return [self._ids[place] for place in sorted(ranks, key=lambda place: (ranks[place], place))]

    def _each(self, tokens: Sequence[str]) -> dict[int, int]:
        found = [self._matching(token, _NEVER_ENOUGH) for token in tokens]
        common = set(found[0]).intersection(*found[1:])
        return {place: max(ranks[place] for ranks in found) + _SEVERAL for place in common}

    def _matching(self, word: str, enough: int) -> dict[int, int]:
        """How well each entry fits one word: as written or heard; else by a synonym; else with one wrong character.

        Of very many names that begin with the word the first `enough` are taken, and then none that has it inside.
        """
        ranks, names = self._begun(word, enough)
        if names < enough:
            ranks = self._as_said(word, enough=enough)
        if not ranks:
            for other in self._others(word):
                for place, rank in self._as_said(other, enough=0).items():
                    ranks[place] = min(rank + _SYNONYM, ranks.get(place, rank + _SYNONYM))
        if not ranks and len(word) >= _SHORTEST_WRONG and not word.isascii():
            ranks = dict.fromkeys(self._written[0][1].nearly(word), _WRONG)
        return ranks

    def _begun(self, word: str, most: int) -> tuple[dict[int, int], int]:
        """What begins with the word, and how many names that is."""
        ranks: dict[int, int] = {}
        count = 0
        for base, names in self._written:
            for place, rank in names.beginning(word, most):
                ranks[place] = min(base + rank, ranks.get(place, _SOUND))
                count += 1
        return ranks, count

    def _as_said(self, word: str, *, enough: int) -> dict[int, int]:
        ranks: dict[int, int] = {}
        for base, names in self._written:
            for place, rank in names.ranks(word):
                ranks[place] = min(base + rank, ranks.get(place, _SOUND))
        sound = _near(_pinyin(word))
        if len(ranks) < enough and len(sound) >= _SHORTEST_SOUND:  # a wrong character of the right sound
            for place, _rank in self._sounds.ranks(sound):
                ranks.setdefault(place, _SOUND)
        return ranks

    def _others(self, word: str) -> list[str]:
        """The word said otherwise, one or several of its parts replaced; at most `_MOST_OTHERS`."""
        said = {word: None}  # a dict keeps the order: fewer replacements first
        for group in self._synonyms:
            for known in list(said):
                part = next((one for one in group if one in known), None)
                if part is not None:
                    said.update(dict.fromkeys(known.replace(part, other) for other in group if other != part))
        return [*said][1 : _MOST_OTHERS + 1]


def _fold(word: str) -> str:
    return "".join(word.casefold().split())


def _near(sound: str) -> str:
    for heard, same in _NEAR_SOUNDS:
        sound = sound.replace(heard, same)
    return sound


@cache
def _library() -> ModuleType:
    """pypinyin; not before the first search: it takes 11 MiB, and 55 with its dictionary of phrases.

    A terminal does without the phrases (`ui/app.py`, docs/decisions/059-what-the-window-holds.md) and with `_WORDS`; a
    hall, which reads the names of its packs, has them all.
    """
    import pypinyin

    if not pypinyin.constants.PHRASES_DICT:
        pypinyin.load_phrases_dict({word: [[one] for one in said.split()] for word, said in _WORDS.items()})
    return pypinyin


def _pinyin(word: str, *, initials: bool = False) -> str:
    library = _library()
    style = library.Style.FIRST_LETTER if initials else library.Style.NORMAL
    return "".join(library.lazy_pinyin(word, style=style)).casefold()
