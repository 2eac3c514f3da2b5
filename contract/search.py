"""Finding an item by what people say: everyday words, pinyin, initials, English, and homophones typed by mistake."""

from dataclasses import dataclass

from contract.item import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """One item's names, folded for comparison: as written, in full pinyin, and in initials."""

    id: str
    names: tuple[str, ...]
    full: tuple[str, ...]
    initials: tuple[str, ...]


def entry(item: Item) -> Entry:
    """The searchable names of an item."""
    chinese = [_fold(word) for word in (item.short.zh, item.title.zh, *item.keywords)]
    english = [_fold(word) for word in (item.short.en, item.title.en, item.id.replace("-", " "))]
    return Entry(
        id=item.id,
        names=tuple(chinese + english),
        full=tuple(_pinyin(word) for word in chinese),
        initials=tuple(_pinyin(word, initials=True) for word in chinese),
    )


def find(entries: list[Entry], words: str) -> list[str]:
    """Ids of the items that match every word, best first; all ids for no words."""
    tokens = words.strip().casefold().split()
    if not tokens:
        return [one.id for one in entries]
    whole = [_fold(words), *tokens] if len(tokens) > 1 else [_fold(words)]
    ranked = []
    for place, one in enumerate(entries):
        best = _rank(one, whole[0])
        if best is None and len(whole) > 1:
            ranks = [_rank(one, token) for token in whole[1:]]
            best = None if None in ranks else max(rank for rank in ranks if rank is not None) + 10
        if best is not None:
            ranked.append((best, place, one.id))
    return [id_ for _, _, id_ in sorted(ranked)]


def _rank(one: Entry, word: str) -> int | None:
    """How well a word fits: 0 the very name, 1 its start, 2 inside it, 3 to 6 by sound, None not at all."""
    for base, names in ((0, one.names), (3, one.full), (3, one.initials)):
        if word in names:
            return base
        if any(name.startswith(word) for name in names):
            return base + 1
        if any(word in name for name in names):
            return base + 2
    sound = _pinyin(word)  # a wrong character of the right sound still finds the item
    if sound != word and any(sound in name for name in one.full):
        return 6
    return None


def _fold(word: str) -> str:
    return "".join(word.casefold().split())


def _pinyin(word: str, *, initials: bool = False) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes 0.3 s to load: not before the first search

    style = Style.FIRST_LETTER if initials else Style.NORMAL
    return "".join(lazy_pinyin(word, style=style)).casefold()
