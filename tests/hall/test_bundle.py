"""A terminal's queue carried to the hall on a stick, and the receipts carried back."""

import json
import sqlite3
import zipfile
from base64 import b64encode
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contract import bundle
from contract.bodies import MaterialFiled, Paper, Rating
from contract.bundle import BadBundle, Bundled, BundleManifest, BundleReceipts
from contract.envelope import Kind, digest, new_id
from contract.parcel import ParcelEvent
from hall import commands
from hall.cases.models import Case, Material
from hall.fleet import services as fleet
from hall.fleet.models import Terminal
from hall.intake.bundle import import_bundle
from hall.intake.models import TakenEnvelope, Upload
from offline_queue import __main__ as queue
from offline_queue.blobs import seal_paper
from offline_queue.bundle import TakenBack, take_receipts
from offline_queue.store import Store

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 900 + b"\n%%EOF\n"


class Machine:
    """A terminal's data folder with its keys and a queue nobody could send."""

    def __init__(self, folder: Path, box) -> None:
        self.box, self.folder, self.stick = box, folder, folder / "stick"
        for made in (folder / "keys", self.stick):
            made.mkdir(parents=True)
        (folder / "keys" / "terminal.key").write_bytes(box.key.private_bytes_raw())
        known = {"terminal": box.id, "hall_key": b64encode(box.known.hall_key).decode()}
        (folder / "keys" / "enrolled.json").write_text(json.dumps(known))
        self.store = Store(folder / "terminal.db")
        self.common = {"hall_key": box.seal_key, "terminal": box.id}

    def put(self, kind, case_id, body, **more):
        with self.store.transaction() as tx:
            return self.store.enqueue(tx, kind, case_id, body, now=datetime.now(UTC), **self.common, **more)

    def put_paper(self, case_id, pdf=PDF, material="ID"):
        paper = seal_paper(self.store.blobs, pdf, case_id, self.box.seal_key)
        blob = paper.blob
        body = Paper(material=material, pages=1, pdf_sha256=digest(pdf), blob_sha256=blob.sha256, blob_bytes=blob.size)
        return self.put(Kind.PAPER, case_id, body, blob=blob.path, envelope_id=paper.envelope_id)

    def export(self) -> Path:
        assert queue.main(["export", "--store", str(self.store.path), str(self.stick)]) == 0
        return max(self.stick.glob("bundle-*.zip"))

    def take(self, receipts: Path) -> TakenBack:
        from hall.keys import hall_keys

        return take_receipts(self.store, receipts.read_bytes(), hall_keys().signing.public_key(), datetime.now(UTC))

    def states(self):
        return [row[0] for row in self.store.read("SELECT state FROM outbox ORDER BY seq")]


@pytest.fixture
def machine(tmp_path, box):
    made = Machine(tmp_path / "kiosk", box)
    yield made
    made.store.close()


@pytest.fixture
def filed(machine, new_submission):
    """A case with its paper, its parcel, and a rating that comes too early for ever."""
    material = MaterialFiled(material="ID", pages=1, pdf_sha256=digest(PDF))
    submission, case_id = new_submission(materials=[material]), new_id()
    machine.put(Kind.SUBMISSION, case_id, submission)
    machine.put_paper(case_id)
    dropped = machine.box.custody(ParcelEvent.DROPPED, submission.originals_parcel)
    machine.put(Kind.CUSTODY, case_id, dropped)
    return case_id


