"""The closed list of reasons an officer may tick, so that residents get sentences a colleague would also have used.

Acceptance lists name the reject reasons allowed (domain 2.8); this set is a design, not sourced.
"""

from dataclasses import dataclass

from contract import form
from contract.catalogue import Catalogue, Field, Item
from contract.text import Language, Text
from hall.cases.models import Case, CaseItem


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `id` is what the form sends, `label` what the officer ticks, `text` what the resident reads."""

    id: str
    text: Text
    label: Text


OF_A_MATERIAL: dict[str, tuple[Text, Text]] = {
    "unclear": (
        Text(zh="看不清或有反光", en="Cannot be read, or has glare"),
        Text(
            zh="「{title}」看不清或有反光,请重新拍摄", en="{title}: cannot be read or has glare; please take it again"
        ),
    ),
    "incomplete": (
        Text(zh="缺页或未拍全", en="Pages missing or cut off"),
        Text(zh="「{title}」缺页或未拍全,请补齐各页", en="{title}: pages are missing or cut off; please add them"),
    ),
    "expired": (
        Text(zh="已过期或超出规定期限", en="Out of date or too old"),
        Text(
            zh="「{title}」已过期或超出规定期限,请更换", en="{title}: out of date or too old; please bring a valid one"
        ),
    ),
    "mismatch": (
        Text(zh="与表单不一致", en="Does not agree with the form"),
        Text(
            zh="「{title}」与表单所填信息不一致,请核对", en="{title}: does not agree with the form; please check both"
        ),
    ),
    "void": (
        Text(zh="已被撤销或停用", en="Revoked, or taken out of use"),
        Text(
            zh="「{title}」已被撤销或停用,请另行提交", en="{title}: was taken out of use; please hand it in another way"
        ),
    ),
    "wrong": (
        Text(zh="不是所需材料", en="Not the paper asked for"),
        Text(zh="「{title}」不是所需的材料,请更换", en="{title}: is not the paper asked for; please replace it"),
    ),
}


def _plain(id_: str, zh: str, en: str) -> Reason:
    return Reason(id_, Text(zh=zh, en=en), Text(zh=zh, en=en))


_OF_THE_CASE: tuple[Reason, ...] = (
    _plain("form", "表单填写有误或前后不一致,请更正", "The form has mistakes or contradicts itself; please correct it"),
    _plain("signature", "签名不清或缺失,请重新签名", "The signature is missing or cannot be read; please sign again"),
    _plain("contact", "联系电话无法接通,请更正", "The telephone number does not answer; please correct it"),
)
_CONTACT = "p.mobile"  # what the reason "contact" asks for
NOT_ACCEPTED: tuple[Reason, ...] = (
    _plain("elsewhere", "不属于本机关职权范围,请向有权机关申请", "Another office is responsible; please apply there"),
    _plain("not_eligible", "不符合申请条件", "The conditions for this service are not met"),
    _plain("already", "同一事项已有在办件或已取得结果", "The same matter is under way or already settled"),
    _plain("not_needed", "该事项依法无需申请", "By law nothing has to be applied for here"),
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What an officer may tick: reasons in groups (one a material, then those of the whole case), and fields."""

    groups: list[tuple[Text | None, list[Reason]]]
    fields: list[Field]

    @property
    def reasons(self) -> list[Reason]:
        """Every reason of every group."""
        return [reason for _title, group in self.groups for reason in group]


def of_correction(case: Case, catalogue: Catalogue) -> Choices:
    """What fits the whole case."""
    items = [catalogue.items[row.item] for row in case.items.all() if row.item in catalogue.items]
    return _choices(_counting(case), items, catalogue)


def of_task(task: CaseItem, catalogue: Catalogue) -> Choices:
    """What fits one department's task: only its own materials and fields."""
    item = catalogue.items.get(task.item)
    counting = _counting(task.case)
    asks = [use.material for use in item.materials if use.material in counting] if item else []
    return _choices(asks, [item] if item else [], catalogue)


def _counting(case: Case) -> list[str]:
    """The materials a case stands on: those handed in, and those whose slot is closed by what was there before."""
    filed = [row.material for row in case.materials.all()]
    return list(dict.fromkeys([*filed, *(cover.material for cover in case.covers.all())]))


def _choices(materials: list[str], items: list[Item], catalogue: Catalogue) -> Choices:
    groups: list[tuple[Text | None, list[Reason]]] = []
    for material in materials:
        known = catalogue.materials.get(material)
        title = known.title if known else Text(zh=material, en=material)
        groups.append((title, [_about(material, key, title) for key in OF_A_MATERIAL]))
    questions = form.build(items, catalogue).questions() if items else ()
    fields = [question.field for question in questions if not question.read_only]
    return Choices([*groups, (None, list(_OF_THE_CASE))], fields)


def wanted(chosen: list[str], fields: list[str], choices: Choices) -> tuple[list[str], list[str]]:
    """Materials to bring again and fields to fill in again, by the ticked reasons and fields; none not offered."""
    known = {reason.id for reason in choices.reasons}
    materials = [id_.partition(":")[0] for id_ in chosen if ":" in id_ and id_ in known]
    named = {*fields, *([_CONTACT] if "contact" in chosen else [])}
    asked = [field.id for field in choices.fields if field.id in named]
    return list(dict.fromkeys(materials)), asked


def said(chosen: list[str], offered: list[Reason], free: str, language: Language) -> list[str]:
    """The sentences of the ticked reasons, and the officer's own; an id that was not offered is left out."""
    ticked = [reason.text.in_(language) for reason in offered if reason.id in chosen]
    return [*ticked, *([free.strip()] if free.strip() else [])]


def _about(material: str, key: str, title: Text) -> Reason:
    label, text = OF_A_MATERIAL[key]
    told = Text(zh=text.zh.format(title=title.zh), en=text.en.format(title=title.en))
    return Reason(f"{material}:{key}", told, label)
