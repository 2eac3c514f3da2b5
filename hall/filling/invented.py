"""Cases that nobody filed: of synthetic people, in every state, each with a story that its chain proves.

The same seed makes the same cases. Identity numbers have the order code 000, which is not issued. Papers are
left out, and the pre-review is not kept: such a case cannot be replayed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import models
from stdnum.cn import ric

from contract import numbers
from contract.catalogue import Catalogue, Item
from contract.life import CaseState, Role
from contract.parcel import ParcelEvent, ParcelKind, barcode
from contract.task import TaskState, department_of
from contract.workdays import CHINA, CalendarEnds, add_workdays
from hall.accounts.models import Officer
from hall.cases import story
from hall.cases.models import Answer, Case, CaseItem, History, Material
from hall.cases.story import SYSTEM, Actor, at_desk
from hall.filling.parcels import Counters, Envelope, who_moves
from hall.filling.roads import Beat, road

_S = CaseState
_ENDED = ((_S.CLOSED, 93), (_S.NOT_ACCEPTED, 4), (_S.WITHDRAWN, 3))
_OPEN = (
    *((_S.RECEIVED, 14), (_S.AWAITING_PAPER, 4), (_S.TO_CORRECT, 7), (_S.ACCEPTED, 24), (_S.GRANTED, 8)),
    *((_S.REFUSED, 5), (_S.PACKED, 6), (_S.IN_LOCKER, 10), (_S.COLLECTED, 4), (_S.CLOSED, 20)),
)
_SURNAMES = "陈李黄张梁何林刘吴罗王周谢郭邓麦冯卢区许"
_GIVEN = "秀英志明国强丽华建平伟雄美玲嘉欣文杰淑芬俊辉子轩晓岚静仪浩然思敏"
_OF_ORIGINALS = frozenset({ParcelEvent.DROPPED, ParcelEvent.COLLECTED, ParcelEvent.ARRIVED})
_DAYS_BACK, _OPEN_DAYS = 250, 30
_WORST_RATING, _BEST_RATING = 3, 5


Row = dict[str, Any]
"""A row's values by the names of their attributes; what is left out has the column's default."""


@dataclass
class Desks:
    """Who acts, and where; three officers, since nobody accepts and decides the same case."""

    acceptor: Officer
    approver: Officer
    issuer: Officer
    terminals: list[str]


@dataclass
class Made:
    """One case with all its rows, in the order they are to be written."""

    case: Case
    rows: list[tuple[type[models.Model], Row]] = field(default_factory=list)


class Inventor:
    """Makes cases one after another; `taken` maps (item code, day) to the last sequence given out."""

    def __init__(self, known: Catalogue, desks: Desks, now: datetime, seed: int, taken: dict[tuple[str, date], int]):
        self._random = Random(seed)  # noqa: S311  # for chance, not for secrets
        self._known, self._desks, self._now, self.taken = known, desks, now, taken
        self._items = list(known.items.values())
        self._with_originals = [item for item in self._items if _travel(item)]
        self.counters, self._counter = Counters(), 0

    def cases(self, count: int) -> Iterator[Made]:
        """`count` cases, newest days as full as the others."""
        for _ in range(count):
            yield self._case()

    def _case(self) -> Made:
        pick = self._random
        back_s = pick.uniform(0, _DAYS_BACK * 86_400)
        states, weights = zip(*(_OPEN if back_s < _OPEN_DAYS * 86_400 else _ENDED), strict=True)
        state: CaseState = pick.choices(states, weights)[0]
        item, received = self._number_left(state, self._now - timedelta(seconds=back_s))
        made = Made(self._row(item, received, state))
        self._tell(made, item, state, received)
        made.rows += self._answers(made.case, item)
        return made

    def _number_left(self, state: CaseState, received: datetime) -> tuple[Item, datetime]:
        """An item and a moment on a day that has numbers left, else on the day before."""
        items = self._with_originals if state is _S.AWAITING_PAPER else self._items
        while True:
            key = (self._random.choice(items).code, received.astimezone(CHINA).date())
            if self.taken.get(key, 0) < numbers.MAX_SEQUENCE:
                self.taken[key] = self.taken.get(key, 0) + 1
                return next(item for item in items if item.code == key[0]), received
            received -= timedelta(days=1)

    def _row(self, item: Item, received: datetime, state: CaseState) -> Case:
        pick, day = self._random, received.astimezone(CHINA).date()
        terminal = pick.choice(self._desks.terminals)
        self._counter += 1
        return Case(
            id=UUID(int=pick.getrandbits(128), version=4),
            number=numbers.case_number(item.code, day, self.taken[item.code, day]),
            provisional_number=numbers.provisional_number(terminal, self._counter % numbers.MAX_COUNTER + 1),
            terminal_id=terminal,
            state=state.value,
            applicant_name=pick.choice(_SURNAMES) + "".join(pick.sample(_GIVEN, 2)),
            applicant_id_number=self._id_number(),
            applicant_mobile=f"130{pick.randrange(10**8):08d}",
            language="zh-Hans" if pick.random() < 0.95 else "en",
            catalogue_version=self._known.version,
            delivery="here",
            signature={"strokes": [], "document_sha256": "0" * 64},
            terminal_verdict="pass",
            verdict="pass",
            submitted_at=received - timedelta(seconds=pick.uniform(1, 600)),
            received_at=received,
            updated_at=received,
        )

    def _id_number(self) -> str:
        born = date(1935, 1, 1) + timedelta(days=self._random.randrange(27_000))
        first = f"4401{self._random.randrange(3, 6):02d}{born:%Y%m%d}000"
        return first + str(ric.calc_check_digit(first + "0"))

    def _tell(self, made: Made, item: Item, state: CaseState, received: datetime) -> None:
        """The story from receipt to the state, and what each move sets in the case."""
        case, at = made.case, received
        after = {"state": _S.RECEIVED.value, "verdict": case.verdict, "number": case.number}
        applicant = Actor("applicant", Role.APPLICANT, case.terminal_id)
        lines = [_line(case, None, at, Beat("received"), applicant, {}, after)]
        before, task, envelopes = _S.RECEIVED, _item_row(case, item), dict[ParcelKind, Envelope]()
        for beat in road(state, originals=_travel(item)):
            at = min(at + timedelta(hours=self._random.uniform(1, 40)), self._now)
            actor = self._who(beat, case)
            if beat.event is not None:
                self._moved(envelopes, beat.event, at, case, actor)
            self._set(case, task, beat, at)
            told = ({"state": before.value}, {"state": beat.state.value}) if beat.state else ({}, {})
            lines.append(_line(case, lines[-1], at, beat, actor, *told))
            before = beat.state or before
        case.updated_at = at
        made.rows += [(CaseItem, task.__dict__), *((History, line) for line in lines)]
        made.rows += [row for one in envelopes.values() for row in one.rows]

    def _moved(
        self, envelopes: dict[ParcelKind, Envelope], event: ParcelEvent, at: datetime, case: Case, actor: Actor
    ) -> None:
        kind = ParcelKind.ORIGINALS if event in _OF_ORIGINALS else ParcelKind.RESULT
        if kind not in envelopes:
            envelopes[kind] = Envelope(kind, case, self.counters, at)
        envelopes[kind].happened(event, at, actor)
        if kind is ParcelKind.ORIGINALS:
            case.originals_parcel = envelopes[kind].parcel.barcode

    def _set(self, case: Case, task: CaseItem, beat: Beat, at: datetime) -> None:
        if beat.state is _S.ACCEPTED:
            case.accepted_by, case.accepted_at = self._desks.acceptor, at
            day = at.astimezone(CHINA).date()
            case.promised_by, case.legal_by = _day(day, task.promised_workdays), _day(day, task.legal_workdays)
            task.accepted_by, task.state = self._desks.acceptor, TaskState.WORKING
            task.opened_on, task.due_by = day, case.promised_by
        elif beat.state in (_S.GRANTED, _S.REFUSED):
            case.decided_at = task.ended_at = at
            task.decided_by, task.state = self._desks.approver, TaskState(beat.state.value)
        elif beat.state is _S.PACKED:
            task.issued_in = barcode(ParcelKind.RESULT, case.terminal_id, self.counters.results[case.terminal_id])
        elif beat.action == "rated":
            case.rated, case.rating = True, self._random.randint(_WORST_RATING, _BEST_RATING)
        if beat.state in (_S.TO_CORRECT, _S.NOT_ACCEPTED, _S.REFUSED):
            case.reasons = ["合成数据"]

    def _who(self, beat: Beat, case: Case) -> Actor:
        desk = self._desk(beat)
        if beat.event is not None:
            return who_moves(beat.event, case, desk)
        applicant = beat.state is _S.WITHDRAWN or beat.action == "rated"
        return Actor("applicant", Role.APPLICANT, case.terminal_id) if applicant else desk

    def _desk(self, beat: Beat) -> Actor:
        """Whose desk in the hall does it; by itself where none does."""
        if beat.state in (_S.ACCEPTED, _S.TO_CORRECT, _S.NOT_ACCEPTED) or beat.event is ParcelEvent.ARRIVED:
            return at_desk(self._desks.acceptor, Role.ACCEPTOR)
        if beat.state in (_S.GRANTED, _S.REFUSED):
            return at_desk(self._desks.approver, Role.APPROVER)
        return at_desk(self._desks.issuer, Role.ISSUER) if beat.event is not None else SYSTEM

    def _answers(self, case: Case, item: Item) -> list[tuple[type[models.Model], Row]]:
        said = {
            "p.name": case.applicant_name,
            "p.id_no": case.applicant_id_number,
            "p.mobile": case.applicant_mobile,
        }
        rows: list[tuple[type[models.Model], Row]] = [
            (Answer, {"case_id": case.pk, "position": place, "field": name, "value": value, "origin": "typed"})
            for place, (name, value) in enumerate((name, said.get(name, value)) for name, value in item.sample.items())
        ]
        originals = {use.material for use in item.materials if use.original}
        asked = [use.material for use in item.materials if use.scan and use.required]
        for place, id_ in enumerate(asked):
            row = {"case_id": case.pk, "position": place, "material": id_, "pages": 1, "original": id_ in originals}
            rows.append((Material, row))
        return rows


def _line(
    case: Case, last: Row | None, at: datetime, beat: Beat, actor: Actor, before: dict[str, str], after: dict[str, str]
) -> Row:
    line: Row = {
        "case_id": case.pk,
        "sequence": last["sequence"] + 1 if last else 1,
        "at": at,
        "action": beat.action,
        "actor": actor.name,
        "role": actor.role.value,
        "device": actor.device,
        "before": before,
        "after": after,
        "note": "",
        "previous_hash": last["hash"] if last else story.FIRST,
    }
    return line | {"hash": story.hash_of_values(line)}


def _travel(item: Item) -> bool:
    """Whether originals of it travel by locker."""
    return any(use.original for use in item.materials)


def _item_row(case: Case, item: Item) -> CaseItem:
    return CaseItem(
        case=case,
        position=0,
        item=item.id,
        code=item.code,
        department=department_of(item.code),
        title_zh=item.title.zh,
        title_en=item.title.en,
        promised_workdays=item.promised_workdays,
        legal_workdays=item.legal_workdays,
    )


def _day(accepted_on: date, workdays: int | None) -> date | None:
    try:
        return None if workdays is None else add_workdays(accepted_on, workdays)
    except CalendarEnds:
        return None