def test_a_queue_reaches_the_hall_by_hand_and_its_receipts_come_back(machine, filed, capsys):
    packed = machine.export()
    assert machine.states() == ["ready"] * 3, "writing a bundle changes nothing"
    assert commands.main(["import-bundle", str(packed)]) == 0
    assert "3 taken, 0 not" in capsys.readouterr().out
    assert Case.objects.get(pk=filed).number
    assert Material.objects.get(case=filed).stored_at
    assert not Upload.objects.filter(terminal=machine.box.id).exists()
    receipts = machine.stick / bundle.receipts_file(packed.name)
    machine.store.close()
    command = ["take-receipts", "--store", str(machine.store.path), str(receipts)]
    assert queue.main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sent": 3, "refused": 0, "known": 0, "later": 0}
    machine.store = Store(machine.store.path)
    assert machine.states() == ["sent"] * 3
    assert list(machine.store.blobs.iterdir()) == []
    assert queue.main(["verify", "--store", str(machine.store.path)]) == 0
    assert queue.main(command) == 0, "taken back twice changes nothing"


def test_imported_twice_or_half_sent_before_each_is_taken_once(machine, filed):
    packed = machine.export()
    first = import_bundle(packed)
    again = import_bundle(packed)
    assert first.answer.taken == again.answer.taken
    assert TakenEnvelope.objects.filter(terminal=machine.box.id).count() == 3
    late = machine.put(Kind.RATING, None, Rating(level=5))
    both = import_bundle(machine.export()).answer
    assert both.taken == first.answer.taken
    assert [(one.envelope_id, one.later) for one in both.untaken] == [(late, False)]


def test_what_the_hall_refuses_or_puts_off_comes_back_as_such(machine, filed):
    machine.put(Kind.RATING, filed, Rating(level=4))
    odd = machine.put(Kind.RATING, None, Rating(level=1))  # of no case: refused for good
    early = machine.put(Kind.RATING, new_id(), Rating(level=2))  # of a case nobody has heard of
    imported = import_bundle(machine.export())
    said = {one.envelope_id: (one.code, one.later) for one in imported.answer.untaken}
    assert said[odd] == ("case_id_missing", False)
    assert said[early] == ("case_unknown", True)
    back = machine.take(imported.receipts)
    assert (back.sent + back.refused, back.later) == (5, 1)
    assert machine.states()[-2:] == ["refused", "ready"]


def test_order_in_the_bundle_does_not_matter_to_the_hall(machine, filed):
    """A custody event has its turn again once the submission behind it has been taken."""
    packed = machine.export()
    with zipfile.ZipFile(packed) as one:
        manifest = bundle.read(one.read(bundle.MANIFEST), BundleManifest, machine.box.key.public_key())
        files = {name: one.read(name) for name in one.namelist() if name != bundle.MANIFEST}
    turned = manifest.model_copy(update={"envelopes": manifest.envelopes[::-1]})
    _write(packed, bundle.sign(turned, machine.box.key), files)
    assert len(import_bundle(packed).answer.taken) == 3


