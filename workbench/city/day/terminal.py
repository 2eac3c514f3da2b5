"""One terminal of the day: the product's own outbox, sealing, proofs and sender, without screen, doors and threads."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contract import numbers
from contract.bodies import Custody, Rating
from contract.envelope import Kind, new_id
from contract.message import Message
from contract.orders import ExpectedParcel
from contract.parcel import ParcelEvent, ParcelKind, barcode
from contract.seal import HallPublicKey
from offline_queue.line import Clock
from offline_queue.news import LinkChanged, News, OrdersArrived, Rejected, Sent
from offline_queue.post import HallClient
from offline_queue.sender import Pace, Sender
from offline_queue.store import Store, Tx, next_number
from workbench.city.application import application
from workbench.city.crowd_rows import key_of
from workbench.city.day.plan import Visit
from workbench.city.day.truth import Truth

COURIER = "9001"
BOXES = 60
_POLL_S = 12 * 3600.0  # of the day's own clock; before each loading besides
_WITH_ORIGINALS = "OLD-CARD"
_WITHOUT = ("RES-REG", "RES-PERMIT", "RES-ENDORSE", "FLEX-INS")  # several: one has 9,999 numbers a day


class WallClock:
    """The time of requests: proofs are checked against the hall's own clock."""

    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return monotonic()


@dataclass(frozen=True)
class Hall:
    """Where the hall is and by which keys it is known."""

    url: str
    seal: HallPublicKey
    sign: Ed25519PublicKey


class Kiosk:
    """Called by one thread at a time."""

    def __init__(self, id_: str, hall: Hall, folder: Path, clock: Clock, truth: Truth) -> None:
        self.id, self._seal, self._clock, self._truth = id_, hall.seal, clock, truth
        (folder / id_).mkdir()
        self._store = Store(folder / id_ / "terminal.db")
        client = HallClient(hall.url, id_, key_of(id_), hall.sign, WallClock())
        pace = Pace(poll_s=_POLL_S)
        self._sender = Sender(self._store, client, clock, self._hear, run_on_queue=lambda call: call(), pace=pace)
        self._unsent, self._ask_at = False, 0.0
        self._boxes: dict[str, int] = {}
        self._wishes: dict[UUID, Visit] = {}
        self._expected: dict[str, ExpectedParcel] = {}

    def hand_in(self, visits: list[Visit]) -> None:
        """A case a visit, and its originals into a box when some belong to it: one transaction, as at the screen."""
        for visit in visits:
            self._hand_in(visit)

    def _hand_in(self, visit: Visit) -> None:
        case = new_id()
        with self._store.transaction() as tx:
            provisional = numbers.provisional_number(self.id, next_number(tx, "provisional"))
            parcel = self._originals(tx) if visit.originals else None
            item = _WITH_ORIGINALS if parcel else _WITHOUT[case.int % len(_WITHOUT)]
            said = application(item, provisional, parcel, self._clock.now(), case.int)
            self._put(tx, Kind.SUBMISSION, case, said)
            if parcel:
                self._custody(tx, case, ParcelEvent.DROPPED, parcel, "applicant", "card")
        self._wishes[case] = visit
        self._truth.handed_in(case, provisional)

    def _originals(self, tx: Tx) -> str | None:
        if len(self._boxes) >= BOXES:
            return None
        return barcode(ParcelKind.ORIGINALS, self.id, next_number(tx, "originals"))

    def collect(self) -> list[str]:
        """The courier takes all originals; which."""
        found = [parcel for parcel in self._boxes if parcel.startswith("M")]
        with self._store.transaction() as tx:
            for parcel in found:
                self._custody(tx, None, ParcelEvent.COLLECTED, parcel, COURIER, "pin")
        return found

    def load(self, brought: list[str]) -> list[str]:
        """The courier loads what this terminal was told of and has a box for; what stays with the courier."""
        rest = []
        with self._store.transaction() as tx:
            for parcel in brought:
                told = self._expected.get(parcel)
                if told is None or told.courier != COURIER or len(self._boxes) >= BOXES:
                    rest.append(parcel)
                else:
                    self._custody(tx, told.case_id, ParcelEvent.LOADED, parcel, COURIER, "pin")
        return rest

    def take_out(self) -> None:
        """Residents who wish to come today fetch their results, and some rate."""
        waiting = [self._expected[parcel] for parcel in self._boxes if parcel.startswith("R")]
        for told in waiting:
            visit = self._wishes[told.case_id]
            if not visit.takes:
                continue
            with self._store.transaction() as tx:
                self._custody(tx, told.case_id, ParcelEvent.TAKEN, told.parcel, "applicant", "card")
                if visit.rates:
                    self._put(tx, Kind.RATING, told.case_id, Rating(level=5))

    def deliver(self) -> None:
        """One round of the sender, when there is anything to send or it is time to ask for orders."""
        if self._unsent or self._clock.monotonic() >= self._ask_at:
            self._sender.round()
            self._unsent = self.waiting > 0
            self._ask_at = self._clock.monotonic() + _POLL_S

    @property
    def waiting(self) -> int:
        """Envelopes that the hall has not signed for."""
        return self._store.stats().waiting

    def left(self) -> list[str]:
        """What waits, a line each, for whoever looks why."""
        rows = self._store.read("SELECT seq, kind, state, attempts, due_at, head FROM outbox WHERE settled_at IS NULL")
        now = self._clock.now().timestamp()
        return [
            f"{self.id} {row['seq']} {row['kind']} {row['state']}, {row['attempts']} tries,"
            f" due in {row['due_at'] - now:.0f} s, {'first' if row['head'] else 'not first'} of its case"
            for row in rows
        ]

    def ask_at_once(self) -> None:
        """Have the next round ask for orders."""
        self._ask_at = 0.0
        self._sender.poll_now()

    def close(self) -> None:
        """Let go of file and connection."""
        self._sender.close()
        self._store.close()

    def _custody(self, tx: Tx, case: UUID | None, event: ParcelEvent, parcel: str, actor: str, authority: str) -> None:
        box = self._boxes.pop(parcel, None)
        if event in (ParcelEvent.DROPPED, ParcelEvent.LOADED):
            box = min(set(range(1, BOXES + 1)) - set(self._boxes.values()))
            self._boxes[parcel] = box
        said = Custody(
            sequence=next_number(tx, "journal"),
            at=self._clock.now(),
            event=event,
            parcel=parcel,
            compartment=box,
            actor=actor,
            authority=authority,
        )
        self._put(tx, Kind.CUSTODY, case, said)
        self._truth.moved(parcel, event)

    def _put(self, tx: Tx, kind: Kind, case: UUID | None, body: Message) -> None:
        self._store.enqueue(tx, kind, case, body, hall_key=self._seal, terminal=self.id, now=self._clock.now())
        self._truth.count(f"made {kind}")
        self._unsent = True

    def _hear(self, news: News) -> None:
        match news:
            case Sent(receipt=receipt, kind=kind, case_id=case):
                self._truth.count(f"sent {kind}")
                if kind is Kind.SUBMISSION and case and receipt.case_number:
                    self._truth.receipt(case, receipt.case_number)
            case Rejected(code=code):
                self._truth.count(f"refused {code}")
            case OrdersArrived(orders=orders):
                self._expected |= {told.parcel: told for told in orders.expected}
            case LinkChanged(online=False):
                self._truth.no_hall()
