"""What every screen is, and the small parts several screens are made of."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Screen:
    """Base of all screens."""

    EVENTS: ClassVar[tuple[str, ...]] = ()

    @property
    def view(self) -> str:
        """The name of the QML file that shows it."""
        return type(self).__name__

    def values(self) -> dict[str, Any]:
        """The fields as plain dicts and lists."""
        return asdict(self)


@dataclass(frozen=True)
class Tile:
    """One thing to choose. `icon` names a file of ui/qml/icons; `badge` is a short word or empty."""

    id: str
    title: str
    subtitle: str = ""
    icon: str = ""
    badge: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class Row:
    """A label and its value; `note` says where the value came from or what it means; `tone` colours it."""

    label: str
    value: str
    note: str = ""
    tone: str = "plain"  # plain | good | warn | bad


@dataclass(frozen=True)
class Section:
    """Rows under a heading; `edit` is the data of the `edit` event, empty when it cannot be changed."""

    title: str
    rows: list[Row]
    edit: str = ""


@dataclass(frozen=True)
class Choice:
    """One option of a question."""

    value: str
    label: str
