"""The hall's own pre-review of a hand-in: the same code the terminal ran, on what actually arrived (domain 2.11)."""

from dataclasses import asdict
from typing import Any

from contract import catalogue, prereview
from contract.envelope import Submission
from contract.workdays import CHINA


def review(submission: Submission) -> tuple[str, list[dict[str, Any]]]:
    """Verdict and findings (JSON values, heaviest first), judged by the day of submission, so it can be replayed."""
    known = catalogue.load()
    verdict = prereview.review(
        [known.items[item] for item in submission.items],
        known,
        {name: answer.value for name, answer in submission.answers.items()},
        {filed.material: filed.pages for filed in submission.materials if filed.pdf_sha256},
        {filed.material for filed in submission.materials if filed.original},
        submission.submitted_at.astimezone(CHINA).date(),
        frozenset(filed.material for filed in submission.materials if filed.original and filed.pages == 0),
    )
    findings = [
        {**asdict(found), "level": found.level.value, "text": found.text.model_dump()} for found in verdict.findings
    ]
    return verdict.kind.value, findings
