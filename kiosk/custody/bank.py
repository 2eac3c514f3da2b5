"""The bank's compartments and the choice among the free ones."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Size(StrEnum):
    """Compartment sizes, smallest first; `inner_mm` is (width, height, depth)."""

    S = "S"
    M = "M"
    L = "L"

    @property
    def inner_mm(self) -> tuple[int, int, int]:
        """Inner width, height and depth in mm (ours: an A4 envelope lies flat in every size)."""
        return _INNER_MM[self]

    def fits(self, wanted: "Size") -> bool:
        """Whether something of size `wanted` goes in here."""
        order = list(Size)
        return order.index(self) >= order.index(wanted)


_INNER_MM: dict[Size, tuple[int, int, int]] = {
    Size.S: (340, 80, 450),
    Size.M: (340, 180, 450),
    Size.L: (340, 380, 450),
}


@dataclass(frozen=True, slots=True)
class Compartment:
    """One door of the bank, numbered as painted. `low` can be reached from a wheelchair."""

    number: int
    size: Size
    low: bool = False


class BankFull(Exception):
    """No free compartment is large enough (domain 2.12, case 5)."""


def choose(free: Iterable[Compartment], size: Size, low: bool, resting: Collection[int] = frozenset()) -> Compartment:
    """The smallest fitting one; a low one first when wished, a high one first otherwise. Raises `BankFull`.

    `resting`: numbers that are only chosen when no other would do.
    """
    order = list(Size)
    fitting = [box for box in free if box.size.fits(size)]
    if not fitting:
        raise BankFull(f"no free compartment of size {size} or larger")
    return min(
        fitting,
        key=lambda box: (low and not box.low, box.number in resting, order.index(box.size), box.low, box.number),
    )


def room_for(free: Collection[Size], coming: Collection[Size]) -> bool:
    """Whether every parcel of `coming` still finds a free box large enough, each its own."""
    return all(
        sum(box.fits(size) for box in free) >= sum(parcel.fits(size) for parcel in coming) for size in set(coming)
    )
