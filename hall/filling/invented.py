"""Cases that nobody filed: of synthetic people, in every state, each with a story that its chain proves.

The same seed makes the same cases. Identity numbers have the order code 000, which is not issued. Originals, papers and
parcels of ended cases are left out, and the pre-review is not kept: such a case cannot be replayed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.db import models
from stdnum.cn import ric

from contract import numbers
from contract.catalogue import Catalogue, Item
from contract.life import CaseState, Role
from contract.task import TaskState, department_of
from contract.workdays import CHINA, CalendarEnds, add_workdays
from hall.accounts.models import Officer
from hall.cases import story
from hall.cases.models import Answer, Case, CaseItem, History, Material

_S = CaseState
_ROAD = (_S.ACCEPTED, _S.GRANTED, _S.PACKED, _S.IN_LOCKER, _S.COLLECTED, _S.CLOSED)
_PATHS: dict[CaseState, tuple[CaseState, ...]] = {
    _S.RECEIVED: (),
    _S.AWAITING_PAPER: (_S.AWAITING_PAPER,),
    _S.TO_CORRECT: (_S.TO_CORRECT,),
    _S.NOT_ACCEPTED: (_S.NOT_ACCEPTED,),
    _S.WITHDRAWN: (_S.WITHDRAWN,),
    _S.REFUSED: (_S.ACCEPTED, _S.REFUSED),
    **{state: _ROAD[: place + 1] for place, state in enumerate(_ROAD)},
}
_ENDED = ((_S.CLOSED, 93), (_S.NOT_ACCEPTED, 4), (_S.WITHDRAWN, 3))
_OPEN = (
    *((_S.RECEIVED, 14), (_S.AWAITING_PAPER, 4), (_S.TO_CORRECT, 7), (_S.ACCEPTED, 24), (_S.GRANTED, 8)),
    *((_S.REFUSED, 5), (_S.PACKED, 6), (_S.IN_LOCKER, 10), (_S.COLLECTED, 4), (_S.CLOSED, 20)),
)
_ACTIONS = {_S.TO_CORRECT: "correction_asked", _S.IN_LOCKER: "result_loaded", _S.COLLECTED: "result_taken"}
_SURNAMES = "陈李黄张梁何林刘吴罗王周谢郭邓麦冯卢区许"
_GIVEN = "秀英志明国强丽华建平伟雄美玲嘉欣文杰淑芬俊辉子轩晓岚静仪浩然思敏"
_DAYS_BACK, _OPEN_DAYS = 250, 30
_WORST_RATING, _BEST_RATING = 3, 5


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
    rows: list[models.Model] = field(default_factory=list)


class Inventor:
    """Makes cases one after another; `taken` maps (item code, day) to the last sequence given out."""

    def __init__(self, known: Catalogue, desks: Desks, now: datetime, seed: int, taken: dict[tuple[str, date], int]):
        self._random = Random(seed)  # noqa: S311  # for chance, not for secrets
        self._known, self._desks, self._now, self.taken = known, desks, now, taken
        self._items = list(known.items.values())
        self._counter = 0

    def cases(self, count: int) -> Iterator[Made]:
        """`count` cases, newest days as full as the others."""
        for _ in range(count):
            yield self._case()

    def _case(self) -> Made:
        pick = self._random
        item, received = self._number_left()
        recent = (self._now - received).days < _OPEN_DAYS
        states, weights = zip(*(_OPEN if recent else _ENDED), strict=True)
        state: CaseState = pick.choices(states, weights)[0]
        made = Made(self._row(item, received, state))
        self._tell(made, item, state, received)
        made.rows += self._answers(made.case, item)
        return made

    def _number_left(self) -> tuple[Item, datetime]:
        """An item and a moment on a day that has numbers left."""
        while True:
            item = self._random.choice(self._items)
            back_s = self._random.uniform(0, _DAYS_BACK * 86_400)
            received = self._now - timedelta(seconds=back_s)
            key = (item.code, received.astimezone(CHINA).date())
            if self.taken.get(key, 0) < numbers.MAX_SEQUENCE:
                self.taken[key] = self.taken.get(key, 0) + 1
                return item, received

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
        lines = [self._line(case, None, at, "received", ("applicant", Role.APPLICANT, case.terminal_id), {}, after)]
        before, task = _S.RECEIVED, _item_row(case, item)
        for step in _PATHS[state]:
            at = min(at + timedelta(hours=self._random.uniform(1, 60)), self._now)
            self._set(case, task, step, at)
            said = {"state": step.value}
            action = _ACTIONS.get(step, step.value)
            lines.append(self._line(case, lines[-1], at, action, self._who(step, case), {"state": before.value}, said))
            before = step
        case.updated_at = at
        made.rows += [task, *lines]

    def _set(self, case: Case, task: CaseItem, step: CaseState, at: datetime) -> None:
        if step is _S.ACCEPTED:
            case.accepted_by, case.accepted_at = self._desks.acceptor, at
            day = at.astimezone(CHINA).date()
            case.promised_by, case.legal_by = _day(day, task.promised_workdays), _day(day, task.legal_workdays)
            task.accepted_by, task.state = self._desks.acceptor, TaskState.WORKING
            task.opened_on, task.due_by = day, case.promised_by
        elif step in (_S.GRANTED, _S.REFUSED):
            case.decided_at = task.ended_at = at
            task.decided_by, task.state = self._desks.approver, TaskState(step.value)
        elif step is _S.CLOSED:
            case.rated, case.rating = True, self._random.randint(_WORST_RATING, _BEST_RATING)
        if step in (_S.TO_CORRECT, _S.NOT_ACCEPTED, _S.REFUSED):
            case.reasons = ["合成数据"]

    def _who(self, step: CaseState, case: Case) -> tuple[str, Role, str]:
        if step in (_S.ACCEPTED, _S.TO_CORRECT, _S.NOT_ACCEPTED):
            return self._desks.acceptor.label, Role.ACCEPTOR, "console"
        if step in (_S.GRANTED, _S.REFUSED):
            return self._desks.approver.label, Role.APPROVER, "console"
        if step is _S.PACKED:
            return self._desks.issuer.label, Role.ISSUER, "console"
        if step in (_S.WITHDRAWN, _S.COLLECTED):
            return "applicant", Role.APPLICANT, case.terminal_id
        return "system", Role.SYSTEM, "hall"

    @staticmethod
    def _line(
        case: Case,
        last: History | None,
        at: datetime,
        action: str,
        who: tuple[str, Role, str],
        before: dict[str, str],
        after: dict[str, str],
    ) -> History:
        actor, role, device = who
        line = History(
            case=case,
            sequence=last.sequence + 1 if last else 1,
            at=at,
            action=action,
            actor=actor,
            role=role.value,
            device=device,
            before=before,
            after=after,
            previous_hash=last.hash if last else story.FIRST,
        )
        line.hash = story.hash_of(line)
        return line

    def _answers(self, case: Case, item: Item) -> list[models.Model]:
        said = {
            "p.name": case.applicant_name,
            "p.id_no": case.applicant_id_number,
            "p.mobile": case.applicant_mobile,
        }
        values = {name: said.get(name, value) for name, value in item.sample.items()}
        answers: list[models.Model] = [
            Answer(case=case, position=place, field=name, value=value, origin="typed")
            for place, (name, value) in enumerate(values.items())
        ]
        asked = [use.material for use in item.materials if use.scan and use.required]
        return answers + [Material(case=case, position=place, material=id_, pages=1) for place, id_ in enumerate(asked)]


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
