"""The hall's own pre-review of a hand-in: the same code the terminal ran, on what actually arrived (domain 2.11)."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from contract import prereview
from contract.bodies import Submission
from contract.catalogue import Catalogue
from contract.covered import Covered
from contract.finding import Finding
from contract.prereview import Verdict
from contract.workdays import CHINA
from hall.cases.models import Case
from hall.catalogues.services import kept

_OF_FINDING = [part.name for part in fields(Finding)]


class OtherRules(Exception):
    """The case was judged by checks this program no longer has, so it cannot judge it again."""


def review(submission: Submission, known: Catalogue, covered: Sequence[Covered]) -> Verdict:
    """What the hall finds in a hand-in, by the catalogue it was begun with and its day, so that it can be replayed.

    `covered`: the slots the hall itself stands by, whatever the hand-in claims.
    """
    return judged(
        known,
        submission.items,
        submission.package.id if submission.package else "",
        {name: answer.value for name, answer in submission.answers.items()},
        {filed.material: filed.pages for filed in submission.materials if filed.pdf_sha256},
        {filed.material for filed in submission.materials if filed.original},
        submission.submitted_at,
        frozenset(filed.material for filed in submission.materials if filed.original and filed.pages == 0),
        covered,
    )


def replay(case: Case) -> Verdict:
    """The verdict once more, from the rows as they stand now, by the rules of that day.

    Raises `OtherRules` and `hall.catalogues.services.NotKept`.
    """
    known = kept(case.judged_by)
    if prereview.version_of(known) != case.rules_version:
        raise OtherRules(case.rules_version)
    return of_rows(case, known)


def of_rows(case: Case, known: Catalogue) -> Verdict:
    """What the rules of `known` find in a case as it stands now."""
    materials = list(case.materials.all())
    return judged(
        known,
        [row.item for row in case.items.all()],
        case.package,
        {row.field: row.value for row in case.answers.all()},
        {row.material: row.pages for row in materials if row.pdf_sha256},
        {row.material for row in materials if row.original},
        case.submitted_at,
        frozenset(row.material for row in materials if row.original and row.pages == 0),
        [cover.told for cover in case.covers.all()],
    )


def same(case: Case, verdict: Verdict) -> bool:
    """Whether a verdict is the one the case keeps: of the same inputs, and with the same findings in the same words."""
    kept_one = (case.inputs_sha256, case.verdict, case.findings)
    return kept_one == (verdict.inputs_sha256, verdict.kind.value, findings_of(verdict))


def findings_of(verdict: Verdict) -> list[dict[str, Any]]:
    """A verdict's findings as JSON values, heaviest first."""
    return [
        {
            **{name: getattr(found, name) for name in _OF_FINDING},
            "level": found.level.value,
            "text": found.text.model_dump(),
            "items": list(found.items),
        }
        for found in verdict.findings
    ]


def judged(
    known: Catalogue,
    items: list[str],
    package: str,
    answers: Mapping[str, Any],
    pages: Mapping[str, int],
    originals: set[str],
    submitted_at: datetime,
    not_photographed: frozenset[str],
    covered: Sequence[Covered],
) -> Verdict:
    """The one way into `contract.prereview` here: of a hand-in that came, of rows, and of one still at the counter.

    `pages`: scanned, by material; `not_photographed`: whose original comes in place of a picture.
    """
    asked, day = known.asked(items, package), submitted_at.astimezone(CHINA).date()
    return prereview.review(asked, known, answers, pages, originals, day, not_photographed, covered)
