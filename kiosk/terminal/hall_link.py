"""The terminal's side of the link to its hall: what the sender tells, and who takes it."""

from collections.abc import Callable
from threading import Lock

from contract.envelope import Kind
from contract.failures import Failure
from contract.orders import Orders
from kiosk.cases import Cases
from kiosk.events import Event, QueueMoved
from kiosk.failing import failure_of_code
from kiosk.news import CaseNumbered, CaseRefused, LinkMoved, ManifestTaken, OrdersTaken
from kiosk.terminal.troubles import Troubles
from kiosk.terminal.workers import Workers
from offline_queue.news import LinkChanged, News, OrdersArrived, Rejected, Sent, StoreFailed
from offline_queue.sender import Sender
from offline_queue.store import Store

Taker = Callable[[Orders], object]
"""Takes its own part of the hall's orders; on the queue thread."""


class HallLink:
    """`online` and `trouble`: whether the hall can be had, and why not; `waiting`: envelopes not delivered yet.

    `fetch` gets what the orders only name: catalogues, and words about lost cards.
    """

    def __init__(
        self,
        store: Store,
        cases: Cases,
        fetch: Callable[[], object],
        takers: tuple[Taker, ...],
        sender: Sender | None,
        workers: Workers,
        troubles: Troubles,
        post: Callable[[Event], None],
    ) -> None:
        self._store, self._cases, self._fetch = store, cases, fetch
        self._takers, self.sender = takers, sender
        self._workers, self._troubles, self._post = workers, troubles, post
        self.online = False
        self.trouble: Failure | None = None
        self.waiting = 0
        self._fetching = self._fetch_again = False
        self._lock = Lock()

    def start(self) -> None:
        """Begin to send and to poll, where there is a hall."""
        if self.sender:
            self.sender.start()

    def close(self) -> None:
        """Stop sending."""
        if self.sender:
            self.sender.close()

    def wake(self) -> None:
        """Something new waits."""
        if self.sender:
            self.sender.wake()
        self._workers.do("queue", self._count)

    def fetch(self) -> None:
        """What the orders name and is not here yet. One look at a time: a slow hall must not pile them up.

        What is asked for during a look is looked for once it is over.
        """
        with self._lock:
            self._fetch_again = self._fetching
            if self._fetching:
                return
            self._fetching = True
        self._workers.do("catalogue", self._fetch_all)

    def _fetch_all(self) -> None:
        while True:
            self._fetch()
            with self._lock:
                if not self._fetch_again:
                    self._fetching = False
                    return
                self._fetch_again = False

    def hear(self, news: News) -> None:
        """The sender's word, on its thread."""
        match news:
            case LinkChanged(online, reason):
                self.online, self.trouble = online, Failure(reason) if reason else None
                if self.trouble:
                    self._troubles.note(self.trouble)
                self._post(QueueMoved(LinkMoved(online)))
            case OrdersArrived(orders):
                self._workers.do("queue", lambda: self._take(orders))
            case Sent():
                self._workers.do("queue", lambda: self._delivered(news))
            case Rejected():
                self._workers.do("queue", lambda: self._turned_down(news))
            case StoreFailed(error):
                self._troubles.note_error(error)

    def _take(self, orders: Orders) -> None:
        for take in self._takers:
            try:  # one part this terminal does not understand must not cost it the others
                take(orders)
            except Exception as error:
                self._troubles.note_error(error)
        self.fetch()
        self._post(QueueMoved(OrdersTaken()))

    def _delivered(self, sent: Sent) -> None:
        self._count()
        if sent.kind is Kind.MANIFEST:
            self._post(QueueMoved(ManifestTaken(sent.envelope_id)))
        number = sent.receipt.case_number
        if number and sent.case_id:
            self._cases.numbered(sent.case_id, number)
            self._post(QueueMoved(CaseNumbered(sent.case_id, number)))

    def _turned_down(self, rejected: Rejected) -> None:
        """It stays here, sealed; staff sees to it."""
        self._count()
        self._troubles.note(failure_of_code(rejected.code), code=rejected.code)
        if rejected.kind is Kind.SUBMISSION and rejected.case_id:
            self._post(QueueMoved(CaseRefused(rejected.case_id)))

    def _count(self) -> None:
        self.waiting = self._store.stats().waiting
