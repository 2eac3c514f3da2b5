"""Pre-review (一网预审): every finding at once, by the same rules at the terminal and at the hall (domain 2.11).

Pre-review is not acceptance: a PASS means 预审通过,待受理. The verdict keeps the rules' version so it can be replayed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Any

from contract import answer, form
from contract.catalogue import Catalogue
from contract.item import Check, FindingLevel, Item, MaterialUse, Rule
from contract.people import age_on, birth_of, birthday, id_problem, sex_of
from contract.text import Text

RULES = "2"  # grows with every change of the rules in this module; the catalogue's version covers the rules in TOML


@unique
class VerdictKind(StrEnum):
    """What pre-review says of a whole hand-in."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    PASS_WITH_NOTE = "pass_with_note"  # noqa: S105
    FIX = "fix"
    PERSON_NEEDED = "person_needed"
    NOT_FOR_YOU = "not_for_you"


VERDICT_TEXT: dict[VerdictKind, Text] = {
    VerdictKind.PASS: Text(zh="预审通过,待受理", en="Pre-review passed; waiting to be accepted"),
    VerdictKind.PASS_WITH_NOTE: Text(
        zh="预审通过(有提示),待受理", en="Pre-review passed with a note; waiting to be accepted"
    ),
    VerdictKind.FIX: Text(zh="有几处需要修改", en="Some things need correcting"),
    VerdictKind.PERSON_NEEDED: Text(
        zh="可以提交,由工作人员核对后再受理", en="You can submit; staff will check before it is accepted"
    ),
    VerdictKind.NOT_FOR_YOU: Text(zh="目前不符合办理条件", en="The conditions are not met at present"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: how much it weighs, by which rule, about which field or material, in words."""

    level: FindingLevel
    rule: str
    field: str | None
    material: str | None
    text: Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole answer; `findings` heaviest first."""

    kind: VerdictKind
    findings: tuple[Finding, ...]
    rules_version: str

    @property
    def may_submit(self) -> bool:
        """Whether the hand-in may be submitted as it is."""
        return self.kind in (VerdictKind.PASS, VerdictKind.PASS_WITH_NOTE, VerdictKind.PERSON_NEEDED)


_HEAVIEST_FIRST = (FindingLevel.NOT_FOR_YOU, FindingLevel.FIX, FindingLevel.PERSON_NEEDED, FindingLevel.NOTE)
_KIND = {
    FindingLevel.NOT_FOR_YOU: VerdictKind.NOT_FOR_YOU,
    FindingLevel.FIX: VerdictKind.FIX,
    FindingLevel.PERSON_NEEDED: VerdictKind.PERSON_NEEDED,
    FindingLevel.NOTE: VerdictKind.PASS_WITH_NOTE,
}
_AFTER_BIRTH = ("p.live_since", "u.date", "h.marry_date")
_IN_THE_PAST = ("p.birth", "p.live_since", "u.date", "h.marry_date", "k.birth")
_OTHER_PEOPLE = ("agent.id_no", "s.id_no", "k.id_no")


def review(
    items: Sequence[Item],
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    materials: Mapping[str, int],
    originals_promised: set[str],
    today: date,
    not_photographed: frozenset[str] = frozenset(),
) -> Verdict:
    """Review a hand-in; `materials`: pages captured by material; `originals_promised`: what goes into the envelope.

    `not_photographed`: materials whose original comes in place of a picture, because none could be taken; a person has
    to look at them (kiosk requirements L-08).
    """
    findings: list[Finding] = [
        *_answers_complete(items, catalogue, answers),
        *_identity(catalogue, answers),
        *_consistent(catalogue, answers, today),
        *_materials_complete(items, catalogue, answers, materials, originals_promised, not_photographed),
    ]
    for item in items:
        findings += _own_rules(item, answers, {*materials, *originals_promised}, today)
    findings = sorted(dict.fromkeys(findings), key=lambda finding: _HEAVIEST_FIRST.index(finding.level))
    kind = _KIND[findings[0].level] if findings else VerdictKind.PASS
    return Verdict(kind, tuple(findings), f"{RULES}-{catalogue.version}")


def required_materials(
    items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]
) -> tuple[MaterialUse, ...]:
    """What this person has to hand in, merged by kind (一次交件): a scan or an original wanted by one serves all."""
    merged: dict[str, MaterialUse] = {}
    for item in items:
        for use in item.materials:
            if not use.needed(answers):
                continue
            before = merged.get(use.material)
            merged[use.material] = merge_needs(before, use) if before else use
    return tuple(merged.values())


def optional_materials(items: Sequence[Item], answers: Mapping[str, Any]) -> tuple[MaterialUse, ...]:
    """What a person may hand in besides, merged by kind; never what `required_materials` names."""
    needed = {use.material for item in items for use in item.materials if use.needed(answers)}
    merged: dict[str, MaterialUse] = {}
    for item in items:
        for use in item.materials:
            offered = use.asked and not use.required and (use.when is None or use.when.holds(answers))
            if offered and use.material not in needed:
                before = merged.get(use.material)
                merged[use.material] = merge_needs(before, use) if before else use
    return tuple(merged.values())


def merge_needs(first: MaterialUse, second: MaterialUse) -> MaterialUse:
    """Two items' needs of one kind in one: the stricter of both, with the note of the one that is stricter."""
    stricter = second if (second.original, second.scan) > (first.original, first.scan) else first
    return stricter.model_copy(
        update={"scan": first.scan or second.scan, "original": first.original or second.original, "when": None}
    )


def _found(
    level: FindingLevel, rule: str, text: Text, *, field: str | None = None, material: str | None = None
) -> Finding:
    return Finding(level, rule, field, material, text)


def _answers_complete(items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]) -> Iterator[Finding]:
    for question in form.build(items, catalogue).questions():
        value = answers.get(question.field.id)
        problem = form.problem(question, value, answers)
        if problem is not None:
            rule = "complete" if answer.is_empty(value) else "format"
            yield _found(FindingLevel.FIX, rule, problem, field=question.field.id)


