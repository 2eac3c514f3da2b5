"""Bring what the outbox holds to the hall: claim, send, record; back off when the hall cannot be had.

One round is a plain call (`Sender.round`) that neither sleeps nor starts threads; `start` runs rounds on a thread of
its own named `sender`. Every change of the store goes through the `queue` worker by `run_on_queue`.
"""

import errno
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from contract.envelope import Receipt
from contract.sealed_to import SealedTo
from offline_queue import outbox
from offline_queue.blobs import file_sha256
from offline_queue.damage import around_damage
from offline_queue.errors import RowUnwritable, StoreBroken, StoreError
from offline_queue.line import Clock, Later, NoLine, NotAuthorised, PostError, Reason, Refused, Unreachable
from offline_queue.news import LinkChanged, News, OrdersArrived, Rejected, Sent, StoreFailed
from offline_queue.one_row import DAMAGED, Claimed, Spoilt
from offline_queue.outbox import LONGEST_WAIT_S
from offline_queue.post import UPLOAD_LOST, HallClient
from offline_queue.store import Store, Tx

_T = TypeVar("_T")
_RANDOM = random.SystemRandom()


class RunOnQueue(Protocol):
    """Do a call on the thread that owns the store and give back its result (or raise its error)."""

    def __call__(self, call: Callable[[], _T], /) -> _T: ...


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one envelope: how to write it down, what to tell, which file goes then."""

    record: Callable[[Tx], object]
    news: News | None = None
    blob: Path | None = None
    durable: bool = True


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how patiently: seconds."""

    poll_s: float = 20.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 300.0
    overdue_s: float = 60.0
    """After so long without a word of the hall it is asked before more is sent."""


