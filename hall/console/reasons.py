"""The closed list of reasons an officer may tick, so that residents get sentences a colleague would also have used.

Acceptance lists name the reject reasons allowed (domain 2.8); this set is a design, not sourced.
"""

from dataclasses import dataclass

from contract.catalogue import Catalogue
from contract.text import Language, Text
from hall.cases.models import Case


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `id` is what the form sends, `label` what the officer ticks, `text` what the resident reads."""

    id: str
    text: Text
    label: Text


_OF_A_MATERIAL: dict[str, tuple[Text, Text]] = {
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
NOT_ACCEPTED: tuple[Reason, ...] = (
    _plain("elsewhere", "不属于本机关职权范围,请向有权机关申请", "Another office is responsible; please apply there"),
    _plain("not_eligible", "不符合申请条件", "The conditions for this service are not met"),
    _plain("already", "同一事项已有在办件或已取得结果", "The same matter is under way or already settled"),
    _plain("not_needed", "该事项依法无需申请", "By law nothing has to be applied for here"),
)


def of_correction(case: Case, catalogue: Catalogue) -> list[tuple[Text | None, list[Reason]]]:
    """The reasons that fit this case, grouped: one group a material (under its title), then those of the whole case."""
    groups: list[tuple[Text | None, list[Reason]]] = []
    for filed in case.materials.all():
        known = catalogue.materials.get(filed.material)
        title = known.title if known else Text(zh=filed.material, en=filed.material)
        groups.append((title, [_about(filed.material, key, title) for key in _OF_A_MATERIAL]))
    return [*groups, (None, list(_OF_THE_CASE))]


def said(chosen: list[str], offered: list[Reason], free: str, language: Language) -> list[str]:
    """The sentences of the ticked reasons, and the officer's own; an id that was not offered is left out."""
    ticked = [reason.text.in_(language) for reason in offered if reason.id in chosen]
    return [*ticked, *([free.strip()] if free.strip() else [])]


def _about(material: str, key: str, title: Text) -> Reason:
    label, text = _OF_A_MATERIAL[key]
    told = Text(zh=text.zh.format(title=title.zh), en=text.en.format(title=title.en))
    return Reason(f"{material}:{key}", told, label)