def _identity(catalogue: Catalogue, answers: Mapping[str, Any]) -> Iterator[Finding]:
    for owner in ("p", "k"):
        number = str(answers.get(f"{owner}.id_no") or "")
        if not number or id_problem(number) is not None:
            continue
        birth, sex = birth_of(number), sex_of(number)
        for id_, stated in ((f"{owner}.sex", sex), (f"{owner}.birth", birth.isoformat() if birth else None)):
            given = answers.get(id_)
            if stated is not None and given is not None and given != stated:
                label = catalogue.fields[id_].label
                text = Text(
                    zh=f"“{label.zh}”与证件号码不一致,请核对", en=f"{label.en} does not agree with the identity number"
                )
                yield _found(FindingLevel.FIX, "identity", text, field=id_)


def _consistent(catalogue: Catalogue, answers: Mapping[str, Any], today: date) -> Iterator[Finding]:
    yield from _dates(catalogue, answers, today)
    own = answers.get("p.id_no")
    for id_ in _OTHER_PEOPLE:
        if own and answers.get(id_) == own:
            label = catalogue.fields[id_].label
            text = Text(
                zh=f"“{label.zh}”与申请人证件号码相同,请核对", en=f"{label.en} is the applicant's own; please check"
            )
            yield _found(FindingLevel.FIX, "consistency", text, field=id_)