def _write(path, manifest, files, how=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", how) as packed:
        for name, data in {**files, **({bundle.MANIFEST: manifest} if manifest else {})}.items():
            packed.writestr(name, data)


def _lists_nothing_true(manifest: BundleManifest, files):
    more = Bundled(id=new_id(), sha256="0" * 64)
    return manifest.model_copy(update={"envelopes": [*manifest.envelopes, more]}), files


def _changes_an_envelope(manifest, files):
    name = next(name for name in files if name.startswith("envelopes/"))
    return manifest, {**files, name: files[name].replace(b'"counter":1', b'"counter":7')}


def _changes_a_paper(manifest, files):
    name = next(name for name in files if name.startswith("blobs/"))
    return manifest, {**files, name: files[name][:-1] + b"x"}


@pytest.mark.parametrize("spoil", [_lists_nothing_true, _changes_an_envelope, _changes_a_paper])
def test_a_spoilt_bundle_is_refused_whole(machine, filed, spoil):
    packed = machine.export()
    with zipfile.ZipFile(packed) as one:
        manifest = bundle.read(one.read(bundle.MANIFEST), BundleManifest, machine.box.key.public_key())
        files = {name: one.read(name) for name in one.namelist() if name != bundle.MANIFEST}
    manifest, files = spoil(manifest, files)
    _write(packed, bundle.sign(manifest, machine.box.key), files)
    with pytest.raises(BadBundle):
        import_bundle(packed)
    assert not TakenEnvelope.objects.filter(terminal=machine.box.id).exists()
    assert not list(machine.stick.glob("receipts-*"))


def test_nobody_elses_signature_and_no_zip_is_believed(machine, filed, capsys):
    packed = machine.export()
    with zipfile.ZipFile(packed) as one:
        files = {name: one.read(name) for name in one.namelist()}
    manifest = bundle.read(files.pop(bundle.MANIFEST), BundleManifest, machine.box.key.public_key())
    _write(packed, bundle.sign(manifest, Ed25519PrivateKey.generate()), files)
    assert commands.main(["import-bundle", str(packed)]) == 2
    _write(packed, bundle.sign(manifest, machine.box.key), files, zipfile.ZIP_DEFLATED)  # may be a bomb
    assert commands.main(["import-bundle", str(packed)]) == 2
    _write(packed, None, files)
    assert commands.main(["import-bundle", str(packed)]) == 2
    packed.write_bytes(b"PK\x03\x04 torn off")
    assert commands.main(["import-bundle", str(packed)]) == 2
    assert commands.main(["import-bundle", str(packed.with_name("absent.zip"))]) == 2
    assert "nothing was taken" in capsys.readouterr().err
    assert not TakenEnvelope.objects.filter(terminal=machine.box.id).exists()


def test_a_terminal_that_was_shut_out_brings_nothing_in(machine, filed):
    packed = machine.export()
    fleet.revoke(Terminal.objects.get(pk=machine.box.id))
    with pytest.raises(BadBundle):
        import_bundle(packed)


def test_false_receipts_change_nothing(machine, filed, capsys):
    imported = import_bundle(machine.export())
    answer = imported.answer
    swapped = answer.model_copy(
        update={"taken": [answer.taken[0], answer.taken[1].model_copy(update={"token": answer.taken[2].token})]}
    )
    from hall.keys import hall_keys

    forged = bundle.sign(answer, Ed25519PrivateKey.generate())
    for data in (forged, bundle.sign(swapped, hall_keys().signing), b"{}", b"\x00"):
        imported.receipts.write_bytes(data)
        command = ["take-receipts", "--store", str(machine.store.path), str(imported.receipts)]
        assert queue.main(command) == 1
        assert "receipt_false" in capsys.readouterr().err
        assert machine.states() == ["ready"] * 3
        assert len(list(machine.store.blobs.iterdir())) == 1


def test_a_manifest_is_no_answer_and_an_answer_no_manifest():
    key = Ed25519PrivateKey.generate()
    now = datetime.now(UTC)
    manifest = bundle.sign(BundleManifest(bundle=new_id(), terminal="T1", made_at=now, envelopes=[]), key)
    with pytest.raises(BadBundle, match="signature"):
        bundle.read(manifest, BundleReceipts, key.public_key())


def test_a_damaged_paper_stays_behind_and_is_named(machine, filed, capsys):
    next(machine.store.blobs.iterdir()).write_bytes(b"worn out")
    assert queue.main(["export", "--store", str(machine.store.path), str(machine.stick)]) == 1
    said = capsys.readouterr()
    assert "paper is missing or damaged" in said.err
    assert "left_out" in said.out
    packed = next(machine.stick.glob("*.zip"))
    assert len(import_bundle(packed).answer.taken) == 2


def test_a_full_stick_leaves_no_half_bundle(machine, filed, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    assert queue.main(["export", "--store", str(machine.store.path), str(machine.stick)]) == 1
    assert list(machine.stick.iterdir()) == []


def test_a_bundle_can_be_written_while_the_terminal_writes(machine, filed):
    with machine.store.transaction() as tx, closing(sqlite3.connect(machine.store.path)):
        tx.execute("UPDATE outbox SET attempts = 1")
        machine.export()
