"""One thing pre-review finds."""

from dataclasses import dataclass

from contract.rule import FindingLevel
from contract.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: how much it weighs, by which rule, about which field or material, in words, for which items."""

    level: FindingLevel
    rule: str
    field: str | None
    material: str | None
    text: Text
    items: tuple[str, ...] = ()
