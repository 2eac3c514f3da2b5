"""Random people, faults and power cuts against custody: the invariants hold after every single step."""

import sqlite3
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contract.envelope import new_id
from contract.parcel import Holder, ParcelKind, barcode
from contract.seal import HallPrivateKey
from drivers.roles import Door
from kiosk.custody.bank import BankFull, Size
from kiosk.custody.words import Authority, BoxState, CustodyError, Purpose
from tests.kiosk.custody.world import BANK, TAG, World, expected

CARD, COURIER, STATION = Authority("resident-card", TAG), Authority("courier", "7001"), Authority("station", "9001")
HALL = HallPrivateKey.generate()
NUMBERS = st.sampled_from([box.number for box in BANK])
SELDOM = st.integers(0, 5).map(lambda drawn: drawn == 5)
ENDED = {
    Purpose.DROP: "dropped",
    Purpose.COLLECT: "collected",
    Purpose.LOAD: "loaded",
    Purpose.TAKE: "taken",
    Purpose.RECOVER: "recovered",
}
UNSURE = (BoxState.CLOSED_UNKNOWN, BoxState.OPEN, BoxState.OPENING, BoxState.OUT_OF_SERVICE)
ENDS = [
    "dropped",
    "collected",
    "loaded",
    "taken",
    "recovered",
    "missing",
    "nothing_inside",
    "does_not_fit",
    "left_inside",
]
PURPOSES = {
    Purpose.DROP: CARD,
    Purpose.COLLECT: COURIER,
    Purpose.LOAD: COURIER,
    Purpose.TAKE: CARD,
    Purpose.RECOVER: STATION,
}


