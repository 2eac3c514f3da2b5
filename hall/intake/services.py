"""Taking envelopes: once each, whatever the network does. One envelope is one transaction.

The terminal's row is locked first, so envelopes of one terminal are taken one after another; different terminals
do not wait for each other (on SQLite they do, at BEGIN).
"""

import json
import logging
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import ValidationError

from contract import proof
from contract.bodies import BODIES, Submission
from contract.envelope import Envelope, Kind, digest
from contract.life import MoveRefused
from contract.message import Message
from contract.seal import SealBroken
from hall.cases.receive import BEFORE, Before
from hall.errors import ApiError, Unfit
from hall.fit import fit
from hall.fleet.auth import Shown, keep
from hall.fleet.models import Terminal
from hall.intake.kinds import HANDLERS, hand_in
from hall.intake.models import TakenEnvelope
from hall.intake.refused import remember
from hall.keys import hall_keys
from hall.metrics import ENVELOPES
from hall.nul import has_nul
from hall.rows import first, insert

log = logging.getLogger(__name__)
_NUL = b"\\u0000"  # JSON has no other way to say it: as it stands it is refused
_BEFORE = f"""
SELECT digest, terminal_id, receipt, {BEFORE}
FROM (SELECT 1) AS once LEFT JOIN intake_takenenvelope ON intake_takenenvelope.id = %s
"""  # noqa: S608 - names of our own tables


def take(terminal: Terminal, envelope: Envelope, shown: Shown | None = None) -> str:
    """The receipt as JSON: the same bytes for the same envelope, for ever. Raises `ApiError` (see `hall.errors`).

    `shown`: the proof it came with, kept in the same transaction; None for one that was carried over by hand.
    """
    try:
        receipt = _take(terminal, envelope, shown)
    except ApiError as refused:
        ENVELOPES.labels(envelope.kind.value, refused.code).inc()
        log.warning("envelope %s (%s) of %s: %s", envelope.id, envelope.kind, terminal.id, refused.code)
        if isinstance(refused, Unfit):
            _remember_refused(terminal, envelope, refused.code)
        raise
    ENVELOPES.labels(envelope.kind.value, "taken").inc()
    return receipt


def _remember_refused(terminal: Terminal, envelope: Envelope, code: str) -> None:
    """A case that will never be: its papers and parcels must not wait for it (they would ask again for ever)."""
    if envelope.kind is not Kind.SUBMISSION or envelope.case_id is None:
        return
    try:
        submission = cast(Submission, _open(envelope))
    except Unfit:
        submission = None
    remember(terminal, envelope.case_id, code, submission)


def _take(terminal: Terminal, envelope: Envelope, shown: Shown | None) -> str:
    if envelope.terminal != terminal.id:
        raise ApiError(403, "other_terminal", "the envelope names another terminal than the one that sent it")
    whole = _digest(envelope)
    try:
        with transaction.atomic():
            _lock(terminal, shown)
            receipt, before = _before(envelope, terminal, whole)
            return receipt if receipt is not None else _take_now(terminal, envelope, _open(envelope), whole, before)
    except IntegrityError as error:
        again, _ = _before(envelope, terminal, whole)  # another terminal's, under the same id
        raise ApiError(409, "envelope_differs" if again is None else "collision") from error
    except MoveRefused as error:
        raise Unfit("case_not_open", str(error)) from error


def _lock(terminal: Terminal, shown: Shown | None) -> None:
    if shown is not None:
        keep(shown)
    else:
        Terminal.objects.select_for_update().get(pk=terminal.pk)


def _take_now(terminal: Terminal, envelope: Envelope, body: Message, whole: str, before: Before) -> str:
    now = timezone.now()
    row = TakenEnvelope(
        id=envelope.id,
        terminal=terminal,
        kind=envelope.kind,
        case_id=envelope.case_id,
        counter=envelope.counter,
        digest=whole,
        created_at=envelope.created_at,
        taken_at=now,
    )
    fit(row)

    def signed(number: str | None) -> list[TakenEnvelope]:
        row.receipt = proof.sign_receipt(hall_keys().signing, envelope, number, now).model_dump_json()
        return [row]

    if envelope.kind is Kind.SUBMISSION:  # of all kinds the one that many send at once: written by one statement
        hand_in(terminal, envelope, cast(Submission, body), before, signed)
    else:
        insert(signed(HANDLERS[envelope.kind](terminal, envelope, body)))
    return str(row.receipt)


def receipt_of(terminal: Terminal, envelope_id: UUID) -> str:
    """The receipt of an envelope this terminal sent; raises `ApiError` 404."""
    row = TakenEnvelope.objects.filter(pk=envelope_id, terminal=terminal).first()
    if row is None:
        raise ApiError(404, "envelope_unknown")
    return str(row.receipt)


def _before(envelope: Envelope, terminal: Terminal, whole: str) -> tuple[str | None, Before]:
    """The receipt of an envelope that was taken before, and what has to be known of its case when it was not."""
    case = envelope.case_id
    row = first(_BEFORE, case, case, envelope.id, planned=True)
    digest_before, sender, receipt, *of_case = row or (None, None, None, False, False, 0, None)
    if digest_before is not None and (digest_before, sender) != (whole, terminal.id):
        raise ApiError(409, "envelope_differs", "this id was already used for other content")
    return receipt, Before(*of_case)


def _digest(envelope: Envelope) -> str:
    created: datetime = envelope.created_at
    said = [envelope.kind, str(envelope.case_id), envelope.terminal, envelope.counter, created.timestamp()]
    return digest(json.dumps([*said, envelope.key_id, digest(envelope.sealed)]).encode())


def _open(envelope: Envelope) -> Message:
    """Unseal and read the body; raises `Unfit`. Nothing of what it says goes into the error: it is personal."""
    key = hall_keys().opener(envelope.key_id)
    if key is None:
        raise Unfit("unknown_key", "sealed to a key this hall does not have")
    try:
        plain = key.unseal(envelope.sealed, envelope.bound)
    except SealBroken as error:
        raise Unfit("seal_broken") from error
    try:
        body = BODIES[envelope.kind].model_validate_json(plain)
    except ValidationError as error:
        where = "; ".join(".".join(map(str, part["loc"])) + " " + part["type"] for part in error.errors())
        raise Unfit("bad_body", where[:500]) from None
    try:
        said = json.loads(plain)
        json.dumps(said, allow_nan=False)
    except ValueError:
        raise Unfit("number_not_finite", "a number that JSON does not have, or that is too large") from None
    if _NUL in plain and has_nul(said):
        raise Unfit("bad_body", "a NUL character")
    return body
