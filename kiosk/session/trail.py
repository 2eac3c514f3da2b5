"""Which step the visit is at, in which row on top of which others, and every way from step to step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from contract.failures import ENTRIES, Failure
from kiosk import rows
from kiosk.events import Event, Returned
from kiosk.step import Back, Become, Begin, End, Fail, GoTo, Leave, Next, Outcome, Row, SignOnAgain, Stay, Step

if TYPE_CHECKING:
    from kiosk.session.session import Session

log = structlog.get_logger("session")


@dataclass
class _Place:
    """Where the visit is in one row."""

    row: Row
    index: int
    step: Step
    failed: bool = False  # a fault screen lies on top; on return the step is made anew


class Trail:
    """`session` is what steps speak to; it is told of every step reached and left."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._places: list[_Place] = []

    @property
    def step(self) -> Step:
        """The present step."""
        return self._places[-1].step

    @property
    def row(self) -> Row:
        """The row it belongs to."""
        return self._places[-1].row

    @property
    def name(self) -> str:
        """Its class, for the log; empty before the first."""
        return type(self.step).__name__ if self._places else ""

    @property
    def waits(self) -> bool:
        """At the first screen, or reading the doors before it."""
        return self._places[0].row is rows.IDLE

    def stands_at(self, step: Step) -> bool:
        """Whether this step has not been left."""
        return bool(self._places) and self.step is step

    def progress(self) -> list[tuple[str, str]]:
        """Title (a key of `STEP_TITLES`) and state of every titled step; others belong to the one before."""
        place = self._places[-1]
        titles = [getattr(make, "title", "") for make in place.row.steps]
        titled = [(index, title) for index, title in enumerate(titles) if title]
        now = max((index for index, _ in titled if index <= place.index), default=-1)
        return [(key, "done" if index < now else "now" if index == now else "todo") for index, key in titled]

    def follow(self, outcome: Outcome) -> None:
        """Go where a step, or an interrupt, wants."""
        match outcome:
            case Stay(quiet):
                if not quiet:
                    self._session.show()
            case Next(result):
                self._on(1, result)
            case Back():
                self._on(-1, None)
            case GoTo(step):
                self._leave_step()
                self._again(self._places[-1], self.row.steps.index(step))
            case Begin(row):
                self._leave_step()
                self._push(row)
            case Become(row):
                self._leave_step()
                self._places.pop()
                self._push(row)
            case Leave():
                self._home()
            case SignOnAgain():
                self._leave_step()
                self._places.clear()
                self._session.renew()
                self._push(rows.SIGN_ON)
            case End(silent):
                self._end(silent)
            case Fail(failure, retry):
                self._fail(failure, retry)

    def reset(self) -> None:
        """Forget the visit as a whole and wait for the next person."""
        if self._places:
            self._leave_step()
        self._places.clear()
        self._session.forget()
        self._push(rows.IDLE)

    def _on(self, direction: int, result: Any) -> None:
        place = self._places[-1]
        self._leave_step()
        index = place.index + direction
        while 0 <= index < len(place.row.steps):
            step = place.row.steps[index]()
            if not step.skip(self._session):
                place.index, place.step = index, step
                self._enter()
                return
            index += direction
        self._places.pop()
        if not self._places:
            self.reset()
        elif self._places[-1].failed:
            self._again(self._places[-1], self._places[-1].index)
        else:
            self._reenter(Returned(result))

    def _push(self, row: Row) -> None:
        for index, make in enumerate(row.steps):
            step = make()
            if not step.skip(self._session):
                self._places.append(_Place(row, index, step))
                self._enter()
                return
        raise RuntimeError(f"row {row.name} has no step to show")

    def _enter(self) -> None:
        self._session.reached()
        step = self.step
        log.debug("step", name=self.name)
        try:
            step.enter(self._session)
        except Exception:
            log.exception("step_failed", step=self.name)
            self.follow(Fail(Failure.UNEXPECTED))
            return
        if self.stands_at(step):
            self._session.show()

    def _again(self, place: _Place, index: int) -> None:
        step = place.row.steps[index]()
        if self._session.card_gone and step.keeps_card:
            self.follow(End())
            return
        place.failed, place.index, place.step = False, index, step
        self._enter()

    def _reenter(self, event: Event) -> None:
        """Come back to a step that had begun another row: it hears what was returned."""
        if self._session.card_gone and self.step.keeps_card:
            self.follow(End())
            return
        self._session.reached()
        self._session.deliver(event)

    def _leave_step(self) -> None:
        self._session.left()
        self.step.leave(self._session)

    def _home(self) -> None:
        row = rows.HOMES.get(self._session.visit.who)
        if row is None or self._session.card_gone:
            self._end(silent=row is None)
            return
        self._leave_step()
        self._places.clear()
        self._push(row)

    def _fail(self, failure: Failure, retry: bool) -> None:
        log.warning("failure", failure=failure.value, step=self.name, next=ENTRIES[failure].operator)
        self._leave_step()
        self._places[-1].failed = True
        if not retry:
            self._places.clear()
        self._push(rows.failed(failure, retry))

    def _end(self, silent: bool) -> None:
        self._leave_step()
        self._places.clear()
        if silent:
            self.reset()
        else:
            self._push(rows.FAREWELL)
