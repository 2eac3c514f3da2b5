"""The list of lost cards on the disk, and what custody asks of it in the transaction of an opening (domain 2.3)."""

from typing import Any

import pytest

from contract.failures import ENTRIES, Failure
from contract.lost_cards import CardWord, CardWords, Standing, card_tag, holder_tag
from contract.parcel import Holder
from drivers.roles import CardEvent
from kiosk.custody.rights import CardLost
from kiosk.custody.words import Authority, Purpose
from tests.kiosk.conftest import NUMBER, Build, Play, resident
from tests.kiosk.test_doors import CODE, TAG, on_locker, result

KEY = bytes(range(32))
CARD = resident().card_number


def word(number: int, standing: Standing = Standing.LOST, card: str = CARD) -> CardWord:
    return CardWord(number=number, tag=card_tag(NUMBER, card, KEY), holder=holder_tag(NUMBER, KEY), standing=standing)


def take(play: Play, *words: CardWord, since: int = 0, until: int = 0, key: bytes = KEY) -> None:
    """As one answer of the hall is written; the visit is not told."""
    until = until or max((one.number for one in words), default=since)
    answer = CardWords.model_construct(key=key, since=since, until=until, last=until, words=list(words))
    on_queue(play, lambda: play.terminal.lost_cards._take(answer))


def on_queue(play: Play, call: Any) -> Any:
    return play.terminal.submit("queue", call).result(30)


def lost(play: Play) -> bool:
    return bool(on_queue(play, lambda: play.terminal.lost_cards.lost(resident())))


def refusals(play: Play) -> list[tuple[str, str]]:
    read = play.terminal.store.read
    rows = on_queue(play, lambda: read("SELECT parcel, detail FROM journal WHERE entry = 'refused' ORDER BY sequence"))
    return [tuple(row) for row in rows]


def test_a_card_that_became_lost_after_sign_on_opens_no_door_and_the_refusal_is_journaled(play: Play) -> None:
    play.begin()
    parcel, _ = result(play)
    play.card()
    play.until("Home")
    take(play, word(1))  # the visit has not heard of it yet: custody is the last to ask
    pulses = dict(play.bank.pulses)
    play.say("choose", id="collect")
    assert play.until("Fault").sentence == ENTRIES[Failure.CARD_LOST].sentence.zh
    assert play.bank.pulses == pulses
    assert refusals(play) == [(parcel, f'{{"purpose": "take", "reason": "CardLost", "reference": "{parcel}"}}')]
    assert on_locker(play, lambda: play.terminal.custody.parcel(parcel)).holder is Holder.BOX


def test_the_code_still_opens_the_box_for_whoever_lost_the_card(play: Play) -> None:
    play.begin()
    parcel, box = result(play)
    take(play, word(1))
    play.card()
    play.until("InsertCard", problem=ENTRIES[Failure.CARD_LOST].sentence.zh)
    play.card(CardEvent.REMOVED)
    play.say("pickup")
    play.say("code", code=CODE)
    play.until("DoorScreen", phase="open", compartment=box)
    play.bank.take(box)
    play.bank.push(box)
    play.until("Collected")
    assert on_locker(play, lambda: play.terminal.custody.parcel(parcel)).holder is Holder.RESIDENT


@pytest.mark.parametrize("kind", ["resident-card", "proxy-card"])
def test_neither_the_applicants_nor_the_proxys_lost_card_opens_a_door(play: Play, kind: str) -> None:
    play.begin()
    parcel, box = result(play)
    take(play, word(1))
    custody, cards = play.terminal.custody, play.terminal.lost_cards
    check = cards.refuse(resident(), Authority(kind, TAG, parcel))
    with pytest.raises(CardLost):
        on_locker(play, lambda: custody.open(box, Authority("resident-card", TAG, parcel), Purpose.TAKE, parcel, check))
    for other in ("courier", "station", "technician", "pickup-code", "pickup-qr"):
        assert cards.refuse(resident(), Authority(other, "600001")) is None
    assert cards.refuse(None, Authority(kind, TAG)) is None


def test_the_list_outlives_a_restart(enrolled: Any, build: Build) -> None:
    play = build()
    play.begin()
    take(play, word(1))
    play = build()
    play.begin()
    assert lost(play)
    assert play.terminal.lost_cards._held() == (KEY, 1)


def test_a_word_takes_the_place_of_the_one_before_and_a_new_beginning_that_of_all(play: Play) -> None:
    play.begin()
    take(play, word(1))
    take(play, word(2, Standing.FREE), since=1)
    assert not lost(play)
    take(play, word(3, Standing.REPLACED), since=2)
    assert lost(play)
    take(play, word(1, card="C00000016"), since=0)
    assert not lost(play)


def test_the_same_answer_again_changes_nothing(play: Play) -> None:
    play.begin()
    for _ in range(2):
        take(play, word(1), since=0)
    assert lost(play)
    assert play.terminal.lost_cards._held() == (KEY, 1)


def test_hashes_of_another_key_know_nobody(play: Play) -> None:
    play.begin()
    take(play, word(1), key=bytes(32))
    assert not lost(play)


def test_a_row_whose_bits_were_turned_is_found(play: Play) -> None:
    play.begin()
    take(play, word(1))

    def turn() -> list[str]:
        connection = play.terminal.store.connection
        connection.execute("DROP TRIGGER card_words_digest_kept")
        connection.execute("UPDATE card_words SET issued_before = '1900-01-01'")
        return list(_altered(play))

    assert any(line.startswith("card_words") for line in on_queue(play, turn))


def _altered(play: Play) -> Any:
    from offline_queue import digests

    return digests.altered(play.terminal.store.connection)


def test_no_number_of_a_person_or_card_is_in_the_list(play: Play) -> None:
    play.begin()
    take(play, word(1))
    rows = on_queue(play, lambda: play.terminal.store.read("SELECT * FROM card_words"))
    kept = repr([tuple(row) for row in rows])
    assert NUMBER not in kept
    assert CARD not in kept


def test_without_a_hall_there_is_no_list_and_nobody_is_refused(play: Play) -> None:
    play.begin()
    assert not lost(play)
    assert not on_queue(play, lambda: play.terminal.lost_cards.holder_lost(resident()))
