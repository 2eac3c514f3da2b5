"""The bank as it stands in the room: which column, how high, and the words for it."""

from dataclasses import dataclass
from typing import Any

from contract.text import Language, Text

_WHERE = Text(zh="左起第 {0} 列,从上数第 {1} 个", en="column {0} from the left, number {1} from the top")


@dataclass(frozen=True, slots=True)
class Place:
    """One door on the map; `height` in units of the smallest door."""

    number: int
    column: int
    height: float


class BankMap:
    """Doors by column, top to bottom in the order given."""

    def __init__(self, places: list[Place]) -> None:
        self._places = {place.number: place for place in places}
        self.columns = max((place.column for place in places), default=-1) + 1

    def place(self, number: int) -> tuple[int, float]:
        """Column and height of a door."""
        place = self._places[number]
        return place.column, place.height

    def where(self, number: int, language: Language) -> str:
        """Where to look for a door, in words."""
        place = self._places[number]
        above = [one for one in self._places.values() if one.column == place.column]
        return _WHERE.in_(language).format(place.column + 1, above.index(place) + 1)

    def drawn(self, here: int) -> list[dict[str, Any]]:
        """Every door for the drawing, `here` highlighted."""
        return [
            {"number": place.number, "column": place.column, "height": place.height, "here": place.number == here}
            for place in self._places.values()
        ]