class Bank(RuleBasedStateMachine):
    """One terminal; custody may refuse anything with a `CustodyError`, never with anything else."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name) / "terminal.db", HALL)
        self.world.bank.before_pulse = self.intent_is_on_disk
        self.parcels: list[str] = []
        self.expected: list = []
        self.where: dict[str, str] = {}  # the truth: "resident", "courier", "staff" or a box number
        self.pulsed: list[int] = []

    def teardown(self) -> None:
        self.world.store.close()
        self.folder.cleanup()

    def intent_is_on_disk(self, number: int) -> None:
        reader = sqlite3.connect(self.world.path)
        last = reader.execute(
            "SELECT entry, compartment FROM journal WHERE entry IN ('intent', 'outcome') ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
        reader.close()
        assert last == ("intent", number)
        assert self.world.bank.doors_[number] is not Door.OPEN
        others = {
            n for n, door in self.world.bank.doors_.items() if door is Door.OPEN and n not in self.world.bank.silent
        }
        in_service = {n for n in others if self.world.custody.cells()[n].state is not BoxState.OUT_OF_SERVICE}
        assert not in_service
        self.pulsed.append(number)

    def has(self, parcel: str, purpose: Purpose) -> bool:
        """Whether whoever opens for `purpose` really has the parcel in hand."""
        takers = {Purpose.COLLECT: "courier", Purpose.TAKE: "resident", Purpose.RECOVER: "staff"}
        return self.where[parcel] == takers[purpose]

    def may(self, call, *arguments):
        try:
            return call(*arguments)
        except (CustodyError, BankFull):
            return None

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.parcels))

    # people

    @rule(size=st.sampled_from(list(Size)))
    @precondition(lambda self: len(self.parcels) < 8)
    def brings_originals(self, size: Size) -> None:
        parcel = self.world.custody.start_drop(new_id(), TAG, size=size)
        self.parcels.append(parcel)
        self.where[parcel] = "resident"

    @rule()
    @precondition(lambda self: len(self.parcels) < 8)
    def hall_announces(self) -> None:
        parcel = barcode(ParcelKind.RESULT, "HALL", len(self.parcels) + 1)
        self.expected.append(expected(parcel))
        self.world.custody.expect(self.expected)
        self.parcels.append(parcel)
        self.where[parcel] = "courier"

    @rule(data=st.data(), low=st.booleans())
    @precondition(lambda self: self.parcels)
    def reserve(self, data: st.DataObject, low: bool) -> None:
        self.may(self.world.custody.reserve, Size.S, low, self.pick(data))

    @rule(data=st.data(), number=NUMBERS, purpose=st.sampled_from(list(PURPOSES)))
    @precondition(lambda self: self.parcels)
    def opens_wrongly(self, data: st.DataObject, number: int, purpose: Purpose) -> None:
        self.may(self.world.custody.open, number, PURPOSES[purpose], purpose, self.pick(data))

    @rule(data=st.data(), recover=SELDOM)
    @precondition(lambda self: self.parcels)
    def opens_rightly(self, data: st.DataObject, recover: bool) -> None:
        self.open_for(self.pick(data), recover)

    @rule(data=st.data(), recover=SELDOM)
    @precondition(lambda self: self.parcels)
    def goes_well(self, data: st.DataObject, recover: bool) -> None:
        """A whole leg as it should be, as far as doors and boxes allow."""
        self.all_hands(True)
        self.all_conclude(True)
        self.open_for(self.pick(data), recover)
        self.all_hands(True)
        self.all_conclude(True)

    def open_for(self, parcel: str, recover: bool) -> None:
        row = self.world.custody.parcel(parcel)
        up = row.kind is ParcelKind.ORIGINALS
        if row.holder is Holder.BOX or recover:
            number = row.compartment
            purpose = Purpose.RECOVER if recover else Purpose.COLLECT if up else Purpose.TAKE
        else:
            number = self.may(self.world.custody.reserve, Size.S, False, parcel)
            purpose = Purpose.DROP if up else Purpose.LOAD
        if number is not None:
            self.may(self.world.custody.open, number, PURPOSES[purpose], purpose, parcel)

    @rule(shut=st.booleans())
    def all_hands(self, shut: bool) -> None:
        """Everybody who stands at an open door acts."""
        for box in BANK:
            self.hands(box.number, shut)

    @rule(truth=st.booleans())
    def all_conclude(self, truth: bool) -> None:
        """Every step is ended as the person saw it (`truth`), or with nothing having moved."""
        custody, bank = self.world.custody, self.world.bank
        for step in custody.unfinished():
            inside = bank.inside_.get(step.compartment) == step.parcel
            moved = inside if step.purpose in (Purpose.DROP, Purpose.LOAD) else self.has(step.parcel, step.purpose)
            more = {"collected": ("7001",), "loaded": ("7001",), "recovered": ("9001", "overdue")}
            end = ENDED[step.purpose] if moved == truth else "left_inside" if inside else "nothing_inside"
            if end in ("recovered", "collected") and not moved:
                continue  # staff scans what it takes: without the barcode in hand there is no such claim
            self.may(getattr(custody, end), step.parcel, step.compartment, *more.get(end, ()))

    @rule(number=NUMBERS)
    def try_again(self, number: int) -> None:
        self.may(self.world.custody.try_again, number)

    @rule(number=NUMBERS)
    def look(self, number: int) -> None:
        self.world.custody.look(number)

    @rule(number=NUMBERS, shut=st.booleans())
    def hands(self, number: int, shut: bool) -> None:
        """Honest hands: whoever stands at an open door does what the step is for, or nothing."""
        bank = self.world.bank
        if bank.doors_[number] is not Door.OPEN:
            return
        step = next((s for s in self.world.custody.unfinished() if s.compartment == number), None)
        if step and step.parcel and step.purpose in (Purpose.DROP, Purpose.LOAD):
            giver = "resident" if step.purpose is Purpose.DROP else "courier"
            if self.where[step.parcel] == giver and bank.inside_.get(number) is None:
                bank.put(number, step.parcel)
                self.where[step.parcel] = str(number)
        elif step and step.parcel and bank.inside_.get(number) == step.parcel:
            taker = {Purpose.COLLECT: "courier", Purpose.TAKE: "resident"}.get(step.purpose, "staff")
            self.where[bank.take(number)] = taker
        if shut:
            bank.shut(number)

    @rule(number=NUMBERS)
    def shut(self, number: int) -> None:
        self.world.bank.shut(number)

    @rule(number=NUMBERS, end=st.sampled_from(ENDS), data=st.data())
    @precondition(lambda self: self.parcels)
    def concludes(self, number: int, end: str, data: st.DataObject) -> None:
        step = next((s for s in self.world.custody.unfinished() if s.compartment == number), None)
        parcel = step.parcel if step and step.parcel else self.pick(data)
        claims = {"recovered": Purpose.RECOVER, "collected": Purpose.COLLECT}
        if end in claims and not self.has(parcel, claims[end]):
            return  # staff scans what it takes: only a barcode in hand makes this claim
        more = {"collected": ("7001",), "loaded": ("7001",), "missing": ("7001",), "recovered": ("9001", "overdue")}
        self.may(getattr(self.world.custody, end), parcel, number, *more.get(end, ()))

    @rule(number=NUMBERS, really=SELDOM)
    def set_aside(self, number: int, really: bool) -> None:
        if really:
            self.may(self.world.custody.set_aside, number, STATION, "test")

    @rule(number=NUMBERS)
    def back_in_service(self, number: int) -> None:
        self.may(self.world.custody.back_in_service, number, STATION)

    # faults

    @rule(number=NUMBERS, kind=st.sampled_from(["jammed", "silent", "answer_lost"]), on=SELDOM)
    def fault(self, number: int, kind: str, on: bool) -> None:
        getattr(self.world.bank, kind).add(number) if on else getattr(self.world.bank, kind).discard(number)

    @rule()
    def power_cut(self) -> None:
        before = list(self.world.bank.pulses)
        self.world.restart()
        self.world.custody.reconcile()
        assert self.world.bank.pulses == before

    @rule(seconds=st.sampled_from([1, 5, 86400]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.pass_s(seconds)

    # what must hold

    @invariant()
    def one_story(self) -> None:
        assert self.world.custody.verify() == []

    @invariant()
    def every_pulse_had_an_intent(self) -> None:
        assert self.pulsed == self.world.bank.pulses
        intents = [
            r["compartment"] for r in self.world.store.read("SELECT compartment FROM journal WHERE entry = 'intent'")
        ]
        assert all(self.pulsed.count(number) <= intents.count(number) for number in set(self.pulsed))

    @invariant()
    def the_disk_knows_or_says_that_it_does_not(self) -> None:
        for number, cell in self.world.custody.cells().items():
            inside = self.world.bank.inside_.get(number)
            if cell.state is BoxState.HOLDING:
                assert inside == cell.parcel
            elif cell.state not in UNSURE:
                assert inside is None, (cell, inside)

    @invariant()
    def a_box_holder_means_the_box_or_a_doubt(self) -> None:
        cells = self.world.custody.cells()
        for parcel in self.parcels:
            row = self.world.custody.parcel(parcel)
            if row.holder is Holder.BOX:
                assert cells[row.compartment].parcel == parcel
            elif row.holder is Holder.STAFF:
                assert self.where[parcel] == "staff"

    @invariant()
    def every_event_is_on_its_way_to_the_hall(self) -> None:
        events = self.world.store.read(
            "SELECT count(*) AS n FROM journal WHERE entry IN"
            " ('dropped', 'collected', 'loaded', 'taken', 'recovered', 'missing', 'disputed')"
        )[0]["n"]
        sent = self.world.store.read("SELECT count(*) AS n FROM outbox WHERE kind = 'custody'")[0]["n"]
        assert events == sent


Bank.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestBank = Bank.TestCase
