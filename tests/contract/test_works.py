""" "Can be done here" is never wrong (domain 2.4): what the catalogue says of each service agrees with what it asks."""

import pytest

from contract.catalogue import load
from contract.item import Here, Item, ItemKind

ALL = load()
COME = ("须到场", "须本人到场", "到场采集", "亲自")


@pytest.mark.parametrize("item", ALL.items.values(), ids=list(ALL.items))
def test_what_can_be_done_here_is_never_said_of_what_cannot(item: Item) -> None:
    """Whole: nobody has to come, nothing is paid, and no original that must not travel is asked for."""
    said = [item.promised, item.fee, *item.conditions, *(use.note for use in item.materials if use.note)]
    comes = any(word in text.zh for text in said for word in COME) or item.kind is ItemKind.PRESENCE
    pays = not (item.fee.zh == "免费" or "本机不收费" in item.fee.zh)
    if item.here in (Here.WHOLE, Here.UP_TO_LOCKER):
        assert not comes
        assert not pays
        assert not [use.material for use in item.materials if ALL.materials[use.material].by_hand and use.original]
    if comes or pays:
        assert item.here in (Here.PREPARE, Here.INFO)
    if item.here is Here.UP_TO_LOCKER:
        assert any(use.original for use in item.materials)
