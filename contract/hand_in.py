"""One hand-in (一次交件): what a person brings, merged by kind and specification, not by item (domain 2.11).

Two needs become one line when one paper can meet both, and then the stricter specification counts. Otherwise they stay
two lines, and the second says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contract.catalogue import Catalogue
from contract.item import Item, MaterialUse
from contract.question import answers_of
from contract.spec import Spec
from contract.text import Text

_OTHER_MAKE = Text(zh="与上一份同类材料的要求不同", en="It is not the same make as the one above")
_WHY_APART: dict[str, Text] = {
    "size": Text(zh="照片尺寸不同", en="The photographs differ in size"),
    "background": Text(zh="照片底色不同", en="The photographs differ in background"),
    "receipt": Text(zh="照片回执不同", en="The photographs' receipts differ"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """One line of the hand-in. `spec` is the strictest any item asks; `copies` how many offices keep a paper one.

    `apart` says why this could not be the same paper as an earlier line of its kind; None where there is none.
    """

    use: MaterialUse
    spec: Spec
    items: tuple[str, ...]
    copies: int
    apart: Text | None = None


def needs(items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]) -> tuple[Need, ...]:
    """What this person has to hand in, in the order of the items."""
    wanted = ((item.id, use) for item in items for use in item.materials if use.needed(answers_of(item.id, answers)))
    return _merged(wanted, catalogue)


def offers(items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]) -> tuple[Need, ...]:
    """What a person may hand in besides; never what `needs` names."""
    needed = {need.use.material for need in needs(items, catalogue, answers)}
    offered = ((item.id, use) for item in items for use in item.materials if use.offered(answers_of(item.id, answers)))
    return _merged(((item, use) for item, use in offered if use.material not in needed), catalogue)


def verified_only(items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]) -> tuple[Need, ...]:
    """What offices check among themselves and never ask of the person (domain 2.2)."""
    uses = ((item.id, use) for item in items for use in item.materials if not use.asked)
    wanted = ((id_, use) for id_, use in uses if use.when is None or use.when.holds(answers_of(id_, answers)))
    return _merged(((id_, use) for id_, use in wanted if catalogue.materials[use.material].verify), catalogue)


def slots(items: Sequence[Item], catalogue: Catalogue) -> tuple[Need, ...]:
    """Every slot the items can open, whatever is answered, those that offices fill among themselves included."""
    return _merged(((item.id, use) for item in items for use in item.materials), catalogue)


def merge_uses(first: MaterialUse, second: MaterialUse) -> MaterialUse:
    """Two items' uses of one paper in one: a scan or an original wanted by one serves both, the stricter one's note."""
    stricter = second if (second.original, second.scan) > (first.original, first.scan) else first
    wanted = {"scan": first.scan or second.scan, "original": first.original or second.original, "when": None}
    return stricter.model_copy(update={**wanted, "material": first.material})


def asked_again(items: Sequence[Item], materials: Sequence[str]) -> list[MaterialUse]:
    """How the materials of a second hand-in are handed in: as their items take them, one nobody names by photograph."""
    known: dict[str, MaterialUse] = {}
    for use in (use for item in items for use in item.materials if use.asked):
        known[use.material] = merge_uses(known[use.material], use) if use.material in known else use
    return [known.get(material) or MaterialUse(material=material) for material in materials]


def _merged(uses: Iterator[tuple[str, MaterialUse]], catalogue: Catalogue) -> tuple[Need, ...]:
    lines: list[Need] = []
    for item, use in uses:
        need = _need(item, use, catalogue)
        for place, line in enumerate(lines):
            both = _both(line, need, catalogue)
            if isinstance(both, Need):
                lines[place] = both
                break
            need = replace(need, apart=need.apart or both)
        else:
            lines.append(need)
    return tuple(lines)


def _need(item: str, use: MaterialUse, catalogue: Catalogue) -> Need:
    own = catalogue.materials[use.material].spec
    spec = own.meet(use.spec) if use.spec else own
    if spec is None:
        raise ValueError(f"{item}: {use.material}: its specification contradicts the material's own")
    return Need(use, spec, (item,), int(use.kept))


def _both(line: Need, need: Need, catalogue: Catalogue) -> Need | Text | None:
    """One line for both, or why they are two; None when they are simply different papers."""
    first, second = catalogue.materials[line.use.material], catalogue.materials[need.use.material]
    if (first.what, first.subject) != (second.what, second.subject):
        return None
    spec = line.spec.meet(need.spec)
    if spec is None:
        return _WHY_APART[line.spec.clash(need.spec)]
    if first.id != second.id and spec not in (line.spec, need.spec):
        return _OTHER_MAKE  # neither is the stricter: no paper of the catalogue is both
    use = merge_uses(line.use, need.use)
    if first.id != second.id and spec != line.spec:
        use = use.model_copy(update={"material": need.use.material})
    return Need(use, spec, line.items + need.items, line.copies + need.copies, line.apart)
