"""Asking the hall while the resident waits, sealed: papers not needed, who looked up, what is theirs, reminders."""

import base64
from uuid import UUID

from contract import asked_pictures, coverage, my_card, reminding
from contract.asked_pictures import AskedPicture, PicturesFound, PicturesWish
from contract.coverage import CoverageAsk, CoverageFound, CoverageWish
from contract.covered import Covered
from contract.looked_up import LookedUp, LookedUpList, LookedUpWish, SealedPerson
from contract.looked_up import bound_of_wish as of_wish
from contract.message import Message
from contract.my_card import MyCardFound, MyCardWish, NameDiffers, NameDiffersWish
from contract.reminding import RemindersFound, RemindersWish
from contract.seal import HallPublicKey
from offline_queue.line import Answer, HallLine, parse

_COVERAGE, _LOOKED_UP, _PICTURES = "/api/v1/coverage", "/api/v1/looked-up", "/api/v1/asked-pictures"
_MY_CARD, _NAME = "/api/v1/my-card", "/api/v1/my-card/name"
_REMINDERS = "/api/v1/reminders"
_JSON = {"Content-Type": "application/json"}


class Offices:
    """One terminal's line for it; every call blocks and belongs on the `offices` thread.

    Each raises `offline_queue.post.PostError`.
    """

    def __init__(self, line: HallLine) -> None:
        self._line = line

    def ask(self, case_id: UUID, ask: CoverageAsk, key: HallPublicKey) -> list[Covered]:
        """The slots that are closed for the hand-in of this id."""
        answer = self._sent(_COVERAGE, CoverageWish, {"case_id": case_id}, ask, coverage.bound(case_id), key)
        return parse(CoverageFound, answer).covered

    def looked_up(self, id_: UUID, id_number: str, key: HallPublicKey) -> list[LookedUp]:
        """Who looked up what about a person, newest first."""
        answer = self._sent(_LOOKED_UP, LookedUpWish, {"id": id_}, _person(id_number), of_wish(id_), key)
        return parse(LookedUpList, answer).look_ups

    def reminders(self, id_: UUID, id_number: str, key: HallPublicKey) -> RemindersFound:
        """What this person is reminded of, and wants no more of."""
        answer = self._sent(_REMINDERS, RemindersWish, {"id": id_}, _person(id_number), reminding.bound(id_), key)
        return parse(RemindersFound, answer)

    def pictures(self, case_id: UUID, id_number: str, key: HallPublicKey) -> list[AskedPicture]:
        """First pages of what this person handed in and is asked for again."""
        bound = asked_pictures.bound(case_id)
        answer = self._sent(_PICTURES, PicturesWish, {"case_id": case_id}, _person(id_number), bound, key)
        return parse(PicturesFound, answer).pictures

    def my_card(self, id_: UUID, id_number: str, key: HallPublicKey) -> MyCardFound:
        """What is activated for this person, and the e-certificates they hold."""
        answer = self._sent(_MY_CARD, MyCardWish, {"id": id_}, _person(id_number), my_card.bound(id_), key)
        return parse(MyCardFound, answer)

    def name_differs(self, id_: UUID, said: NameDiffers, key: HallPublicKey) -> None:
        """The card is to be updated with its holder's name."""
        self._sent(_NAME, NameDiffersWish, {"id": id_}, said, my_card.bound_name(id_), key)

    def _sent(
        self,
        path: str,
        wish: type[Message],
        named: dict[str, UUID],
        said: Message,
        bound: bytes,
        key: HallPublicKey,
    ) -> Answer:
        """The hall's answer to `said`, sealed in a `wish` under the id it is bound to."""
        sealed = base64.b64encode(key.seal(said.model_dump_json().encode(), bound))
        asked = wish.model_validate({**named, "key_id": key.key_id, "sealed": sealed})
        return self._line.call("POST", path, asked.model_dump_json().encode(), _JSON)


def _person(id_number: str) -> SealedPerson:
    return SealedPerson(id_number=id_number)
