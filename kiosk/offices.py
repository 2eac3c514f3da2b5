"""Asking the hall which papers are not needed: sealed to the hall, answered while the resident waits (domain 2.5)."""

import base64
from uuid import UUID

from contract import coverage
from contract.coverage import CoverageAsk, CoverageFound, CoverageWish
from contract.covered import Covered
from contract.seal import HallPublicKey
from offline_queue.post import HallLine, parse

_PATH = "/api/v1/coverage"


class Offices:
    """One terminal's line for it; every call blocks and belongs on the `offices` thread."""

    def __init__(self, line: HallLine) -> None:
        self._line = line

    def ask(self, case_id: UUID, ask: CoverageAsk, key: HallPublicKey) -> list[Covered]:
        """The slots that are closed for the hand-in of this id. Raises `offline_queue.post.PostError`."""
        sealed = base64.b64encode(key.seal(ask.model_dump_json().encode(), coverage.bound(case_id)))
        wish = CoverageWish.model_validate({"case_id": case_id, "key_id": key.key_id, "sealed": sealed})
        body = wish.model_dump_json().encode()
        answer = self._line.call("POST", _PATH, body, {"Content-Type": "application/json"})
        return parse(CoverageFound, answer).covered
