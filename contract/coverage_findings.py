"""What the answers of other offices mean to pre-review: none of them ever asks for the paper (domain 2.2)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract.catalogue import Catalogue
from contract.covered import Covered, Way
from contract.finding import Finding
from contract.item import Item
from contract.question import field_id
from contract.rule import FindingLevel
from contract.source import LookUpAnswer
from contract.text import Text

_LEVELS = {
    LookUpAnswer.NO: FindingLevel.FIX,
    LookUpAnswer.NO_RECORD: FindingLevel.PERSON_NEEDED,
    LookUpAnswer.AMBIGUOUS: FindingLevel.PERSON_NEEDED,
    LookUpAnswer.SOURCE_UNAVAILABLE: FindingLevel.NOTE,
}
_SAID: dict[LookUpAnswer, Text] = {
    LookUpAnswer.NO: Text(
        zh="{source}的记录与您填写的“{fact}”不一致。填错了请改;记录有误请在核查页点“记录有误”",
        en="{source} has another record of: {fact}. Mend what you stated, or say that the record is wrong",
    ),
    LookUpAnswer.NO_RECORD: Text(
        zh="{source}没有查到“{fact}”的记录。您签名即表示所填属实,由工作人员核对,无需另交证明",
        en="{source} has no record of: {fact}. By signing you state that it is true; staff check, nothing to hand in",
    ),
    LookUpAnswer.AMBIGUOUS: Text(
        zh="“{fact}”需要工作人员与{source}核对,无需另交证明",
        en="Staff have to check this with {source}, nothing to hand in: {fact}",
    ),
    LookUpAnswer.SOURCE_UNAVAILABLE: Text(
        zh="{source}系统暂不可用,“{fact}”由我们继续核查,您无需另交证明",
        en="{source} cannot be asked at present. We go on asking, nothing to hand in: {fact}",
    ),
}
_DISPUTED = Text(
    zh="您认为{source}的“{fact}”记录有误,已代为提出更正,由工作人员核对",
    en="You say that the record of {source} is wrong; its correction is asked for and staff check: {fact}",
)


def of_look_ups(
    items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any], covered: Sequence[Covered]
) -> Iterator[Finding]:
    """One finding an answer that is not yes; a record the resident calls wrong is for staff, not for argument."""
    for one in covered:
        material = catalogue.materials.get(one.material)
        wanting = [item.id for item in items if one.material in {use.material for use in item.materials}]
        if one.way is not Way.VERIFICATION or one.answer not in _LEVELS or material is None or not wanting:
            continue
        fact, stated = material.title, None
        if material.verify is not None:
            fact, stated = material.verify.fact, material.verify.stated
        said, level = _SAID[one.answer], _LEVELS[one.answer]
        if one.answer is LookUpAnswer.NO and one.disputed:
            said, level = _DISPUTED, FindingLevel.PERSON_NEEDED
        field = field_id(wanting[0], stated, answers) if stated and level is FindingLevel.FIX else None
        text = Text(
            zh=said.zh.format(source=one.source.zh, fact=fact.zh), en=said.en.format(source=one.source.en, fact=fact.en)
        )
        yield Finding(level, f"look_up_{one.answer.value}", field, None, text, tuple(wanting))
