"""Filing an application: papers sealed, then case, submission and papers in one transaction (rule 9)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog

from contract import numbers
from contract.bodies import Answer, Applicant, Signature, Submission
from contract.coverage import left
from contract.envelope import Kind, new_id
from contract.hand_in import asked_again
from contract.life import CaseState
from contract.message import Message
from contract.seal import HallPublicKey
from kiosk.cases import CaseRow, Cases
from kiosk.custody.custody import Custody
from kiosk.filed import Filed
from kiosk.making import MadePaper
from kiosk.messages import materials_filed, origin_of, package_message, paper_message, supplement_message
from kiosk.offers import Offers
from kiosk.visit import Application, Visit
from offline_queue.blobs import SealedPaper, seal_paper
from offline_queue.errors import StoreError
from offline_queue.store import Store, Tx, count_from, next_number

log = structlog.get_logger("filing")


class Filing:
    """Writes applications to the store; every call on the queue thread."""

    def __init__(
        self,
        store: Store,
        cases: Cases,
        custody: Custody,
        offers: Offers,
        terminal: str,
        key: Callable[[], HallPublicKey],
    ) -> None:
        self._store = store
        self._cases = cases
        self._custody = custody
        self._offers = offers
        self._terminal = terminal
        self._key = key

    def count_from(self, first: int) -> None:
        """Give slips and envelopes no number before `first`: the hall knows of a disk that has."""
        with self._store.transaction() as tx:
            for name in ("provisional", f"parcel:{self._terminal}"):
                count_from(tx, name, first)

    def file(self, visit: Visit, papers: list[MadePaper], now: datetime) -> Filed:
        """Seal everything and commit it as one. Raises `StoreFull`: then nothing was taken.

        The case's id is the application's own: a second try after a commit whose success was not heard finds the case.
        """
        application = visit.application
        case_id = application.case_id = application.case_id or new_id()
        known = self._cases.get(case_id)
        if known is not None:
            return Filed(case_id, known.provisional, known.parcel, known.originals)
        originals = self._originals(application)
        sealed: list[SealedPaper] = []
        try:
            for paper in papers:
                sealed.append(seal_paper(self._store.blobs, paper.pdf, case_id, self._key()))
            return self._commit(visit, case_id, papers, sealed, originals, now)
        except BaseException:
            self._forget(lambda: self._cases.get(case_id) is not None, sealed)
            raise

    def correct(self, visit: Visit, papers: list[MadePaper], now: datetime) -> Filed:
        """The second hand-in of a case, as `file`: exactly what was asked for; a second try finds it done."""
        application = visit.application
        case = self._cases.get(application.case_id) if application.case_id else None
        if case is None or application.asked is None:
            raise RuntimeError("there is no such case, or nothing is asked of it")
        if case.correction is None:
            return Filed(case.case_id, case.provisional, case.parcel, case.originals)
        items = self._offers.of_case(application.items, application.package)
        originals = [use.material for use in asked_again(items, application.asked.materials) if use.original]
        sealed: list[SealedPaper] = []
        try:
            for paper in papers:
                sealed.append(seal_paper(self._store.blobs, paper.pdf, case.case_id, self._key()))
            return self._commit_again(visit, case, papers, sealed, originals, now)
        except BaseException:
            self._forget(lambda: self._asked_no_more(case.case_id), sealed)
            raise

    def _commit_again(
        self,
        visit: Visit,
        case: CaseRow,
        papers: list[MadePaper],
        sealed: list[SealedPaper],
        originals: list[str],
        now: datetime,
    ) -> Filed:
        """The case's row, the new envelope's parcel, the supplement and its papers in one transaction."""
        with self._store.transaction() as tx:
            parcel = self._custody.start_drop_in(tx, case.case_id, visit.person_tag) if originals else None
            filed = Filed(case.case_id, case.provisional, parcel, originals)
            self._cases.corrected(tx, case.case_id, parcel, originals, now)
            self._put(
                tx, Kind.SUPPLEMENT, filed, supplement_message(visit.application, filed, papers, sealed, now), now
            )
            for paper, blob in zip(papers, sealed, strict=True):
                self._put(tx, Kind.PAPER, filed, paper_message(paper, blob), now, blob)
        return filed

    def _asked_no_more(self, case_id: UUID) -> bool:
        case = self._cases.get(case_id)
        return case is not None and case.correction is None

    def _forget(self, is_taken: Callable[[], bool], sealed: list[SealedPaper]) -> None:
        """Papers of a hand-in that was not taken go at once: a full disk is not helped by them."""
        try:
            taken = is_taken()
        except StoreError as error:
            log.warning("papers_left", error=type(error).__name__)  # the sweep at the next start knows which belong
            return
        for one in [] if taken else sealed:
            one.blob.path.unlink(missing_ok=True)

    def _commit(
        self,
        visit: Visit,
        case_id: UUID,
        papers: list[MadePaper],
        sealed: list[SealedPaper],
        originals: list[str],
        now: datetime,
    ) -> Filed:
        """Case, parcel, submission and papers in one transaction."""
        application = visit.application
        with self._store.transaction() as tx:
            provisional = numbers.provisional_number(self._terminal, next_number(tx, "provisional"))
            parcel = self._custody.start_drop_in(tx, case_id, visit.person_tag) if originals else None
            filed = Filed(case_id, provisional, parcel, originals)
            self._cases.add(tx, self._case_row(application, filed, now), visit.person_tag)
            self._put(tx, Kind.SUBMISSION, filed, self._submission(visit, filed, papers, sealed, now), now)
            for paper, blob in zip(papers, sealed, strict=True):
                self._put(tx, Kind.PAPER, filed, paper_message(paper, blob), now, blob)
        return filed

    def _put(
        self, tx: Tx, kind: Kind, filed: Filed, body: Message, now: datetime, blob: SealedPaper | None = None
    ) -> None:
        self._store.enqueue(
            tx,
            kind,
            filed.case_id,
            body,
            hall_key=self._key(),
            terminal=self._terminal,
            now=now,
            blob=blob.blob.path if blob else None,
            envelope_id=blob.envelope_id if blob else None,
        )

    def _originals(self, application: Application) -> list[str]:
        catalogue = self._offers.now.catalogue
        items = catalogue.asked(application.items, application.package)
        needed = left(items, catalogue, application.answers, application.covered)
        return [need.use.material for need in needed if need.use.original]

    def _case_row(self, application: Application, filed: Filed, now: datetime) -> CaseRow:
        return CaseRow(
            filed.case_id,
            application.items,
            filed.provisional,
            "",
            CaseState.RECEIVED,
            filed.parcel,
            filed.originals,
            now,
            None,
            package=application.package,
        )

    def _submission(
        self, visit: Visit, filed: Filed, papers: list[MadePaper], sealed: list[SealedPaper], now: datetime
    ) -> Submission:
        application, identity = visit.application, visit.identity
        if identity is None or application.verdict is None:
            raise RuntimeError("only a signed-in resident with a checked application can file")
        answers = application.answers
        return Submission(
            provisional_number=filed.provisional,
            items=application.items,
            catalogue_version=self._offers.now.catalogue.version,
            applicant=Applicant(
                name=identity.name, id_number=identity.id_number, mobile=str(answers.get("p.mobile", ""))
            ),
            answers={
                field: Answer(value=value, origin=origin_of(application, field)) for field, value in answers.items()
            },
            materials=materials_filed(papers, sealed, filed.originals),
            originals_parcel=filed.parcel,
            delivery=str(answers.get("out.channel", "locker")),
            signature=Signature(strokes=application.strokes, document_sha256=application.shown_sha256, by_pages=True),
            prereview_verdict=application.verdict.kind.value,
            submitted_at=now,
            language=visit.language.value,
            covered=application.covered,
            remarks=[remark for paper in papers for remark in paper.remarks],
            package=package_message(application),
            homes=application.homes,
        )