def _dates(catalogue: Catalogue, answers: Mapping[str, Any], today: date) -> Iterator[Finding]:
    birth = answer.day_of(answers.get("p.birth"))
    for id_ in dict.fromkeys((*_IN_THE_PAST, *_AFTER_BIRTH)):
        day = answer.day_of(answers.get(id_))
        if day is None:
            continue
        label = catalogue.fields[id_].label
        if day > today:
            text = Text(zh=f"“{label.zh}”还没有到,请核对", en=f"{label.en} lies in the future; please check")
            yield _found(FindingLevel.FIX, "consistency", text, field=id_)
        elif birth is not None and id_ in _AFTER_BIRTH and day < birth:
            text = Text(zh=f"“{label.zh}”早于出生日期,请核对", en=f"{label.en} lies before the birth; please check")
            yield _found(FindingLevel.FIX, "consistency", text, field=id_)
    slot = answer.slot_day(answers.get("e.appoint"))
    if slot is not None and slot <= today:
        text = Text(zh="预约日期须在今天之后", en="The appointment has to be after today")
        yield _found(FindingLevel.FIX, "consistency", text, field="e.appoint")


def _materials_complete(
    items: Sequence[Item],
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    materials: Mapping[str, int],
    originals: set[str],
    not_photographed: frozenset[str],
) -> Iterator[Finding]:
    for use in required_materials(items, catalogue, answers):
        kind = catalogue.materials[use.material]
        pages = materials.get(use.material, 0)
        if use.scan and use.original and pages < kind.pages_min and use.material in not_photographed & originals:
            text = Text(
                zh=f"“{kind.title.zh}”没有拍清,工作人员会看信封里的原件",
                en=f"Not photographed; staff will look at the original in the envelope: {kind.title.en}",
            )
            yield _found(FindingLevel.PERSON_NEEDED, "material_by_locker", text, material=use.material)
        elif use.scan and pages < kind.pages_min:
            text = Text(
                zh=f"请拍摄“{kind.title.zh}”,至少 {kind.pages_min} 页",
                en=f"Please photograph: {kind.title.en}, pages needed: {kind.pages_min}",
            )
            yield _found(FindingLevel.FIX, "material_missing", text, material=use.material)
        if use.original and use.material not in originals:
            text = Text(
                zh=f"请把“{kind.title.zh}”原件放进信封",
                en=f"Please put the original into the envelope: {kind.title.en}",
            )
            yield _found(FindingLevel.FIX, "original_missing", text, material=use.material)
    for id_, pages in materials.items():
        known = catalogue.materials.get(id_)
        if known is not None and pages > known.pages_max:
            text = Text(
                zh=f"“{known.title.zh}”最多 {known.pages_max} 页,请删去多余的页",
                en=f"Too many pages, at most {known.pages_max}: {known.title.en}",
            )
            yield _found(FindingLevel.FIX, "material_pages", text, material=id_)


def _own_rules(item: Item, answers: Mapping[str, Any], given: set[str], today: date) -> Iterator[Finding]:
    for rule in item.rules:
        if not _met(rule, answers, given, today):
            yield _found(rule.level, f"{item.id}.{rule.rule}", rule.text, field=rule.field, material=rule.material)


def _met(rule: Rule, answers: Mapping[str, Any], given: set[str], today: date) -> bool:
    """Whether an item's rule is met; a missing answer is met here, because it is reported as missing elsewhere."""
    birth = answer.day_of(answers.get("p.birth"))
    if rule.check is Check.ANSWER_IN:
        value = answers.get(rule.field or "")
        return value is None or value in (rule.values or ())
    if rule.check is Check.MONTHS_SINCE:
        since = answer.day_of(answers.get(rule.field or ""))
        return since is None or add_months(since, rule.months or 0) <= today
    if birth is None:
        return True
    if rule.check is Check.AGE_AT_LEAST:
        return add_months(birthday(birth, rule.years or 0), -(rule.months or 0)) <= today
    if age_on(birth, today) >= (rule.years or 0):
        return True
    if rule.check is Check.FIELD_BELOW_AGE:
        return not answer.is_empty(answers.get(rule.field or ""))
    return rule.material in given


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), or the last day of that month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = date.fromordinal(first_after.toordinal() - 1).day
    return date(year, month + 1, min(day.day, last))
