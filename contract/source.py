"""Departments that hold a fact, and the questions they answer (internal verification, domain 2.2).

A question names the smallest thing that settles a rule. The names of questions, and what is verified besides marriage,
are ours; each says how sure its basis is.
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Any

import pydantic

from contract.part import Part
from contract.text import Text


@unique
class Source(StrEnum):
    """A department that answers; which of them are connected is the hall's own setting."""

    CIVIL_AFFAIRS = "civil_affairs"
    PUBLIC_SECURITY = "public_security"
    HUMAN_RESOURCES = "human_resources"
    NATURAL_RESOURCES = "natural_resources"


SOURCE_TEXT: dict[Source, Text] = {
    Source.CIVIL_AFFAIRS: Text(zh="民政部门", en="Civil affairs"),
    Source.PUBLIC_SECURITY: Text(zh="公安机关", en="Public security"),
    Source.HUMAN_RESOURCES: Text(zh="人力资源社会保障部门", en="Human resources and social security"),
    Source.NATURAL_RESOURCES: Text(zh="规划和自然资源部门", en="Planning and natural resources"),
}


@unique
class LookUpAnswer(StrEnum):
    """The five answers (domain 2.2). `NO_RECORD` is not the same as `NO`."""

    YES = "yes"
    NO = "no"
    NO_RECORD = "no_record"
    AMBIGUOUS = "ambiguous"
    SOURCE_UNAVAILABLE = "source_unavailable"


ANSWER_TEXT: dict[LookUpAnswer, Text] = {
    LookUpAnswer.YES: Text(zh="已核实,无需提交材料", en="Verified: nothing to hand in"),
    LookUpAnswer.NO: Text(zh="部门的记录与您填写的不一致", en="The office's record differs from what you stated"),
    LookUpAnswer.NO_RECORD: Text(
        zh="部门没有查到记录,由您签字说明,工作人员再核对",
        en="The office has no record: you sign a statement, and staff look into it",
    ),
    LookUpAnswer.AMBIGUOUS: Text(zh="需要工作人员核对,您无需另交证明", en="A person has to check; nothing to hand in"),
    LookUpAnswer.SOURCE_UNAVAILABLE: Text(
        zh="部门系统暂不可用,您无需另交证明,稍后由我们继续核查",
        en="The office cannot be asked at present. Nothing to hand in; we go on asking",
    ),
}


MAX_STATED = 40  # characters of an answer that goes into a question: values of a choice, dates, never free text


class Verify(Part):
    """What a source can be asked instead of a paper. `stated`: the field whose answer is put into the question."""

    source: Source
    question: str = pydantic.Field(pattern=r"^[a-z]+\.[a-z_]+$")
    stated: str | None = None
    fact: Text
    basis: Text
    evidence: str

    def asked(self, answers: Mapping[str, Any]) -> str | None:
        """The question as it is sent, such as `marital.is(married)`; None while the field has no usable answer."""
        if self.stated is None:
            return self.question
        value = answers.get(self.stated)
        usable = isinstance(value, str) and 0 < len(value) <= MAX_STATED and value.isprintable()
        return f"{self.question}({value})" if usable else None
