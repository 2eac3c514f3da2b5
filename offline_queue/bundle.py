"""Carrying the queue to the hall by hand: write a bundle for a USB stick, take the hall's receipts back.

Writing changes nothing: everything stays where it is and is sent as well when the network returns; the hall takes one
id once, whichever way it comes first.
"""

import os
import sqlite3
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract import bundle
from contract.bundle import BadBundle, Bundled, BundleManifest, BundleReceipts
from contract.envelope import Receipt, digest, new_id
from contract.proof import BadProof, check_receipt
from offline_queue import outbox
from offline_queue.blobs import file_sha256, sync_folder
from offline_queue.damage import around_damage
from offline_queue.errors import StoreBroken, translated
from offline_queue.one_row import Claimed, Spoilt, look_at, numbers
from offline_queue.store import Store, Tx


@dataclass(frozen=True, slots=True)
class Export:
    """What was written, and which rows could not be: `left` names them by id (or row number) and reason."""

    path: Path
    envelopes: int
    left: list[str]


def export(
    connection: sqlite3.Connection, store: Path, folder: Path, terminal: str, key: Ed25519PrivateKey, now: datetime
) -> Export:
    """Write everything undelivered into one signed bundle under `folder`; `store` is the database's path.

    The file appears whole or not at all, and is on the stick when this returns. Raises `StoreFull` for a full stick.
    """
    path = folder / bundle.bundle_file(terminal, now)
    draft, left = path.with_suffix(".part"), list[str]()
    with translated(path):
        try:
            with draft.open("xb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as into:
                    listed = _write_all(connection, store.parent, terminal, into, left)
                    manifest = BundleManifest(bundle=new_id(), terminal=terminal, made_at=now, envelopes=listed)
                    into.writestr(bundle.MANIFEST, bundle.sign(manifest, key))
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
            sync_folder(folder)
        finally:
            draft.unlink(missing_ok=True)
    return Export(path, len(listed), left)


def _write_all(
    connection: sqlite3.Connection, folder: Path, terminal: str, into: zipfile.ZipFile, left: list[str]
) -> list[Bundled]:
    listed = []
    for (seq,) in connection.execute("SELECT seq FROM outbox WHERE settled_at IS NULL ORDER BY seq").fetchall():
        found = look_at(connection, seq, folder)
        if isinstance(found, Spoilt):
            left.append(f"{found.id or f'row {seq}'}: {found.code}")
        elif found is not None and found.envelope.terminal != terminal:
            left.append(f"{found.envelope.id}: of terminal {found.envelope.terminal}")
        elif found is not None:
            one = _write_one(found, into)
            if one is not None:
                listed.append(one)
            elif look_at(connection, seq, folder) is not None:  # else delivered by the sender meanwhile
                left.append(f"{found.envelope.id}: its paper is missing or damaged")
    return listed


def _write_one(found: Claimed, into: zipfile.ZipFile) -> Bundled | None:
    """None when its paper is not (any more) what was stored."""
    size, sha256 = 0, found.blob_sha256
    if found.blob is not None and sha256 is not None:
        try:
            if file_sha256(found.blob) != sha256:
                return None
            size = found.blob.stat().st_size
        except (OSError, StoreBroken, ValueError):
            return None
        try:
            into.write(found.blob, bundle.blob_name(sha256))
        except FileNotFoundError:
            return None
    text = found.envelope.model_dump_json().encode()
    into.writestr(bundle.envelope_name(found.envelope.id), text)
    return Bundled(id=found.envelope.id, sha256=digest(text), blob=sha256, blob_bytes=size)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What the hall's receipts changed here. `known`: settled before; `later`: they wait on."""

    sent: int
    refused: int
    known: int
    later: int


def take_receipts(store: Store, data: bytes, hall_key: Ed25519PublicKey, now: datetime) -> TakenBack:
    """Believe the hall's signed answer to a bundle: all of it in one transaction, or nothing. Raises `BadBundle`."""
    receipts = bundle.read(data, BundleReceipts, hall_key)
    waiting = _waiting(store.connection, store.path.parent)

    def believe(tx: Tx) -> tuple[int, int, list[Path]]:
        sent = refused = 0
        blobs: list[Path] = []
        for receipt in receipts.taken:
            found = waiting.get(receipt.envelope_id)
            if found is not None:
                _check(receipt, found, hall_key)
                taken = outbox.sent(tx, found.seq, receipt, now)
                sent += taken
                blobs += [found.blob] if taken and found.blob else []
        for one in receipts.untaken:
            found = waiting.get(one.envelope_id)
            if found is not None and not one.later:
                refused += outbox.refused(tx, found.seq, one.code, "by bundle", now)
        return sent, refused, blobs

    sent, refused, blobs = around_damage(store, believe, lambda: now)
    for blob in blobs:
        blob.unlink(missing_ok=True)
    later = sum(one.later for one in receipts.untaken)
    return TakenBack(sent, refused, len(receipts.taken) + len(receipts.untaken) - sent - refused - later, later)


def _waiting(connection: sqlite3.Connection, folder: Path) -> dict[UUID, Claimed]:
    """What waits and is whole, by id. Outside the transaction that changes it: a bad page would end that."""
    found = (look_at(connection, seq, folder) for seq in numbers(connection, _UNSETTLED))
    return {one.envelope.id: one for one in found if isinstance(one, Claimed)}


_UNSETTLED = "SELECT seq FROM outbox WHERE settled_at IS NULL"


def _check(receipt: Receipt, waiting: Claimed, hall_key: Ed25519PublicKey) -> None:
    try:
        check_receipt(receipt, waiting.envelope.id, waiting.envelope.sealed, hall_key)
    except BadProof as error:
        raise BadBundle(f"the receipt of {waiting.envelope.id} proves nothing: {error}") from error
