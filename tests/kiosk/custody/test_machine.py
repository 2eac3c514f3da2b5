"""Thousands of random acts of people, faults, clocks and power cuts against custody; what must hold, holds after each.

One holder a parcel; no door without a recorded right; never two pulses for one command; the chain whole; box and
parcel agree; and the hall, from the envelopes alone, arrives at the same holders.
"""

import json
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contract.envelope import new_id
from contract.parcel import Holder, ParcelKind, barcode, move
from contract.pickup import BadQr, new_qr
from contract.seal import HallPrivateKey
from drivers.roles import Door
from kiosk.custody.bank import BankFull, Size
from kiosk.custody.words import Authority, BoxState, CustodyError, Purpose, Unfinished
from tests.kiosk.custody.world import BANK, TAG, World, expected

CARD, COURIER, STATION = Authority("resident-card", TAG), Authority("courier", "7001"), Authority("station", "9001")
HALL, SIGNER, FORGER = HallPrivateKey.generate(), Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NUMBERS = st.sampled_from([box.number for box in BANK])
SELDOM = st.integers(0, 5).map(lambda drawn: drawn == 5)
ENDED = {
    Purpose.DROP: "dropped",
    Purpose.COLLECT: "collected",
    Purpose.LOAD: "loaded",
    Purpose.TAKE: "taken",
    Purpose.RECLAIM: "reclaimed",
    Purpose.RECOVER: "recovered",
}
MOST_PARCELS = 14
TROUBLES = ["jammed", "silent", "answer_lost", "unsent"]
UNSURE = (BoxState.CLOSED_UNKNOWN, BoxState.OPEN, BoxState.OPENING, BoxState.OUT_OF_SERVICE)
ENDS = [
    "dropped",
    "collected",
    "loaded",
    "taken",
    "reclaimed",
    "recovered",
    "missing",
    "nothing_inside",
    "does_not_fit",
    "left_inside",
]
ANYBODY = [
    *(CARD, COURIER, STATION),
    Authority("resident-card", "a stranger"),
    Authority("proxy-card", "a stranger"),
    Authority("courier", "7002"),
    Authority("technician", "5001"),
    Authority("pickup-code", "code-x"),
]
RIGHTS = {  # written down once more, apart from the code under test: who may open for what
    "drop": {("resident-card", TAG)},
    "collect": {("courier", "7001"), ("courier", "7002")},
    "load": {("courier", "7001")},  # every result is handed to 7001
    "take": {("resident-card", TAG), ("pickup-code", "code-x"), ("pickup-qr", "qr")},
    "reclaim": {("resident-card", TAG)},
    "recover": {("station", "9001")},
    "test": {("technician", "5001")},
}
PURPOSES = {
    Purpose.DROP: CARD,
    Purpose.COLLECT: COURIER,
    Purpose.LOAD: COURIER,
    Purpose.TAKE: CARD,
    Purpose.RECLAIM: CARD,
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
        self.commanded: set[int] = set()  # the journal's rows that a pulse has followed

    def teardown(self) -> None:
        self.the_hall_tells_the_same_story()
        self.world.store.close()
        self.folder.cleanup()

    def intent_is_on_disk(self, number: int) -> None:
        reader = sqlite3.connect(self.world.path)
        *last, sequence, kind, actor, detail = reader.execute(
            "SELECT entry, compartment, sequence, authority, actor, detail FROM journal"
            " WHERE entry IN ('intent', 'outcome') ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
        reader.close()
        assert last == ["intent", number]
        assert (kind, actor) in RIGHTS[json.loads(detail)["purpose"]]
        assert sequence not in self.commanded, "a second pulse for one command"
        self.commanded.add(sequence)
        assert self.world.bank.doors_[number] is not Door.OPEN
        others = {
            n for n, door in self.world.bank.doors_.items() if door is Door.OPEN and n not in self.world.bank.silent
        }
        in_service = {n for n in others if self.world.custody.cells()[n].state is not BoxState.OUT_OF_SERVICE}
        assert not in_service
        self.pulsed.append(number)

    def has(self, parcel: str, purpose: Purpose) -> bool:
        """Whether whoever opens for `purpose` really has the parcel in hand."""
        takers = dict.fromkeys((Purpose.TAKE, Purpose.RECLAIM), "resident")
        takers |= {Purpose.COLLECT: "courier", Purpose.RECOVER: "staff"}
        return self.where[parcel] == takers[purpose]

    def may(self, call, *arguments):
        try:
            return call(*arguments)
        except (CustodyError, BankFull):
            return None

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.parcels))

    # people

    @initialize(originals=st.integers(1, 3), results=st.integers(1, 3))
    def a_day_begins(self, originals: int, results: int) -> None:
        for _ in range(originals):
            self.brings_originals(Size.S)
        for _ in range(results):
            self.hall_announces()

    @rule(size=st.sampled_from(list(Size)))
    @precondition(lambda self: len(self.parcels) < MOST_PARCELS)
    def brings_originals(self, size: Size) -> None:
        parcel = self.world.custody.start_drop(new_id(), TAG, size=size)
        self.parcels.append(parcel)
        self.where[parcel] = "resident"

    @rule()
    @precondition(lambda self: len(self.parcels) < MOST_PARCELS)
    def hall_announces(self) -> None:
        parcel = barcode(ParcelKind.RESULT, "HALL", len(self.parcels) + 1)
        self.expected.append(expected(parcel, courier="7001"))
        self.world.custody.expect(self.expected)
        self.parcels.append(parcel)
        self.where[parcel] = "courier"

    @rule(data=st.data(), low=st.booleans())
    @precondition(lambda self: self.parcels)
    def reserve(self, data: st.DataObject, low: bool) -> None:
        self.may(self.world.custody.reserve, Size.S, low, self.pick(data))

    @rule(data=st.data(), number=NUMBERS, purpose=st.sampled_from(list(PURPOSES)), who=st.sampled_from(ANYBODY))
    @precondition(lambda self: self.parcels)
    def opens_wrongly(self, data: st.DataObject, number: int, purpose: Purpose, who: Authority) -> None:
        self.may(self.world.custody.open, number, who, purpose, self.pick(data))

    @rule(data=st.data(), who=st.sampled_from(ANYBODY))
    @precondition(lambda self: self.parcels)
    def somebody_at_a_parcels_own_door(self, data: st.DataObject, who: Authority) -> None:
        parcel, purpose = self.pick(data), data.draw(st.sampled_from(list(PURPOSES)))
        cell = next((cell for cell in self.world.custody.cells().values() if cell.parcel == parcel), None)
        if cell is not None:
            self.may(self.world.custody.open, cell.number, who, purpose, parcel)

    @rule(data=st.data(), terminal=st.sampled_from(["T1", "T1", "T2"]), days=st.sampled_from([-1, 7, 7]), good=SELDOM)
    @precondition(lambda self: self.parcels)
    def shows_a_qr(self, data: st.DataObject, terminal: str, days: int, good: bool) -> None:
        """Mostly one that is forged, altered, expired or for elsewhere; whatever it is, it opens nothing by itself."""
        parcel, pulses = self.pick(data), list(self.world.bank.pulses)
        until = self.world.custody.times.at_least() + timedelta(days=days)
        token = new_qr(parcel, terminal, until, SIGNER if good else FORGER)
        try:
            row = self.world.custody.for_qr(token, SIGNER.public_key())
        except (BadQr, CustodyError):
            return
        assert (good, terminal, row.parcel) == (True, "T1", parcel)
        assert days > 0
        assert self.world.custody.parcel(parcel).holder is Holder.BOX
        assert self.world.bank.pulses == pulses
        self.may(self.world.custody.open, row.compartment, Authority("pickup-qr", "qr"), Purpose.TAKE, parcel)

    @rule()
    def the_panel_is_guessed_at(self) -> None:
        pulses = list(self.world.bank.pulses)
        assert self.may(self.world.custody.for_code, "00000000") is None
        assert self.world.bank.pulses == pulses

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

    @rule(data=st.data(), far=st.integers(0, 3), again=st.sampled_from([None, None, *TROUBLES]), recover=SELDOM)
    @precondition(lambda self: self.parcels)
    def breaks_off(self, data: st.DataObject, far: int, again: str | None, recover: bool) -> None:
        """A leg that ends somewhere: door open, thing moved, door shut; perhaps with second thoughts in between."""
        self.open_for(self.pick(data), recover)
        if far:
            self.all_hands(far > 1)
        if again:
            self.opens_again_what_was_shut(again, gives_up=far == 3)

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

    @rule(data=st.data(), ends=st.booleans())
    @precondition(lambda self: self.parcels)
    def takes_originals_back(self, data: st.DataObject, ends: bool) -> None:
        """Before a courier came; sometimes with second thoughts about that, too."""
        parcel = self.pick(data)
        number = self.world.custody.parcel(parcel).compartment
        if number is not None:
            self.may(self.world.custody.open, number, CARD, Purpose.RECLAIM, parcel)
            self.all_hands(ends)
            self.all_conclude(ends)

    @rule(
        data=st.data(),
        who=st.sampled_from([CARD, CARD, CARD, CARD, *ANYBODY]),
        at_once=st.booleans(),
        anywhere=SELDOM,
        ends=st.booleans(),
    )
    @precondition(lambda self: self.parcels)
    def has_the_door_opened_once_more(
        self, data: st.DataObject, who: Authority, at_once: bool, anywhere: bool, ends: bool
    ) -> None:
        """Right after a leg of one's own (`at_once`), or whenever; then the leg goes on, or breaks off again."""
        parcel, custody = self.pick(data), self.world.custody
        if at_once:
            self.all_hands(True)
            self.all_conclude(True)
            self.open_for(parcel, recover=False)
            self.all_hands(True)
            self.all_conclude(True)
        last = self.world.store.read(
            "SELECT compartment FROM journal WHERE parcel = ? AND opening IS NOT NULL ORDER BY sequence DESC LIMIT 1",
            (parcel,),
        )
        number = data.draw(NUMBERS) if anywhere or not last else last[0]["compartment"]
        purpose = Purpose.DROP if parcel[0] == "M" else Purpose.TAKE
        before, left_s = custody.parcel(parcel), custody.reopen_left_s(parcel, who)
        opened = self.may(custody.reopen, number, who, purpose, parcel)
        if opened is None:
            assert custody.parcel(parcel) == before, "refused, and something was taken back all the same"
        elif not left_s:
            assert custody.parcel(parcel).holder is before.holder, "taken back without a right to it"
        if ends:
            self.all_hands(True)
            self.all_conclude(True)

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
            if end in ("recovered", "collected", "reclaimed") and not moved:
                continue  # staff scans what it takes: without the barcode in hand there is no such claim
            self.may(getattr(custody, end), step.parcel, step.compartment, *more.get(end, ()))

    @rule(number=NUMBERS)
    def try_again(self, number: int) -> None:
        for step in self.world.custody.unfinished():
            if step.compartment == number:
                self.once_more(step)

    def once_more(self, step: Unfinished) -> None:
        """The same wish by the same person: the opening under way goes on, and its count of pulses."""
        who = Authority(step.authority, step.actor)
        self.may(self.world.custody.open, step.compartment, who, step.purpose, step.parcel)

    @rule(kind=st.sampled_from(TROUBLES), gives_up=st.booleans())
    def opens_again_what_was_shut(self, kind: str, gives_up: bool) -> None:
        """Second thoughts at a door that was open and is shut, and now it does not work."""
        for step in self.world.custody.unfinished():
            if step.door is Door.CLOSED:
                faulty = getattr(self.world.bank, kind)
                faulty.add(step.compartment)
                self.world.clock.pass_s(5)
                self.once_more(step)
                faulty.discard(step.compartment)
                if gives_up and step.parcel:
                    self.may(self.world.custody.release, step.parcel)

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
            takers = {Purpose.COLLECT: "courier", Purpose.TAKE: "resident", Purpose.RECLAIM: "resident"}
            taker = takers.get(step.purpose, "staff")
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
        claims = {"recovered": Purpose.RECOVER, "collected": Purpose.COLLECT, "reclaimed": Purpose.RECLAIM}
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

    @rule(number=NUMBERS, kind=st.sampled_from(TROUBLES), on=SELDOM)
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

    @rule(hours=st.sampled_from([-2000, -6, 6, 2000]))
    def the_clock_is_set(self, hours: int) -> None:
        before = self.world.custody.times.now()
        self.world.clock.time += timedelta(hours=hours)
        assert self.world.custody.times.now() == before

    @rule(off_s=st.sampled_from([-90, 0, 90]))
    def the_hall_says_the_time(self, off_s: int) -> None:
        self.world.custody.heard(self.world.custody.times.now() + timedelta(seconds=off_s))

    # what must hold

    @invariant()
    def one_story(self) -> None:
        assert self.world.custody.verify() == []

    @invariant()
    def every_pulse_had_an_intent(self) -> None:
        assert self.pulsed == self.world.bank.pulses
        assert len(self.commanded) == len(self.pulsed)

    @invariant()
    def one_holder(self) -> None:
        """At most one box says it has a parcel, and it is the one the parcel says it is in."""
        said = [cell.parcel for cell in self.world.custody.cells().values() if cell.parcel]
        assert len(said) == len(set(said))
        for parcel in self.parcels:
            row = self.world.custody.parcel(parcel)
            assert (row.compartment is not None) == (row.holder is Holder.BOX)

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
            "SELECT count(*) AS n FROM journal WHERE entry IN ('dropped', 'collected', 'loaded', 'taken', 'recovered',"
            " 'drop_undone', 'take_undone', 'reclaimed', 'missing', 'disputed')"
        )[0]["n"]
        sent = self.world.store.read("SELECT count(*) AS n FROM outbox WHERE kind = 'custody'")[0]["n"]
        assert events == sent

    def the_hall_tells_the_same_story(self) -> None:
        """Every envelope's event fits the holder the one before it left, and the last one is what the terminal says."""
        told = self.world.told()
        sequences = [one.sequence for one in told]
        assert sequences == sorted(set(sequences))
        holders = {code: Holder.RESIDENT if code[0] == "M" else Holder.COURIER for code in self.parcels}
        for one in told:
            holders[one.parcel] = move(holders[one.parcel], one.event)
        assert holders == {code: self.world.custody.parcel(code).holder for code in self.parcels}


Bank.TestCase.settings = settings(
    max_examples=90,
    stateful_step_count=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestBank = pytest.mark.timeout(300)(Bank.TestCase)


@pytest.mark.storm
@pytest.mark.timeout(1800)
class TestBankForLong(Bank.TestCase):
    settings = settings(Bank.TestCase.settings, max_examples=200)
