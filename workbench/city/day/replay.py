"""Playing a day: ten minutes of the city at a step, as fast as the hall takes them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

from contract.parcel import ParcelEvent
from contract.workdays import CHINA
from workbench.city.day.halls import Halls
from workbench.city.day.plan import DAY_MIN, HALL_DEATHS, Plan
from workbench.city.day.terminal import Hall, Kiosk
from workbench.city.day.truth import Truth

STEP_MIN, AT_ONCE = 10, 8
_OFFICE_MIN = range(9 * 60, 17 * 60 + 1, 60)
_COLLECT_MIN, _LOAD_MIN = (10 * 60, 15 * 60), (11 * 60 + 30, 16 * 60 + 30)
_TAKE_MIN = range(17 * 60 + 30, 22 * 60, 30)
_KILLED_AFTER_S = 0.4  # so that it is at work
_LAST_ROUNDS = 20
Tell = Callable[[int, int, float], None]


class DayClock:
    """The clock of the terminals: the day's, not ours."""

    def __init__(self, day: datetime) -> None:
        self._midnight = day.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
        self.minute = 0

    def now(self) -> datetime:
        """This moment of the day."""
        return self._midnight + timedelta(minutes=self.minute)

    def monotonic(self) -> float:
        """Seconds since midnight."""
        return self.minute * 60.0


class Replay:
    """One day. `truth` is complete when `play` has returned."""

    def __init__(self, plan: Plan, halls: Halls, folder: Path, today: datetime) -> None:
        self._plan, self._halls, self.truth, self._clock = plan, halls, Truth(), DayClock(today)
        seal, sign = halls.employ(len(plan.terminals))
        places = [Hall(url, seal, sign) for url in halls.urls]
        kiosks = zip(plan.terminals, cycle(places), strict=False)
        self._kiosks = {id_: Kiosk(id_, hall, folder, self._clock, self.truth) for id_, hall in kiosks}
        self._collected: list[str] = []  # with the courier, for the mail room
        self._results: dict[str, list[str]] = defaultdict(list)  # with the courier, by terminal
        self._at_work = ThreadPoolExecutor(1)
        self._turn: Future[dict[str, Any]] | None = None
        self._down_until: int | None = None
        self.left: list[str] = []  # envelopes that no receipt has come for, at the end

    def play(self, tell: Tell) -> None:
        """From midnight to midnight, then until nothing waits any more; `tell` hears minute, hand-ins, seconds."""
        began, came = monotonic(), 0
        with ThreadPoolExecutor(AT_ONCE) as hands:
            for minute in range(0, DAY_MIN, STEP_MIN):
                self._clock.minute = minute
                came += self._step(minute, hands)
                tell(minute + STEP_MIN, came, monotonic() - began)
            self._morning_after(hands)
        self.left = [line for kiosk in self._kiosks.values() for line in kiosk.left()]
        self._at_work.shutdown()
        for kiosk in self._kiosks.values():
            kiosk.close()

    def _step(self, minute: int, hands: ThreadPoolExecutor) -> int:
        if self._down_until is not None and minute >= self._down_until:
            self._halls.start()
            self._down_until = None
        came = [visit for at in range(minute, minute + STEP_MIN) for visit in self._plan.visits[at]]
        by_kiosk = defaultdict(list)
        for visit in came:
            by_kiosk[visit.terminal].append(visit)
        _all(hands.map(lambda id_: self._kiosks[id_].hand_in(by_kiosk[id_]), list(by_kiosk)))
        self._people(minute, hands)
        dying = next((death for death in HALL_DEATHS if death[0] == minute), None)
        if dying is None:
            self._deliver(minute, hands)
        else:
            self._deliver_and_kill(minute, hands, how_many=dying[2])
            self._down_until = minute + dying[1]
        return len(came)

    def _people(self, minute: int, hands: ThreadPoolExecutor) -> None:
        """Courier, officers and residents, each at their hours."""
        if minute in _COLLECT_MIN:
            for found in hands.map(Kiosk.collect, self._kiosks.values()):
                self._collected += found
        if minute in _LOAD_MIN:
            self._told(self._turn)
            self._turn = None
            _all(hands.map(self._load, [id_ for id_ in self._results if self._plan.online(id_, minute)]))
        if minute in _TAKE_MIN:
            _all(hands.map(Kiosk.take_out, self._kiosks.values()))
        if minute in _OFFICE_MIN:
            self._told(self._turn)
            brought = list(self._collected)
            self._turn = self._at_work.submit(lambda: self._halls.office(do="turn", brought=brought))

    def _told(self, turn: "Future[dict[str, Any]] | None") -> None:
        """What the office has done in its last hour, while terminals went on sending."""
        if turn is None:
            return
        done = turn.result()
        for parcel in done["arrived"]:
            self.truth.moved(parcel, ParcelEvent.ARRIVED)
        self._collected = [parcel for parcel in self._collected if parcel not in set(done["arrived"])]
        for terminal, parcel in done["given"]:
            self.truth.moved(parcel, ParcelEvent.HANDED_OUT)
            self._results[terminal].append(parcel)

    def _load(self, id_: str) -> None:
        if not self._results[id_]:
            return
        kiosk = self._kiosks[id_]
        kiosk.ask_at_once()
        kiosk.deliver()
        self._results[id_] = kiosk.load(self._results[id_])

    def _deliver(self, minute: int, hands: ThreadPoolExecutor) -> None:
        online = [kiosk for id_, kiosk in self._kiosks.items() if self._plan.online(id_, minute)]
        _all(hands.map(Kiosk.deliver, online))

    def _deliver_and_kill(self, minute: int, hands: ThreadPoolExecutor, how_many: int) -> None:
        blow = Timer(_KILLED_AFTER_S, self._halls.kill, [how_many])
        blow.start()
        self._deliver(minute, hands)
        blow.join()

    def _morning_after(self, hands: ThreadPoolExecutor) -> None:
        """Every network is back, and the hall is open once more for what came in late."""
        for number in range(_LAST_ROUNDS):
            self._clock.minute = DAY_MIN + 10 * number
            self._deliver(self._clock.minute, hands)
            if not any(kiosk.waiting for kiosk in self._kiosks.values()):
                break
        self._told(self._turn)
        self._told(self._at_work.submit(lambda: self._halls.office(do="turn", brought=self._collected)))


def _all(done: Iterable[object]) -> None:
    """Wait for all of them, and raise what one of them raised."""
    for _ in done:
        pass