class Sender:
    """Deliver, poll, tell. `tell` is called on the sender's thread."""

    def __init__(
        self,
        store: Store,
        client: HallClient,
        clock: Clock,
        tell: Callable[[News], None],
        *,
        run_on_queue: RunOnQueue,
        pace: Pace | None = None,
        jitter: Callable[[float, float], float] = _RANDOM.uniform,
    ) -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._tell = tell
        self._on_queue = run_on_queue
        self._pace = pace or Pace()
        self._jitter = jitter
        self._said: LinkChanged | None = None
        self._failures = 0
        self._etag: str | None = None
        self._poll_at = 0.0
        self._overdue_at = clock.monotonic() + self._pace.overdue_s
        self._not_before = 0.0
        self._passed: set[int] = set()  # had their turn and could not be sent, since all others had theirs
        self._wake = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._spoilt: list[Spoilt] = []
        self.sealed_to: SealedTo | None = None
        """Goes to the hall with each question for orders; set from any thread."""

    # --- the deterministic core --------------------------------------------------------------------

    def round(self) -> float:
        """Deliver everything due, poll when it is time; returns how many seconds to wait before the next round."""
        try:
            self._poll_in_between()
            hand = self._change(self._next, durable=False)
            while hand:
                hand = self._deliver(hand)
                self._poll_in_between()
            self._poll()
        except (Unreachable, NotAuthorised, Later) as error:
            return self._back_off(error)
        self._failures = 0
        return max(self._poll_at - self._clock.monotonic(), 0.0)

    def _next(self, tx: Tx) -> list[Claimed]:
        """What to send next, nothing while closing. Spoilt rows before it are set aside and told of."""
        while not self._closing:
            hand, spoilt = self._store.claim(tx, self._clock.now(), but=self._passed)
            self._spoilt += spoilt
            if hand or not (spoilt or self._passed):
                return hand
            if not spoilt:  # all others went: now those that were passed over
                self._passed.clear()
        return []

    def _deliver(self, hand: list[Claimed]) -> list[Claimed]:
        """Send a hand one by one; all are settled, and the next hand claimed, in one transaction."""
        done: list[_Outcome] = []
        for claimed in hand:
            if self._closing:
                break
            try:
                done.append(self._outcome(claimed))
            except StoreError:
                raise
            except Exception as error:  # also one that nobody foresaw: it is told, and this envelope's alone
                self._stop_at(hand, done, error)
                raise
        rest = hand[len(done) :]  # none, unless we are closing

        def go_on(tx: Tx) -> list[Claimed]:
            for one in rest:
                outbox.give_back(tx, one)
            return self._next(tx)

        return self._settle(done, go_on)

    def _stop_at(self, hand: list[Claimed], done: list["_Outcome"], error: Exception) -> None:
        """Nothing more of this hand can be sent now: settle what was, put off the one, give back the rest."""
        stuck, *rest = hand[len(done) :]
        untaken = isinstance(error, NotAuthorised)
        wait_s = 0.0
        if not self._turn_stays(stuck, error):
            self._passed.add(stuck.seq)
            wait_s = self._wait_after(stuck, error)

        def end(tx: Tx) -> list[Claimed]:
            self._put_off(tx, stuck, wait_s, known_untaken=untaken)
            for one in rest:
                outbox.give_back(tx, one)
            return []

        self._settle(done, end)

    def _turn_stays(self, stuck: Claimed, error: Exception) -> bool:
        """Whether it is first again next time: nothing would have passed, or its paper is on its way.

        Anything else may be this one envelope's fault: all others go first, however many such there are.
        """
        cut = isinstance(error, Unreachable) and error.reason is Reason.UNREACHABLE
        return isinstance(error, NotAuthorised | NoLine) or (cut and stuck.blob is not None and self._client.moved)

    def _wait_after(self, stuck: Claimed, error: Exception) -> float:
        if not isinstance(error, PostError):  # a bug: nothing will have changed in a minute
            return LONGEST_WAIT_S
        return 0.0 if error.reason is Reason.UNREACHABLE else self._own_wait(stuck)

    def _outcome(self, claimed: Claimed) -> "_Outcome":
        """What became of one envelope; raises what stops the round."""
        envelope, now = claimed.envelope, self._clock.now
        try:
            receipt = self._send(claimed)
        except NotAuthorised:
            raise
        except Refused as error:
            code, detail = error.code, error.detail
            self._give_up_upload(claimed)
            refused = Rejected(envelope.id, code, envelope.kind, envelope.case_id)
            return _Outcome(lambda tx: outbox.refused(tx, claimed.seq, code, detail, now()), refused)
        except Later as error:
            wait_s, lost = error.after_s or self._own_wait(claimed), error.code in UPLOAD_LOST
            return _Outcome(lambda tx: self._wait_for(tx, claimed, wait_s, lost=lost), durable=False)
        sent = Sent(envelope.id, receipt, envelope.kind, envelope.case_id)
        # What a power cut takes back of this is asked for again, as long as the paper is still there.
        return _Outcome(
            lambda tx: outbox.sent(tx, claimed.seq, receipt, now()),
            sent,
            claimed.blob,
            durable=claimed.blob is not None,
        )

    def _settle(self, done: list["_Outcome"], then: Callable[[Tx], list[Claimed]]) -> list[Claimed]:
        """Write down what became of these, and what `then` does, as one; only then is it told."""

        def work(tx: Tx) -> list[Claimed]:
            for one in done:
                one.record(tx)
            return then(tx)

        following = self._change(work, durable=any(one.durable for one in done))
        for one in done:
            if one.blob is not None:
                one.blob.unlink(missing_ok=True)  # after the commit; a crash between is swept at start
            if one.news is not None:
                self._tell(one.news)
        if done:
            self._link(True, None)
        return following

    def _send(self, claimed: Claimed) -> Receipt:
        if claimed.ask:
            receipt = self._client.ask(claimed.envelope)
            if receipt is not None:
                return receipt
        if claimed.blob is not None and claimed.blob_sha256 is not None:
            self._upload(claimed)
        return self._client.post(claimed.envelope)

    def _upload(self, claimed: Claimed) -> None:
        blob, sha256 = claimed.blob, claimed.blob_sha256
        assert blob is not None and sha256 is not None  # noqa: S101, PT018  (the caller looked)

        def remember(url: str) -> None:
            self._change(lambda tx: outbox.uploading(tx, claimed.seq, url))

        try:
            _check_paper(blob, sha256)
            self._client.upload(blob, sha256, url=claimed.upload_url, created=remember)
        except FileNotFoundError as error:  # changes nothing when a second program has meanwhile delivered it
            raise Refused(DAMAGED, "the stored paper is gone") from error

    def _give_up_upload(self, claimed: Claimed) -> None:
        """The hall need not keep the bytes of a refused paper."""
        if claimed.blob is None:
            return
        url = self._on_queue(lambda: outbox.upload_url(self._store.connection, claimed.seq))
        if url is not None:
            with suppress(PostError):  # only room is at stake, and the hall forgets it by itself after 14 days
                self._client.give_up(url)

    def _wait_for(self, tx: Tx, claimed: Claimed, wait_s: float, *, lost: bool) -> None:
        if lost:
            outbox.uploading(tx, claimed.seq, None)
        self._put_off(tx, claimed, wait_s, known_untaken=True)

    def _put_off(self, tx: Tx, claimed: Claimed, wait_s: float, *, known_untaken: bool) -> None:
        due = self._clock.now() + timedelta(seconds=min(wait_s, LONGEST_WAIT_S))
        outbox.later(tx, claimed.seq, due, known_untaken=known_untaken)

    def _own_wait(self, claimed: Claimed) -> float:
        return self._full_jitter(claimed.attempts)

    def _poll_in_between(self) -> None:
        """Thousands of papers, or a link that is cut at each of them, must not keep the hall's word away for hours."""
        if self._clock.monotonic() < self._overdue_at:
            return
        self._overdue_at = self._clock.monotonic() + self._pace.overdue_s
        with suppress(PostError):  # told when the round ends; what waits is tried all the same
            self._poll()

    def _poll(self) -> None:
        if self._clock.monotonic() < self._poll_at:
            return
        try:
            fresh = self._client.orders(self._etag, self.sealed_to)
        except NotAuthorised:
            raise
        except Refused as error:
            raise Unreachable(Reason.REFUSED, f"orders refused: {error.code}") from error
        self._poll_at = self._clock.monotonic() + self._pace.poll_s
        self._overdue_at = self._clock.monotonic() + self._pace.overdue_s
        self._link(True, None)
        if fresh is not None:
            self._etag = fresh.etag
            self._tell(OrdersArrived(fresh.orders))

    def _back_off(self, error: Unreachable | NotAuthorised | Later) -> float:
        self._link(False, error.reason)
        wait_s = self._full_jitter(self._failures)
        self._failures += 1
        after_s = getattr(error, "after_s", None)
        if after_s is not None:  # the hall's own word is kept even when somebody wakes us
            wait_s = max(wait_s, min(after_s, LONGEST_WAIT_S))
            self._not_before = self._clock.monotonic() + wait_s
        return wait_s

    def _full_jitter(self, tries: int) -> float:
        """Uniform between 0 and the doubled, capped wait: thousands of terminals must not come back in step."""
        return self._jitter(0.0, min(self._pace.longest_wait_s, self._pace.first_wait_s * 2.0 ** min(tries, 20)))

    def _link(self, online: bool, reason: Reason | None) -> None:
        news = LinkChanged(online, reason)
        if news != self._said:
            self._said = news
            self._tell(news)

    def _change(self, work: Callable[[Tx], _T], *, durable: bool = True) -> _T:
        """One transaction on the queue's thread; what it found spoilt is told when that is on disk."""

        def work_anew(tx: Tx) -> _T:
            self._spoilt.clear()
            return work(tx)

        def call() -> _T:
            return around_damage(self._store, work_anew, self._clock.now, self._tell_stuck, durable=durable)

        done = self._on_queue(call)
        for spoilt in self._spoilt:
            self._tell(Rejected(spoilt.id, spoilt.code))
        return done

    def _tell_stuck(self, stuck: RowUnwritable) -> None:
        if stuck.code != outbox.RECEIPT_UNRECORDED:  # that one is with the hall
            self._tell(Rejected(None, stuck.code))

    # --- the thread ---------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin rounds on a thread named `sender`."""
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something was enqueued, or the link is back: do not wait out the pause. Callable from any thread."""
        self._wake.set()

    def poll_now(self) -> None:
        """Ask for orders in the next round, and have it now. Callable from any thread."""
        self._poll_at = 0.0
        self._wake.set()

    def close(self, timeout_s: float = 30.0) -> None:
        """Finish the request in hand and end the thread."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout_s)
        self._client.close()

    def _run(self) -> None:
        while not self._closing:
            self._wake.clear()
            try:
                wait_s = self.round()
            except Exception as error:  # a full disk or a bug must not end delivery for good; it is told, then retried
                self._tell(StoreFailed(error))
                wait_s = self._pace.longest_wait_s
            self._wake.wait(wait_s)
            held_s = self._not_before - self._clock.monotonic()
            while held_s > 0 and not self._closing:
                self._wake.clear()
                self._wake.wait(held_s)
                held_s = self._not_before - self._clock.monotonic()


_SHORT_OF = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""The machine's trouble, not the paper's."""


def _check_paper(blob: Path, sha256: str) -> None:
    """Raises `Refused` for a paper that is not what was stored, or lies on a bad sector: `retry` tries it again."""
    try:
        whole = file_sha256(blob) == sha256
    except FileNotFoundError:
        raise
    except (StoreBroken, OSError, ValueError) as error:  # the last: of a path no file can have
        if getattr(error, "errno", None) in _SHORT_OF:
            raise
        raise Refused(DAMAGED, "the stored paper cannot be read") from error
    if not whole:
        raise Refused(DAMAGED, "the stored paper is not what was stored")
