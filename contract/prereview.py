"""Pre-review (一网预审): every finding at once, by the same rules at the terminal and at the hall (domain 2.11).

Pre-review is not acceptance: a PASS means 预审通过,待受理. A verdict keeps its rules' version and a digest of what it
judged, so that it can be replayed and two verdicts can be compared.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, unique
from typing import Any

from contract import answer, form
from contract.catalogue import Catalogue
from contract.coverage_findings import of_look_ups
from contract.covered import Covered
from contract.finding import Finding
from contract.hand_in import needs, offers
from contract.item import Item, MaterialUse
from contract.material_findings import of_materials
from contract.people import age_on, birth_of, birthday, id_problem, sex_of
from contract.question import answers_of, field_id
from contract.rule import Check, CommonCheck, CommonRule, FindingLevel, Rule
from contract.text import Text

RULES = "3"  # grows with every change of the checks in this module; the catalogue's version covers the rules in TOML


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
class Verdict:
    """The whole answer; `findings` heaviest first. `inputs_sha256` is over everything that was judged, day included."""

    kind: VerdictKind
    findings: tuple[Finding, ...]
    rules_version: str
    inputs_sha256: str

    def of(self, item: str) -> VerdictKind:
        """The verdict of one item (domain 2.11: a verdict an item)."""
        return _kind([finding for finding in self.findings if item in finding.items])

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


def review(
    items: Sequence[Item],
    catalogue: Catalogue,
    answers: Mapping[str, Any],
    materials: Mapping[str, int],
    originals_promised: set[str],
    today: date,
    not_photographed: frozenset[str] = frozenset(),
    covered: Sequence[Covered] = (),
) -> Verdict:
    """Review a hand-in; `materials`: pages captured by material; `originals_promised`: what goes into the envelope.

    `not_photographed`: materials whose original comes in place of a picture, because none could be taken; a person has
    to look at them (kiosk requirements L-08). `covered`: slots closed without the resident (domain 2.5).
    """
    closed = {one.material for one in covered}
    given = {*materials, *originals_promised, *closed}
    lacking = [need for need in needs(items, catalogue, answers) if need.use.material not in closed]
    findings = _sorted(
        [
            *_of_answers(items, catalogue, answers, given, today),
            *of_materials(items, lacking, catalogue, materials, originals_promised, not_photographed),
            *of_look_ups(items, catalogue, answers, covered),
        ]
    )
    judged = _digest(items, answers, materials, originals_promised, not_photographed, today, covered)
    return Verdict(_kind(findings), findings, version_of(catalogue), judged)


def review_answers(
    items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any], today: date
) -> tuple[Finding, ...]:
    """What is wrong with the answers alone, as if every paper had been handed in; for a form being filled in."""
    given = {use.material for item in items for use in item.materials}
    return _sorted([*_of_answers(items, catalogue, answers, given, today)])


def _of_answers(
    items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any], given: set[str], today: date
) -> Iterator[Finding]:
    yield from _answers_complete(items, catalogue, answers)
    yield from _common(items, catalogue, answers, today)
    yield from _own_rules(items, answers, given, today)


def _sorted(raised: Sequence[Finding]) -> tuple[Finding, ...]:
    """Heaviest first, what several items say in the same words said once with all their names."""
    whose: dict[Finding, dict[str, None]] = {}
    for found in raised:
        whose.setdefault(replace(found, items=()), {}).update(dict.fromkeys(found.items))
    merged = [replace(found, items=tuple(by)) for found, by in whose.items()]
    return tuple(sorted(merged, key=lambda finding: _HEAVIEST_FIRST.index(finding.level)))


def version_of(catalogue: Catalogue) -> str:
    """The version of the rules: of the checks in this module and of the catalogue."""
    return f"{RULES}-{catalogue.version}"


def required_materials(
    items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]
) -> tuple[MaterialUse, ...]:
    """What this person has to hand in, merged (一次交件); `contract.hand_in.needs` says more of each."""
    return tuple(need.use for need in needs(items, catalogue, answers))


def optional_materials(
    items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]
) -> tuple[MaterialUse, ...]:
    """What a person may hand in besides, merged; never what `required_materials` names."""
    return tuple(offer.use for offer in offers(items, catalogue, answers))


def _kind(findings: Sequence[Finding]) -> VerdictKind:
    heaviest = min(findings, key=lambda finding: _HEAVIEST_FIRST.index(finding.level), default=None)
    return _KIND[heaviest.level] if heaviest else VerdictKind.PASS


def _digest(
    items: Sequence[Item],
    answers: Mapping[str, Any],
    materials: Mapping[str, int],
    originals: set[str],
    not_photographed: frozenset[str],
    today: date,
    covered: Sequence[Covered],
) -> str:
    """SHA-256 over the inputs as canonical JSON; an empty answer and none are the same, as they are to the rules."""
    given = {id_: value for id_, value in answers.items() if not answer.is_empty(value)}
    pages = {id_: count for id_, count in materials.items() if count}
    promised: list[Any] = [sorted(originals), sorted(not_photographed)]
    closed = sorted([one.material, one.way, one.answer or "", one.disputed] for one in covered)
    promised += [closed] if closed else []
    judged = [[item.id for item in items], given, pages, promised, today.isoformat()]
    return hashlib.sha256(json.dumps(judged, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _answers_complete(items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any]) -> Iterator[Finding]:
    for question in form.build(items, catalogue).questions():
        value = answers.get(question.field.id)
        problem = form.problem(question, value, answers)
        if problem is not None:
            rule = "complete" if answer.is_empty(value) else "format"
            yield Finding(FindingLevel.FIX, rule, question.field.id, None, problem, question.items)


def _common(items: Sequence[Item], catalogue: Catalogue, answers: Mapping[str, Any], today: date) -> Iterator[Finding]:
    for item in items:
        own, asked = answers_of(item.id, answers), {use.field for use in item.fields}
        for rule in catalogue.rules:
            for id_ in rule.fields:
                if id_ not in asked or answer.is_empty(own.get(id_)) or _so(rule, id_, own, today):
                    continue
                label = catalogue.fields[id_].label
                text = Text(zh=rule.text.zh.replace("{label}", label.zh), en=rule.text.en.replace("{label}", label.en))
                field = field_id(item.id, id_, answers)
                yield Finding(rule.level, rule.rule, field, None, text, (item.id,))


def _so(rule: CommonRule, field: str, answers: Mapping[str, Any], today: date) -> bool:
    """Whether a common rule is met; what it cannot judge is met here, because its shape is reported elsewhere."""
    value, against = answers[field], answers.get(rule.against or "")
    if rule.check is CommonCheck.OTHER_THAN:
        return bool(value != against)
    if rule.check is CommonCheck.AS_NUMBER_SAYS:
        number = str(against or "")
        if not number or id_problem(number) is not None:
            return True
        birth = birth_of(number)
        stated = sex_of(number) if field.endswith(".sex") else birth and birth.isoformat()
        return stated is None or bool(value == stated)
    if rule.check is CommonCheck.COMING:
        slot = answer.slot_day(value)
        return slot is None or slot > today
    day = answer.day_of(value)
    bound = today if rule.check is CommonCheck.PAST else answer.day_of(against)
    if day is None or bound is None:
        return True
    return day <= bound if rule.check is CommonCheck.PAST else day >= bound


def _own_rules(items: Sequence[Item], answers: Mapping[str, Any], given: set[str], today: date) -> Iterator[Finding]:
    for item in items:
        own = answers_of(item.id, answers)
        for rule in item.rules:
            if not _met(rule, own, given, today):
                field = field_id(item.id, rule.field, answers) if rule.field else None
                yield Finding(rule.level, f"{item.id}.{rule.rule}", field, rule.material, rule.text, (item.id,))


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
