"""What the pre-review finds about papers: missing, to come by envelope, or too many pages."""

from collections.abc import Iterator, Mapping, Sequence, Set

from contract.catalogue import Catalogue
from contract.finding import Finding
from contract.hand_in import Need
from contract.item import Item
from contract.rule import FindingLevel
from contract.text import Text


def of_materials(
    items: Sequence[Item],
    lacking: Sequence[Need],
    catalogue: Catalogue,
    materials: Mapping[str, int],
    originals: set[str],
    not_photographed: frozenset[str],
) -> Iterator[Finding]:
    """What is missing of the papers `lacking`, and what is more than may be handed in.

    `materials`: pages by material; `originals`: which come by envelope; `not_photographed`: those that staff will read.
    """
    for need in lacking:
        yield from _photographed(need, catalogue, materials, originals & not_photographed)
        if need.use.original and need.use.material not in originals:
            kind = catalogue.materials[need.use.material]
            text = Text(
                zh=f"请把“{kind.title.zh}”原件放进信封",
                en=f"Please put the original into the envelope: {kind.title.en}",
            )
            yield Finding(FindingLevel.FIX, "original_missing", None, need.use.material, text, need.items)
    yield from _too_many_pages(items, catalogue, materials)


def _photographed(
    need: Need, catalogue: Catalogue, materials: Mapping[str, int], by_locker: Set[str]
) -> Iterator[Finding]:
    """`by_locker`: papers whose original staff will look at, since they could not be photographed."""
    use, kind = need.use, catalogue.materials[need.use.material]
    pages = materials.get(use.material, 0)
    if use.scan and use.original and pages < kind.pages_min and use.material in by_locker:
        text = Text(
            zh=f"“{kind.title.zh}”没有拍清,工作人员会看信封里的原件",
            en=f"Not photographed; staff will look at the original in the envelope: {kind.title.en}",
        )
        yield Finding(FindingLevel.PERSON_NEEDED, "material_by_locker", None, use.material, text, need.items)
    elif use.scan and pages < kind.pages_min:
        text = Text(
            zh=f"请拍摄“{kind.title.zh}”,至少 {kind.pages_min} 页",
            en=f"Please photograph: {kind.title.en}, pages needed: {kind.pages_min}",
        )
        yield Finding(FindingLevel.FIX, "material_missing", None, use.material, text, need.items)


def _too_many_pages(items: Sequence[Item], catalogue: Catalogue, materials: Mapping[str, int]) -> Iterator[Finding]:
    for id_, pages in materials.items():
        known = catalogue.materials.get(id_)
        if known is not None and pages > known.pages_max:
            text = Text(
                zh=f"“{known.title.zh}”最多 {known.pages_max} 页,请删去多余的页",
                en=f"Too many pages, at most {known.pages_max}: {known.title.en}",
            )
            wanting = tuple(item.id for item in items if id_ in {use.material for use in item.materials})
            yield Finding(FindingLevel.FIX, "material_pages", None, id_, text, wanting)
