"""Simulated departments over HTTP, and a terminal that asks which slots are closed."""

import itertools
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from django.conf import settings

from contract import catalogue, coverage
from contract.bodies import Answer, Applicant, MaterialFiled, Submission
from contract.coverage import Consent, CoverageAsk, CoverageFound, CoverageWish
from contract.covered import Covered
from contract.envelope import Kind, digest, new_id
from contract.looked_up import LookedUp, LookedUpList, LookedUpWish, SealedPerson, bound_of_wish
from contract.source import Source
from hall.cases.models import Case
from hall.verification.models import LookUp
from workbench.departments import SimulatedDepartment, sources_file

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4 + b"\n%%EOF\n"


@pytest.fixture
def departments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[Source, SimulatedDepartment]]:
    """All of them, connected; a packet may take a quarter of a second."""
    every = {source: SimulatedDepartment(source) for source in Source}
    file = sources_file(tmp_path / "sources.toml", list(every.values()), timeout_s=0.25, letter_after_workdays=5)
    monkeypatch.setattr(settings, "HALL_SOURCES", str(file))
    yield every
    for one in every.values():
        one.close()
    LookUp.objects.update(next_try_at=None)  # the next test's hall has only its own to ask


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_places = itertools.count(1)


@pytest.fixture
def nobody_else() -> Callable[[str], str]:
    """A number of somebody no other test knows, as old and of the sex of an item's sample person."""

    def make(item: str) -> str:
        sample = str(catalogue.load().items[item].sample["p.id_no"])
        digits = f"44{next(_places):04}" + sample[6:17]
        return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11]

    return make


@dataclass
class Resident:
    """Somebody at a terminal: asks for one hand-in, then hands it in."""

    box: Any
    make: Callable[..., Submission]
    item: str
    case_id: UUID
    of: str = ""  # a number of their own; the item's sample person's otherwise
    consent: Consent = Consent.ALL

    @property
    def number(self) -> str:
        return self.of or str(catalogue.load().items[self.item].sample["p.id_no"])

    def picture(self, material: str) -> bytes:
        """A material's PDF: nobody else's, so that taking it out of use concerns no other test."""
        return PDF + material.encode() + self.case_id.bytes

    @property
    def answers(self) -> dict[str, Any]:
        return dict(catalogue.load().items[self.item].sample) | {"p.id_no": self.number}

    @property
    def applicant(self) -> Applicant:
        return Applicant(name=self.answers["p.name"], id_number=self.number, mobile="13000000000")

    def post(self, case_id: UUID | None = None, raw: dict[str, Any] | None = None, **changes: Any) -> requests.Response:
        said = {"items": [self.item], "applicant": self.applicant, "answers": self.answers, "consent": self.consent}
        ask = CoverageAsk.model_validate(said | {"consented_at": datetime.now(UTC)} | changes)
        id_, key = case_id or self.case_id, self.box.seal_key
        body = json.dumps(ask.model_dump(mode="json") | (raw or {})).encode()
        sealed = key.seal(body, coverage.bound(self.case_id))
        wish = CoverageWish.model_validate({"case_id": id_, "key_id": key.key_id, "sealed": b64encode(sealed)})
        return self.box.request("POST", "/api/v1/coverage", wish.model_dump_json().encode())

    def ask(self, **changes: Any) -> dict[str, Covered]:
        response = self.post(**changes)
        assert response.status_code == 200, response.text
        return {one.material: one for one in CoverageFound.model_validate_json(response.content).covered}

    def submission(self, covered: Sequence[Covered] = (), **changes: Any) -> Submission:
        items = [catalogue.load().items[self.item]]
        left = [need.use for need in coverage.left(items, catalogue.load(), self.answers, covered)]
        materials = [
            MaterialFiled(
                material=use.material,
                pages=2 if use.scan else 0,
                pdf_sha256=digest(self.picture(use.material)) if use.scan else None,
                original=use.original,
            )
            for use in left
        ]
        said = {
            "items": [self.item],
            "applicant": self.applicant,
            "answers": {name: Answer(value=value, origin="typed") for name, value in self.answers.items()},
            "materials": materials,
            "originals_parcel": None,
            "covered": list(covered),
        }
        return self.make(**(said | changes))

    def hand_in(self, covered: Sequence[Covered] = (), **changes: Any) -> Case:
        self.box.send(Kind.SUBMISSION, self.submission(covered, **changes), self.case_id)
        return Case.objects.get(pk=self.case_id)

    def looked_up(self) -> list[LookedUp]:
        id_, key = new_id(), self.box.seal_key
        sealed = key.seal(SealedPerson(id_number=self.number).model_dump_json().encode(), bound_of_wish(id_))
        wish = LookedUpWish.model_validate({"id": id_, "key_id": key.key_id, "sealed": b64encode(sealed)})
        response = self.box.request("POST", "/api/v1/looked-up", wish.model_dump_json().encode())
        assert response.status_code == 200, response.text
        return LookedUpList.model_validate_json(response.content).look_ups

    def send_papers(self) -> None:
        for paper in Case.objects.get(pk=self.case_id).materials.exclude(pdf_sha256=""):
            response = self.box.post(self.box.paper(self.case_id, paper.material, self.picture(paper.material)))
            assert response.status_code == 200, response.text


@pytest.fixture
def resident(box: Any, new_submission: Callable[..., Submission]) -> Callable[..., Resident]:
    """Somebody who applies for an item; a number of their own when asked for."""

    def make(item: str = "BIRTH-REG", **more: Any) -> Resident:
        return Resident(box, new_submission, item, new_id(), **more)

    return make
