"""Asking the hall while the resident waits, sealed to it: which papers are not needed, who looked them up."""

import base64
from uuid import UUID

from contract import coverage
from contract.coverage import CoverageAsk, CoverageFound, CoverageWish
from contract.covered import Covered
from contract.looked_up import LookedUp, LookedUpList, LookedUpWish, SealedPerson
from contract.looked_up import bound_of_wish as of_wish
from contract.seal import HallPublicKey
from offline_queue.line import HallLine, parse

_COVERAGE, _LOOKED_UP = "/api/v1/coverage", "/api/v1/looked-up"
_JSON = {"Content-Type": "application/json"}


class Offices:
    """One terminal's line for it; every call blocks and belongs on the `offices` thread."""

    def __init__(self, line: HallLine) -> None:
        self._line = line

    def ask(self, case_id: UUID, ask: CoverageAsk, key: HallPublicKey) -> list[Covered]:
        """The slots that are closed for the hand-in of this id. Raises `offline_queue.post.PostError`."""
        sealed = base64.b64encode(key.seal(ask.model_dump_json().encode(), coverage.bound(case_id)))
        wish = CoverageWish.model_validate({"case_id": case_id, "key_id": key.key_id, "sealed": sealed})
        answer = self._line.call("POST", _COVERAGE, wish.model_dump_json().encode(), _JSON)
        return parse(CoverageFound, answer).covered

    def looked_up(self, id_: UUID, id_number: str, key: HallPublicKey) -> list[LookedUp]:
        """Who looked up what about a person, newest first. Raises as `ask`."""
        sealed = base64.b64encode(key.seal(SealedPerson(id_number=id_number).model_dump_json().encode(), of_wish(id_)))
        wish = LookedUpWish.model_validate({"id": id_, "key_id": key.key_id, "sealed": sealed})
        answer = self._line.call("POST", _LOOKED_UP, wish.model_dump_json().encode(), _JSON)
        return parse(LookedUpList, answer).look_ups
