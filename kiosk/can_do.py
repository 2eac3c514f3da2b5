"""How far this very terminal can take a service: what the catalogue promises stands on lockers it may not have."""

from contract.item import Here as CanDo
from contract.item import Item
from contract.scope import Taken
from kiosk.bank_map import BankMap


def can_do(item: Item, bank: BankMap, taken: Taken = Taken.HERE) -> CanDo:
    """The catalogue's word; an original that no locker takes has to be brought to the office (domain 2.4).

    Of what only another district takes there is nothing here but what to know about it.
    """
    if taken is Taken.ELSEWHERE:
        return CanDo.INFO
    brings = any(use.original and use.required for use in item.materials)
    return CanDo.UP_TO_LOCKER if item.here is CanDo.WHOLE and brings and not bank.columns else item.here
