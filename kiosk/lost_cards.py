"""Cards reported lost, as the hall tells them: held on the disk as keyed hashes, asked before a card opens anything.

Also without the network a lost card signs nobody on and opens no door (domain 2.3, edge; decision 052).
"""

from collections.abc import Callable, Sequence
from typing import Any

import structlog
from sqlite_utils import Database, Migrations

from contract.lost_cards import CardWord, CardWords, Standing, card_tag, fold_card, holder_tag, key_name
from drivers.roles import Credential, Identity
from kiosk.custody.rights import CardLost
from kiosk.custody.words import Authority
from offline_queue import digests
from offline_queue.line import HallLine, PostError, Reason, Unreachable, parse
from offline_queue.sender import RunOnQueue
from offline_queue.store import Store, Tx

_BY_CARD = frozenset({"resident-card", "proxy-card"})
log = structlog.get_logger("lost_cards")
MIGRATIONS = Migrations("kiosk_lost_cards")


@MIGRATIONS(name="0001 lost cards")
def _lost_cards(db: Database) -> None:
    """Each row carries its digest: a flipped bit would let a lost card open a door (decision 029)."""
    db.executescript(
        """
        CREATE TABLE card_words (
            tag TEXT PRIMARY KEY,
            holder TEXT NOT NULL,
            issued_before TEXT,
            standing TEXT NOT NULL CHECK (standing IN ('lost', 'replaced'))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX card_words_holder ON card_words (holder);
        CREATE TABLE card_book (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            key BLOB NOT NULL,
            held INTEGER NOT NULL
        ) STRICT;
        """
    )
    digests.keep(db, "card_words", ["tag"])
    digests.keep(db, "card_book", ["one"])


class LostCards:
    """`line` None: this terminal is not enrolled and nobody tells it anything."""

    def __init__(self, store: Store, line: HallLine | None, on_queue: RunOnQueue) -> None:
        self._store, self._line, self._on_queue = store, line, on_queue
        self._last: int | None = None  # nothing heard since the start
        self.told: Callable[[], None] = lambda: None  # who hears that the list has changed
        on_queue(lambda: store.migrate(MIGRATIONS))

    def want(self, last: int) -> None:
        """The hall's orders: its last word about cards has this number."""
        self._last = last

    def look(self) -> None:
        """Fetch the words that are missing; on the `catalogue` thread. A hall out of reach is asked again later.

        A hall that has fewer than are held was put back from a backup: it is asked, and tells everything anew.
        """
        while self._line is not None and self._last is not None and (held := self._held())[1] != self._last:
            try:
                words = self._fetch(self._line, *held)
            except PostError as error:
                log.info("lost_cards_not_fetched", reason=str(error.reason))
                return
            self._write(words)
            self.told()
            if words.until >= words.last:  # that may be more by now than the orders named
                return

    @property
    def held(self) -> str:
        """How many of the hall's words are held, for the technician."""
        number = self._held()[1]
        return f"word {number}" if self._last is None else f"word {number} of {self._last}"

    def lost(self, identity: Identity) -> bool:
        """Whether this card is out of use; an identity card never is. On the queue thread."""
        return _is_out(self._store.read, identity)

    def holder_lost(self, identity: Identity) -> bool:
        """Whether a card of this person is reported lost, whichever document was shown. On the queue thread."""
        key = self._key()
        if key is None:
            return False
        rows = self._store.read(
            "SELECT 1 FROM card_words WHERE holder = ? AND standing = ?",
            (holder_tag(identity.id_number, key), Standing.LOST.value),
        )
        return bool(rows)

    def refuse(self, identity: Identity | None, authority: Authority) -> Callable[[Tx], None] | None:
        """What custody asks in the transaction of an opening: raises `CardLost`. None: no card opens that door."""
        if identity is None or authority.kind not in _BY_CARD:
            return None

        def check(tx: Tx) -> None:
            if _is_out(lambda sql, values=(): tx.execute(sql, values).fetchall(), identity):
                raise CardLost("the card was reported lost")

        return check

    def _held(self) -> tuple[bytes | None, int]:
        rows = self._on_queue(lambda: self._store.read("SELECT key, held FROM card_book"))
        return (rows[0]["key"], rows[0]["held"]) if rows else (None, 0)

    def _key(self) -> bytes | None:
        rows = self._store.read("SELECT key FROM card_book")
        return rows[0]["key"] if rows else None

    def _fetch(self, line: HallLine, key: bytes | None, held: int) -> CardWords:
        named = key_name(key) if key is not None else ""
        words = parse(CardWords, line.call("GET", f"/api/v1/cards?after={held}&key={named}"))
        if words.since not in (0, held) or (words.until <= words.since and words.until < words.last):
            raise Unreachable(Reason.GARBAGE, "words about cards that do not follow what is held")
        return words

    def _write(self, words: CardWords) -> None:
        self._on_queue(lambda: self._take(words))
        log.info("lost_cards_fetched", detail=str(len(words.words)))

    def _take(self, words: CardWords) -> None:
        """All of one answer or nothing; the number up to which it goes is in the same transaction."""
        with self._store.transaction() as tx:
            if words.since == 0:
                tx.execute("DELETE FROM card_words")
            for word in words.words:
                _put(tx, word)
            tx.execute(
                "INSERT INTO card_book (one, key, held) VALUES (1, ?, ?)"
                " ON CONFLICT (one) DO UPDATE SET key = excluded.key, held = excluded.held",
                (words.key, words.until),
            )


def _is_out(read: Callable[..., Sequence[Any]], identity: Identity) -> bool:
    """Whether this card is out of use, by what `read` (a statement, its values) finds."""
    book = read("SELECT key FROM card_book")
    if not book or identity.kind is not Credential.SOCIAL_SECURITY_CARD:
        return False
    key = book[0][0]
    return bool(
        read(
            "SELECT 1 FROM card_words WHERE tag IN (?1, ?2)"
            " AND (issued_before IS NULL OR ?3 IS NULL OR ?3 < issued_before)",
            (
                holder_tag(identity.id_number, key),
                _tag_of(identity, key),
                identity.issued.isoformat() if identity.issued else None,
            ),
        )
    )


def _put(tx: Tx, word: CardWord) -> None:
    tx.execute("DELETE FROM card_words WHERE tag = ?", (word.tag,))
    if word.standing is Standing.FREE:
        return
    before = word.issued_before.isoformat() if word.issued_before else None
    tx.execute(
        "INSERT INTO card_words (tag, holder, issued_before, standing) VALUES (?, ?, ?, ?)",
        (word.tag, word.holder, before, word.standing.value),
    )


def _tag_of(identity: Identity, key: bytes) -> str:
    """The tag of a card; one whose number cannot be read has none that anybody reported."""
    try:
        number = fold_card(identity.card_number)
    except ValueError:
        return ""
    return card_tag(identity.id_number, number, key) if number else ""
