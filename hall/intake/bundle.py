"""Taking what was carried over by hand: the same envelopes, the same rule (one id once), a file of receipts back.

Each envelope is a transaction of its own, so an import that was cut short is simply done again.
"""

import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from contract import bundle
from contract.bundle import BadBundle, Bundled, BundleManifest, BundleReceipts, Untaken
from contract.envelope import MAX_BODY_BYTES, Envelope, Receipt, digest
from hall.errors import ApiError, NotYet
from hall.fleet.models import Terminal
from hall.intake import uploads
from hall.intake.models import TakenEnvelope, Upload
from hall.intake.services import take
from hall.keys import hall_keys
from hall.secret_files import sync_folder, write_durably

_MAX_MANIFEST_BYTES = 256_000_000
_MAX_ENVELOPE_BYTES = MAX_BODY_BYTES * 3  # base64 of a sealed body, and what stands around it


@dataclass(frozen=True)
class Imported:
    """The hall's answer, and the file beside the bundle where it was written."""

    answer: BundleReceipts
    receipts: Path


def import_bundle(path: Path) -> Imported:
    """Take a bundle's envelopes and write the receipts beside it. Raises `BadBundle`: then nothing was taken."""
    with _opened(path) as packed:
        terminal, manifest = _manifest(packed)
        for one in manifest.envelopes:  # all of it is looked at before any of it is believed
            _envelope(packed, one)
            _blob(packed, one)
        answer = _take_all(packed, terminal, manifest)
    receipts = path.with_name(bundle.receipts_file(path.name))
    draft = receipts.with_name(f"{receipts.name}.{uuid4().hex}")
    write_durably(draft, bundle.sign(answer, hall_keys().signing))
    os.replace(draft, receipts)
    sync_folder(receipts.parent)
    return Imported(answer, receipts)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise BadBundle(f"not a bundle: {error}") from error


def _manifest(packed: zipfile.ZipFile) -> tuple[Terminal, BundleManifest]:
    data = _member(packed, bundle.MANIFEST, _MAX_MANIFEST_BYTES)
    terminal = Terminal.objects.filter(pk=bundle.claimed_terminal(data), revoked_at=None).first()
    if terminal is None or terminal.public_key is None:
        raise BadBundle("of a terminal this hall does not know or has shut out")
    return terminal, bundle.read(data, BundleManifest, Ed25519PublicKey.from_public_bytes(bytes(terminal.public_key)))


def _member(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        info = packed.getinfo(name)
    except KeyError as error:
        raise BadBundle(f"{name} is missing") from error
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > most:
        raise BadBundle(f"{name} is packed or too large")
    try:
        return packed.read(info)
    except (zipfile.BadZipFile, RuntimeError) as error:  # a wrong checksum; a password
        raise BadBundle(f"{name} cannot be read: {error}") from error


def _envelope(packed: zipfile.ZipFile, listed: Bundled) -> Envelope:
    data = _member(packed, bundle.envelope_name(listed.id), _MAX_ENVELOPE_BYTES)
    if digest(data) != listed.sha256:
        raise BadBundle(f"{listed.id} is not what was packed")
    try:
        envelope = Envelope.model_validate_json(data)
    except ValidationError as error:
        raise BadBundle(f"{listed.id} is no envelope of this version") from error
    if envelope.id != listed.id:
        raise BadBundle(f"{listed.id} is another envelope")
    return envelope


def _blob(packed: zipfile.ZipFile, listed: Bundled) -> bytes | None:
    if listed.blob is None:
        return None
    data = _member(packed, bundle.blob_name(listed.blob), uploads.MAX_BYTES)
    if digest(data) != listed.blob:
        raise BadBundle(f"the paper of {listed.id} is not what was packed")
    return data


def _take_all(packed: zipfile.ZipFile, terminal: Terminal, manifest: BundleManifest) -> BundleReceipts:
    """In the terminal's order; what waits for something later in the bundle gets its turn again."""
    taken: list[Receipt] = []
    untaken: dict[str, Untaken] = {}
    todo = manifest.envelopes
    while todo:
        again = []
        for one in todo:
            try:
                taken.append(_take(packed, terminal, one))
                untaken.pop(str(one.id), None)
            except ApiError as error:
                later = isinstance(error, NotYet) or error.status >= 500
                untaken[str(one.id)] = Untaken(envelope_id=one.id, code=error.code, later=later)
                again += [one] if later else []
        todo = again if len(again) < len(todo) else []
    return BundleReceipts(
        bundle=manifest.bundle,
        terminal=terminal.pk,
        made_at=timezone.now(),
        taken=taken,
        untaken=list(untaken.values()),
    )


def _take(packed: zipfile.ZipFile, terminal: Terminal, listed: Bundled) -> Receipt:
    """One envelope, with its paper brought up first unless it was taken before. Raises `ApiError`."""
    envelope, upload = _envelope(packed, listed), None
    if not TakenEnvelope.objects.filter(pk=listed.id).exists():
        upload = _bring_up(terminal, _blob(packed, listed), listed.blob)
    try:
        return Receipt.model_validate_json(take(terminal, envelope))
    finally:
        if upload is not None and Upload.objects.filter(pk=upload.pk).delete()[0]:
            uploads.discard(upload.pk)  # nobody claimed it; it lies in the bundle still


def _bring_up(terminal: Terminal, data: bytes | None, sha256: str | None) -> Upload | None:
    if data is None or uploads.find(terminal, sha256 or "") is not None:
        return None
    with transaction.atomic():
        upload = uploads.create(terminal, len(data), "")
        uploads.append(upload, 0, data)
    return upload
