"""Look into the terminal's outbox and help it along: bodies stay sealed, no personal data is ever shown.

All but `retry`, `take-receipts` and `set-aside` only read, and all may be used while the terminal runs
(`set-aside` must not). Status: 0 good, 1 something is wrong or not there, 2 wrong use.
"""

import argparse
import json
import sqlite3
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract.bundle import BadBundle
from contract.failures import ENTRIES, Failure
from offline_queue import bundle, outbox, upkeep, verify
from offline_queue.errors import StoreBroken, StoreError, StoreFull, StoreNewer, translated
from offline_queue.one_row import ALL, DAMAGED, dead_letter, numbers, one_by_one, unreadable
from offline_queue.store import Store, set_aside

DEFAULT_STORE = Path("/var/lib/kiosk/terminal.db")
_COLUMNS = (
    "SELECT id, kind, state, priority, attempts, created_at, length(sealed) AS sealed_bytes, blob_bytes,"
    " refusal ->> 'code' AS refused_because FROM outbox"
)
_SOME = " WHERE seq IN ({which} EXCEPT SELECT seq FROM quarantine) ORDER BY state = 'refused', priority, seq LIMIT ?"
_REFUSED = "SELECT seq FROM outbox WHERE state = 'refused'"
_OPEN = "SELECT seq FROM outbox WHERE settled_at IS NULL UNION " + _REFUSED  # noqa: S608
_SHOW = (
    "SELECT seq, id, kind, case_id, terminal, counter, state, priority, head, attempts, due_at, created_at, settled_at,"
    " key_id, digest, length(sealed) AS sealed_bytes, blob_sha256, blob_bytes, upload_url, receipt, refusal"
    " FROM outbox WHERE "
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    options = _parser().parse_args(arguments)
    try:
        if not options.store.is_file():
            raise FileNotFoundError(f"there is no store at {options.store}")
        with translated(options.store):
            return int(options.do(options))
    except BadBundle as error:
        return _failed(Failure.RECEIPT_FALSE, error)
    except StoreNewer as error:
        return _failed(Failure.STORE_NEWER, error)
    except StoreFull as error:
        return _failed(Failure.DISK_FULL, error)
    except StoreBroken as error:
        return _failed(Failure.STORE_BROKEN, error)
    except (StoreError, sqlite3.Error, OSError) as error:
        print(f"{options.store}: {error}", file=sys.stderr)  # noqa: T201
        return 1


def _failed(failure: Failure, error: Exception) -> int:
    print(f"{failure.value}: {error}\nnothing was changed. {ENTRIES[failure].operator}", file=sys.stderr)  # noqa: T201
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m offline_queue", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name: str, words: str, do: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words)
        one.add_argument("--store", type=Path, default=DEFAULT_STORE, help="the database (default %(default)s)")
        one.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
        one.set_defaults(do=do)
        return one

    listing = command("list", "what waits, and the dead letters", _list)
    listing.add_argument("--refused", action="store_true", help="dead letters only")
    listing.add_argument("--limit", type=int, default=200, help="rows at most (default %(default)s)")
    command("show", "one envelope, without its body", _show).add_argument("id", type=UUID)
    command("stats", "figures", _stats)
    command("verify", "check every row, paper, digest and receipt; 1 when anything is wrong", _verify)
    command("retry", "send a dead letter again", _retry).add_argument("id", type=UUID)
    command("export", "write all that waits, sealed and signed, to a USB stick", _export).add_argument("dir", type=Path)
    taking = command("take-receipts", "take back the hall's receipts of a bundle", _take_receipts)
    taking.add_argument("file", type=Path)
    command("set-aside", "terminal stopped: move a store that cannot be opened out of the way", _set_aside)
    return parser


def _reading(options: argparse.Namespace) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{options.store.absolute().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


def _rows(options: argparse.Namespace, sql: str, *values: object) -> list[dict[str, Any]]:
    with closing(_reading(options)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, values)]


def _list(options: argparse.Namespace) -> int:
    which = _REFUSED if options.refused else _OPEN
    try:
        rows = _rows(options, _COLUMNS + _SOME.format(which=which), options.limit)
    except sqlite3.DatabaseError as error:
        if not unreadable(error):
            raise
        rows = _list_around_damage(options, which)
    quarantined = [] if rows and len(rows) == options.limit else _rows(options, "SELECT * FROM quarantine")
    for one in quarantined:
        found = {"created_at": one["found_at"], "refused_because": one["code"]}
        rows.append({"id": f"row {one['seq']}", "state": "unreadable", **found})
    return _print(options, rows)


def _list_around_damage(options: argparse.Namespace, which: str) -> list[dict[str, Any]]:
    """Row by row: one that cannot be read, and that the sender has not met yet, hides no other."""
    with closing(_reading(options)) as connection:
        connection.row_factory = sqlite3.Row
        asked = numbers(connection, which + " EXCEPT SELECT seq FROM quarantine")  # noqa: S608
        found = [
            dict(row) if row is not None else {"id": f"row {seq}", "state": "unreadable", "refused_because": DAMAGED}
            for seq, row in one_by_one(connection, _COLUMNS + " WHERE seq = ?", asked)
        ]
    return sorted(found, key=lambda row: (row["state"] == "refused", row.get("priority", 0)))[: options.limit]


def _show(options: argparse.Namespace) -> int:
    found = _found(options)
    for row in found if not options.json else ():
        for name, value in row.items():
            print(f"{name:14} {'-' if value is None else value}")  # noqa: T201
    if options.json:
        _print(options, found)
    return 0 if found else _absent(options)


def _found(options: argparse.Namespace) -> list[dict[str, Any]]:
    try:
        return _rows(options, _SHOW + "id = ?", str(options.id))
    except sqlite3.DatabaseError as error:  # of a row before it
        if not unreadable(error):
            raise
    with closing(_reading(options)) as connection:
        connection.row_factory = sqlite3.Row
        rows = one_by_one(connection, _SHOW + "seq = ?", sorted(numbers(connection, ALL)))
        return [dict(row) for _, row in rows if row is not None and row["id"] == str(options.id)]


def _absent(options: argparse.Namespace) -> int:
    print(f"{options.id}: not in this store, or not a dead letter", file=sys.stderr)  # noqa: T201
    return 1


def _stats(options: argparse.Namespace) -> int:
    with closing(_reading(options)) as connection:
        return _print(options, [asdict(upkeep.stats(connection))])


def _verify(options: argparse.Namespace) -> int:
    with closing(_reading(options)) as connection:
        wrong = list(verify.verify(connection, options.store.parent, _hall_key(options.store)))
    _print(options, [{"wrong": line} for line in wrong])
    if not wrong and not options.json:
        print("everything is what was stored")  # noqa: T201
    return 1 if wrong else 0


def _retry(options: argparse.Namespace) -> int:
    with Store(options.store) as store:
        seq = dead_letter(store.connection, options.id)
        with store.transaction() as tx:
            return 0 if seq is not None and outbox.retry(tx, options.id, seq) else _absent(options)


def _export(options: argparse.Namespace) -> int:
    key = Ed25519PrivateKey.from_private_bytes((_keys(options.store) / "terminal.key").read_bytes())
    terminal = _enrolled(options.store)["terminal"]
    with closing(_reading(options)) as connection:
        written = bundle.export(connection, options.store, options.dir, terminal, key, datetime.now(UTC))
    for line in written.left:
        print(f"left out: {line}", file=sys.stderr)  # noqa: T201
    _print(options, [{"file": str(written.path), "envelopes": written.envelopes, "left_out": len(written.left)}])
    return 1 if written.left else 0


def _take_receipts(options: argparse.Namespace) -> int:
    hall_key = _hall_key(options.store)
    if hall_key is None:
        raise FileNotFoundError("this terminal is not enrolled: the hall's key is not known")
    with Store(options.store) as store:
        taken = bundle.take_receipts(store, options.file.read_bytes(), hall_key, datetime.now(UTC))
    return _print(options, [asdict(taken)])


def _set_aside(options: argparse.Namespace) -> int:
    try:
        Store(options.store).close()
    except StoreNewer:
        raise
    except StoreBroken:
        return _print(options, [{"moved_to": str(set_aside(options.store, datetime.now(UTC)))}])
    print("this store can be opened: it stays where it is (see verify)", file=sys.stderr)  # noqa: T201
    return 1


def _keys(store: Path) -> Path:
    return store.parent / "keys"  # beside the database, as kiosk.keys writes them


def _enrolled(store: Path) -> dict[str, str]:
    return dict(json.loads((_keys(store) / "enrolled.json").read_text()))


def _hall_key(store: Path) -> Ed25519PublicKey | None:
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(_enrolled(store)["hall_key"]))
    except FileNotFoundError:
        return None


def _print(options: argparse.Namespace, rows: list[dict[str, Any]]) -> int:
    """One JSON object a line, or a plain table under the columns' names."""
    if options.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))  # noqa: T201
        return 0
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *[["-" if row.get(name) is None else str(row[name]) for name in names] for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    for line in lines if rows else ():
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
